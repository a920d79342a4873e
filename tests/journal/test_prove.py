"""Proofs: small, checked with nothing at hand, and never of what is not so."""

import dataclasses
import json
from datetime import timedelta

import pytest

from hudna.ground import Fault
from hudna.journal import (
    MemoryStore,
    Report,
    check_proof,
    fingerprint,
    prove_beginning,
    prove_entry,
    read_head,
    write_head,
)
from hudna.journal.codec import canonical, instant_text
from hudna.journal.keys import head_text
from tests.journal.cases import NOON, Desk, Noted, opened, signer, small


def grown(count: int = 60) -> Desk:
    desk = opened()
    for number in range(count):
        desk.record(*[Noted(f"{number}/{place}") for place in range(number % 3 + 1)])
    return desk


def codes(report: Report) -> list[str]:
    return [finding.code for finding in report.findings]


def test_every_entry_can_be_proved_by_place_and_by_hash() -> None:
    desk = grown()
    for entry in desk.journal.entries():
        proof = prove_entry(desk.store, entry.ref)
        assert proof == prove_entry(desk.store, entry.hash)
        report = check_proof(proof, trusted_key=fingerprint(desk.signer.key), head=desk.store.last_head("desk-1"))
        assert report.is_sound
        assert report.findings == ()
        assert entry.ref in report.proved[0]


def test_a_proof_of_one_among_a_million_is_under_two_kilobytes() -> None:
    """The path has at most 20 hashes; what else is in the file does not grow."""
    desk = grown(3)
    plain = json.loads(prove_entry(desk.store, "desk-1/3"))
    plain["path"] = ["A" * 43] * 20
    plain["head"]["size"] = 1_000_000
    plain["entry"]["seq"] = 999_999
    plain["entry"]["body"]["words"] = (
        "The convoy of seven trucks waits at the bridge; the guard asks for the list again."
    )
    plain["entry"]["seen"] = {"desk-2": [400_000, "0" * 64]}
    assert len(canonical(plain)) < 2000


def test_every_older_size_and_head_can_be_shown_to_be_a_beginning() -> None:
    desk = grown()
    last = desk.store.last_head("desk-1")
    assert last is not None
    for head in desk.store.heads("desk-1"):
        proof = prove_beginning(desk.store, head)
        assert check_proof(proof, head=head).findings == ()
        assert check_proof(proof, head=last).is_sound
    for size in range(1, last.size + 1):
        assert check_proof(prove_beginning(desk.store, ("desk-1", size))).is_sound


@pytest.mark.parametrize("kind", ["entry", "beginning"])
def test_no_changed_byte_of_a_proof_is_accepted(kind: str) -> None:
    desk = grown(20)
    head = list(desk.store.heads("desk-1"))[5]
    proof = prove_entry(desk.store, "desk-1/7") if kind == "entry" else prove_beginning(desk.store, head)
    for place in range(len(proof) - 1):
        for bit in (1, 32):
            data = bytearray(proof)
            data[place] ^= bit
            report = check_proof(bytes(data))
            assert not report.is_sound, bytes(data)
            assert set(codes(report)) <= {"proof-unfit", "head-forged", "journal-newer", "entry-unreadable"}


def test_a_proof_of_another_entry_does_not_pass() -> None:
    desk = grown()
    one, other = (json.loads(prove_entry(desk.store, f"desk-1/{seq}")) for seq in (7, 8))
    one["entry"] = other["entry"]
    assert codes(check_proof(canonical(one))) == ["proof-unfit"]


def test_what_the_proof_is_held_against_must_fit() -> None:
    desk = grown()
    proof = prove_entry(desk.store, "desk-1/7")
    assert codes(check_proof(proof, trusted_key=fingerprint(signer(2).key))) == ["head-forged"]
    assert check_proof(proof, trusted_key=desk.signer.key.hex()).is_sound
    older = list(desk.store.heads("desk-1"))[4]
    report = check_proof(proof, head=older)
    assert (report.is_sound, codes(report)) == (True, ["proof-unfit"])
    last = desk.store.last_head("desk-1")
    assert last is not None
    rewritten = desk.signer.sign(last.case, last.log, last.size, bytes(32), NOON)
    assert codes(check_proof(proof, head=rewritten)) == ["fork"]
    assert codes(check_proof(proof, head=dataclasses.replace(last, log="desk-9"))) == ["other-case"]


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b'{"hudna":"journal-proof/1"}', b"\xff", b'{"hudna":"agreement/1"}', b"[" * 9999]
)
def test_what_is_no_proof_is_told(data: bytes) -> None:
    report = check_proof(data)
    assert codes(report) == ["proof-unfit"]
    assert report.proved == ()


def test_a_proof_of_a_newer_hudna_is_told() -> None:
    assert codes(check_proof(b'{"hudna":"journal-proof/7"}')) == ["journal-newer"]


def test_what_is_not_there_or_not_signed_is_not_proved() -> None:
    desk = small()
    for ref in ("desk-1/99", "desk-9/0", "f" * 64, "nonsense"):
        with pytest.raises(Fault, match="There is no entry") as refused:
            prove_entry(desk.store, ref)
        assert refused.value.code == "entry-missing"
    bare = MemoryStore()
    bare.add(list(desk.store.rows("desk-1")))
    with pytest.raises(Fault, match="No signed head"):
        prove_entry(bare, "desk-1/1")
    with pytest.raises(Fault, match="No head of the log desk-1 covers 99 entries"):
        prove_beginning(desk.store, ("desk-1", 99))


def test_a_head_of_another_history_is_a_fork() -> None:
    desk = small()
    other = desk.signer.sign(desk.journal.case, "desk-1", 3, bytes(32), NOON)
    with pytest.raises(Fault) as refused:
        prove_beginning(desk.store, other)
    assert refused.value.code == "fork"


def test_a_head_is_kept_as_a_file() -> None:
    head = small().store.last_head("desk-1")
    assert head is not None
    data = write_head(head)
    assert read_head(data) == head
    for place in range(len(data) - 1):
        changed = bytearray(data)
        changed[place] ^= 1
        with pytest.raises(Fault) as refused:
            read_head(bytes(changed))
        assert refused.value.code in ("proof-unfit", "head-forged", "journal-newer")
    later = dataclasses.replace(head, signed=head.signed + timedelta(seconds=1))
    with pytest.raises(Fault, match="good signature"):
        read_head(write_head(later))


def test_what_is_signed_is_canonical_json() -> None:
    key = signer(1).key
    for log in ("a", "ورقة", 'q"\\\n'):
        text = head_text("case", log, 7, bytes(32), NOON, key)
        plain = {"case": "case", "key": key.hex(), "log": log, "root": bytes(32).hex(), "size": 7}
        assert text == b"hudna journal head 1\n" + canonical({**plain, "signed": instant_text(NOON)})
