"""Private keys as files of their own, beside a case and never in it: mode 0600 in a folder of mode 0700."""

from __future__ import annotations

import os
from pathlib import Path

from hudna.journal.faults import JOURNAL
from hudna.journal.keys import Signer, fingerprint

_IDENTITY = "slips.age"
_PLAIN = b"AGE-SECRET-KEY-"


class Keyring:
    """The folder with a desk's private keys: those that sign (PEM), and the one that opens slips (age)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, signer: Signer, *, passphrase: str | None = None) -> Path:
        """Write a signing key, under a passphrase if one is given; raises case-unwritable and case-exists."""
        return self._write(_name(signer.key), signer.pem(passphrase))

    def signer(self, key: bytes, *, passphrase: str | None = None) -> Signer:
        """The private key of a public one (32 bytes); raises key-lost, key-locked."""
        signer = self.read(self.folder / _name(key), passphrase=passphrase)
        if signer.key != key:
            raise JOURNAL.fault("key-lost", "The key file holds another key.", where=str(self.folder / _name(key)))
        return signer

    def read(self, path: Path, *, passphrase: str | None = None) -> Signer:
        """The signing key in a file; raises key-lost, key-locked."""
        return Signer.read(self._read(path.name), passphrase)

    def keep_identity(self, identity: str, *, passphrase: str | None = None) -> Path:
        """Write the secret age key that opens slips; raises case-unwritable and case-exists."""
        data = identity.encode() + b"\n"
        if passphrase:
            from pyrage import passphrase as locked

            data = locked.encrypt(data, passphrase)
        return self._write(_IDENTITY, data)

    def identity(self, *, passphrase: str | None = None) -> str:
        """The secret age key that opens slips; raises key-lost, key-locked."""
        data = self._read(_IDENTITY)
        if not data.startswith(_PLAIN):
            data = _unlocked(data, passphrase)
        return data.decode("ascii", "replace").strip()

    def _write(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except FileExistsError:
            raise JOURNAL.fault("case-exists", "There is a key of this name already.", where=str(path)) from None
        except OSError as error:
            what = f"The key could not be written: {error.strerror}."
            raise JOURNAL.fault("case-unwritable", what, where=str(path)) from None
        return path

    def _read(self, name: str) -> bytes:
        path = self.folder / name
        try:
            return path.read_bytes()
        except OSError as error:
            what = f"The key file cannot be read: {error.strerror}."
            raise JOURNAL.fault("key-lost", what, where=str(path)) from None


def make_identity() -> tuple[str, str]:
    """A new age key for slips: the secret one, and the public one that goes into the case."""
    from pyrage import x25519

    identity = x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def _name(key: bytes) -> str:
    return f"sign-{fingerprint(key)}.pem"


def _unlocked(data: bytes, passphrase: str | None) -> bytes:
    from pyrage import DecryptError
    from pyrage import passphrase as locked

    if not data.startswith(b"age-encryption.org/"):
        raise JOURNAL.fault("key-lost", "The key file does not hold a key.")
    if not passphrase:
        raise JOURNAL.fault("key-locked", "The key is kept under a passphrase.")
    try:
        return bytes(locked.decrypt(data, passphrase))
    except DecryptError:
        raise JOURNAL.fault("key-locked", "The passphrase does not open the key.") from None
