"""Keyring: private keys in files that only their owner reads."""

import stat
from pathlib import Path

import pytest

from hudna.ground import Fault
from hudna.journal import Keyring, make_identity
from tests.journal.cases import signer


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("passphrase", [None, "nine green doors"])
def test_a_key_comes_back_and_only_its_owner_may_read_it(tmp_path: Path, passphrase: str | None) -> None:
    ring = Keyring(tmp_path / "case.keys")
    path = ring.keep(signer(1), passphrase=passphrase)
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)
    assert ring.signer(signer(1).key, passphrase=passphrase).key == signer(1).key
    assert (b"ENCRYPTED" in path.read_bytes()) is (passphrase is not None)


def test_the_key_for_slips_comes_back(tmp_path: Path) -> None:
    secret, public = make_identity()
    ring = Keyring(tmp_path / "case.keys")
    path = ring.keep_identity(secret)
    assert mode(path) == 0o600
    assert ring.identity() == secret
    assert public.startswith("age1")


@pytest.mark.slow
def test_the_key_for_slips_can_be_locked(tmp_path: Path) -> None:
    secret, _ = make_identity()
    ring = Keyring(tmp_path)
    path = ring.keep_identity(secret, passphrase="nine green doors")
    assert secret.encode() not in path.read_bytes()
    assert ring.identity(passphrase="nine green doors") == secret
    with pytest.raises(Fault) as refused:
        ring.identity()
    assert refused.value.code == "key-locked"


def refused_code(ring: Keyring, passphrase: str | None = None) -> str:
    with pytest.raises(Fault) as refused:
        ring.signer(signer(1).key, passphrase=passphrase)
    return refused.value.code


def test_lost_locked_and_exchanged_keys_are_told(tmp_path: Path) -> None:
    ring = Keyring(tmp_path)
    assert refused_code(ring) == "key-lost"
    path = ring.keep(signer(1), passphrase="nine green doors")
    assert refused_code(ring) == "key-locked"
    assert refused_code(ring, "ten") == "key-locked"
    path.write_bytes(signer(2).pem())
    assert refused_code(ring) == "key-lost"
    path.write_bytes(b"no key")
    assert refused_code(ring) == "key-lost"
    with pytest.raises(Fault) as refused:
        ring.identity()
    assert refused.value.code == "key-lost"


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    ring = Keyring(tmp_path)
    path = ring.keep(signer(1))
    with pytest.raises(Fault) as refused:
        ring.keep(signer(1), passphrase="other")
    assert refused.value.code == "case-exists"
    assert b"ENCRYPTED" not in path.read_bytes()


def test_where_nothing_can_be_written_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Fault) as refused:
        Keyring(tmp_path / "file").keep(signer(1))
    assert refused.value.code in ("case-unwritable", "case-exists")
