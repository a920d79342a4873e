"""Keys: Ed25519 (RFC 8032) for heads, by the library ``cryptography``; and the heads that they sign."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hudna.journal.codec import instant_text, quoted
from hudna.journal.faults import JOURNAL
from hudna.journal.model import Head

_PURPOSE = b"hudna journal head 1\n"
"""Stands before what is signed, so that a signature for one thing is never one for another."""


def fingerprint(key: bytes) -> str:
    """What people compare over the telephone: 80 bits of SHA-256 of the public key, in groups of four."""
    digest = sha256(key).hexdigest()[:20]
    return "-".join(digest[place : place + 4] for place in range(0, 20, 4))


def key_name(key: str) -> str:
    """The fingerprint of a public key in hex, as entries hold it; says so where it is no key."""
    try:
        return fingerprint(bytes.fromhex(key)) if key else "(no key)"
    except ValueError:
        return "(no key)"


def certifies(case: str, key: str) -> bool:
    """Does the name of a case end in the fingerprint of this key (hex)?"""
    return case.endswith(f"-{key_name(key)}")


def head_text(case: str, log: str, size: int, root: bytes, signed: datetime, key: bytes) -> bytes:
    """What is signed: canonical JSON, written out because this is a good part of a single deed."""
    names = f'"case":{quoted(case)},"key":"{key.hex()}","log":{quoted(log)}'
    told = f'"root":"{root.hex()}","signed":"{instant_text(signed)}","size":{size}'
    return _PURPOSE + f"{{{names},{told}}}".encode()


class Signer:
    """A desk's private key."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.key = private.public_key().public_bytes_raw()

    @classmethod
    def make(cls) -> Signer:
        """A new key, from the operating system's randomness."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def read(cls, pem: bytes, passphrase: str | None = None) -> Signer:
        """The key of a PEM file (PKCS #8). Raises key-locked without its passphrase, key-lost where it is no key."""
        try:
            private = serialization.load_pem_private_key(pem, passphrase.encode() if passphrase else None)
        except TypeError:
            if b"ENCRYPTED" not in pem:
                return cls.read(pem)
            raise JOURNAL.fault("key-locked", "The key is kept under a passphrase.") from None
        except ValueError:
            if b"ENCRYPTED" in pem:
                raise JOURNAL.fault("key-locked", "The passphrase does not open the key.") from None
            raise JOURNAL.fault("key-lost", "The key file does not hold a key.") from None
        if not isinstance(private, Ed25519PrivateKey):
            raise JOURNAL.fault("key-lost", "The key file holds a key of another kind.")
        return cls(private)

    def pem(self, passphrase: str | None = None) -> bytes:
        """The key as a PEM file (PKCS #8), under a passphrase if one is given."""
        form = (
            serialization.BestAvailableEncryption(passphrase.encode()) if passphrase else serialization.NoEncryption()
        )
        return self._private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, form)

    def sign(self, case: str, log: str, size: int, root: bytes, signed: datetime) -> Head:
        """Sign that a log has this many entries under this root."""
        text = head_text(case, log, size, root, signed, self.key)
        return Head(case, log, size, root, signed, self.key, self._private.sign(text))


def is_signed(head: Head) -> bool:
    """Did the key that the head names sign it?"""
    try:
        text = head_text(head.case, head.log, head.size, head.root, head.signed, head.key)
        Ed25519PublicKey.from_public_bytes(head.key).verify(head.signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True
