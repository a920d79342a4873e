"""Signed heads as files: what a party keeps, so that nobody can show it another history later."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

from hudna.ground import Fault
from hudna.journal.codec import canonical, instant_text, read_instant
from hudna.journal.faults import JOURNAL
from hudna.journal.keys import is_signed
from hudna.journal.model import Head

HEAD_FORMAT = "journal-head/1"


def packed(data: bytes) -> str:
    """Bytes as base64url without padding (RFC 4648 §5)."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def unpacked(text: Any, size: int | None = None) -> bytes:
    """The bytes that :func:`packed` wrote; raises ValueError for any other text and for another number of bytes."""
    if not isinstance(text, str):
        raise ValueError("no text")
    data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if packed(data) != text or size not in (None, len(data)):
        raise ValueError("not the bytes that should stand here")
    return data


def plain_head(head: Head) -> dict[str, Any]:
    """A head as plain values."""
    return {
        "case": head.case,
        "key": packed(head.key),
        "log": head.log,
        "root": packed(head.root),
        "signature": packed(head.signature),
        "signed": instant_text(head.signed),
        "size": head.size,
    }


def head_of(plain: Mapping[str, Any]) -> Head:
    """The head of these plain values; raises ValueError, KeyError, TypeError. The signature is not looked at."""
    if len(plain) != 7 or type(plain["size"]) is not int:
        raise ValueError("no head")
    return Head(
        str(plain["case"]),
        str(plain["log"]),
        plain["size"],
        unpacked(plain["root"], 32),
        read_instant(plain["signed"]),
        unpacked(plain["key"], 32),
        unpacked(plain["signature"], 64),
    )


def write_head(head: Head) -> bytes:
    """A head as a file to keep."""
    return canonical({"head": plain_head(head), "hudna": HEAD_FORMAT}) + b"\n"


def read_head(data: bytes) -> Head:
    """The head in a file; raises proof-unfit, journal-newer, and head-forged where its signature is not good."""
    plain = read_document(data, HEAD_FORMAT)
    try:
        head = head_of(plain["head"])
    except (ValueError, KeyError, TypeError):
        raise JOURNAL.fault("proof-unfit", "There is no signed head in this file.") from None
    if not is_signed(head):
        raise JOURNAL.fault("head-forged", "The head in this file does not bear a good signature.")
    return head


def read_document(data: bytes, *formats: str) -> dict[str, Any]:
    """A small JSON document of ours, whose every byte counts; raises proof-unfit and journal-newer."""
    try:
        plain = json.loads(data)
        kind = plain["hudna"]
        is_ours = isinstance(kind, str) and canonical(plain) == data.removesuffix(b"\n")
    except (ValueError, KeyError, TypeError, RecursionError, Fault):
        is_ours = False
    if not is_ours:
        raise JOURNAL.fault("proof-unfit", "The file is damaged, or it was not written by Hudna.")
    if kind not in formats:
        check_format(kind, *formats)
        raise JOURNAL.fault("proof-unfit", f"The file is a {kind}.")
    return plain  # type: ignore[no-any-return]


def check_format(kind: str, *formats: str) -> None:
    """Raise journal-newer where this is a later version of one of the formats."""
    name, _, version = kind.rpartition("/")
    known = {one.rpartition("/")[0]: int(one.rpartition("/")[2]) for one in formats}
    if name in known and version.isdecimal() and int(version) > known[name]:
        what = f"The file has the format {kind}; this Hudna knows {name}/{known[name]}."
        raise JOURNAL.fault("journal-newer", what)
