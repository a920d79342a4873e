"""Commitments: a side says that it has made up its mind, and shows what it decided later.

The salt hides: without its 32 bytes nobody can try lists, or halves of a seed, until one fits.
"""

from __future__ import annotations

import re
from hashlib import sha256

_BYTES_32 = re.compile(r"[0-9a-f]{64}\Z")


def commitment_of_list(salt: str, document: str) -> str:
    """What a side commits itself to: SHA-256 over the salt and the SHA-256 of the file; all in hex, 64 digits each.

    Empty where one of them is no such text, which no commitment equals.
    """
    return _sha256(salt, document)


def commitment_of_half(half: str) -> str:
    """What a side commits itself to with its half of the seed (32 bytes in hex): its SHA-256, in hex."""
    return _sha256(half)


def _sha256(*parts: str) -> str:
    if not all(_BYTES_32.match(part) for part in parts):
        return ""
    return sha256(b"".join(map(bytes.fromhex, parts))).hexdigest()
