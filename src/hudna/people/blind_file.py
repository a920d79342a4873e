"""Files of a blinded comparison, that travel on a stick: one line that a person can read, then the blinded keys.

The line is a JSON object: what the file is, which file it answers to, how many keys follow. Each key is a point of the
curve P-256 in 33 bytes, in ascending order in an offer, and in the order of the offer that it answers in an answer. At
the end stands the SHA-256 of all that comes before: it finds a stick that is worn, not a hand that changed the file
(that is what the two read each other the number of the session for).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hudna.ground import Fault
from hudna.people.blind_faults import BLIND_FAULTS
from hudna.people.blind_share import POINT

FORMAT: Final = "blind/1"
_DIGEST = 32
_LINE = 4096
_LARGEST = 1 << 30
_MAGIC = b'{"hudna":"blind/'

Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Tier = Literal["strict", "tolerant"]
"""``strict``: one key a person, of all parts of the name and the birth year. ``tolerant``: several, and some weaker."""


class _Head(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class OfferHead(_Head):
    """First line of an offer: what is offered, how much of it, and how much may come back.

    ``maker``: which keys these are, a hash; ``room``: people that there is room for, never fewer than there are;
    ``keys``: how many follow; ``at_most``: the largest room that is accepted of the other side; ``commitment``: to the
    list and its keys, under a salt; ``nonce``: so that two offers of one list are never the same.
    """

    hudna: Literal["blind/1"] = FORMAT
    round: Literal["offer"] = "offer"
    tier: Tier
    maker: Hash
    room: Annotated[int, Field(ge=1)]
    keys: Annotated[int, Field(ge=1)]
    at_most: Annotated[int, Field(ge=1)]
    commitment: Hash
    nonce: Hash


class AnswerHead(_Head):
    """First line of an answer: to which offer (SHA-256 of the file), and with which offer it belongs."""

    hudna: Literal["blind/1"] = FORMAT
    round: Literal["answer"] = "answer"
    to: Hash
    beside: Hash
    keys: Annotated[int, Field(ge=1)]


class SecretHead(_Head):
    """First line of what a side keeps to itself until the end: numbers, and no name or key of a name.

    ``offer``: its own; ``answered``: the offer that it answered, empty until then; ``keys`` and ``theirs``: how many
    keys each of them holds. After the line: where each of its own keys went, then the other's keys blinded twice.
    """

    hudna: Literal["blind/1"] = FORMAT
    round: Literal["secret"] = "secret"
    tier: Tier
    maker: Hash
    cipher: Hash
    salt: Hash
    seed: Hash
    commitment: Hash
    offer: Hash
    at_most: Annotated[int, Field(ge=1)]
    answered: Hash | Literal[""] = ""
    keys: Annotated[int, Field(ge=1)]
    theirs: Annotated[int, Field(ge=0)] = 0


Head = OfferHead | AnswerHead | SecretHead
_Kind = TypeVar("_Kind", OfferHead, AnswerHead, SecretHead)
_WHAT = {OfferHead: "an offer", AnswerHead: "an answer", SecretHead: "a secret"}
_HEADS: dict[str, type[Head]] = {"offer": OfferHead, "answer": AnswerHead, "secret": SecretHead}


def write_blind(head: Head, body: bytes) -> bytes:
    """The whole file: first line, body, and what finds damage."""
    data = json.dumps(head.model_dump(), separators=(",", ":")).encode() + b"\n" + body
    return data + sha256(data).digest()


def hash_of(file: bytes) -> str:
    """What a file is called by the files that answer it."""
    return sha256(file).hexdigest()


def read_round(path: Path) -> bytes:
    """The bytes of a file of a blinded comparison; raises blind-file where it cannot be one."""
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        what = f"The file cannot be read: {error.strerror}."
        raise BLIND_FAULTS.fault("blind-file", what, where=str(path)) from None
    if len(data) > _LARGEST:
        raise BLIND_FAULTS.fault("blind-file", "The file is larger than a blinded list may be.", where=str(path))
    return data


def head_of(file: bytes, where: str = "") -> Head:
    """The first line of a file, checked; raises blind-file and blind-version."""
    line, end, _ = file[:_LINE].partition(b"\n")
    if not line.startswith(_MAGIC) or not end:
        raise BLIND_FAULTS.fault("blind-file", "This is no file of a blinded comparison.", where=where)
    try:
        said = json.loads(line)
        if said["hudna"] != FORMAT:
            raise BLIND_FAULTS.fault("blind-version", f"The file is written as {said['hudna']!s:.20}.", where=where)
        return _HEADS[said["round"]].model_validate(said)
    except Fault:
        raise
    except (ValueError, ValidationError, KeyError, TypeError, RecursionError):
        raise BLIND_FAULTS.fault("blind-file", "The first line of the file is damaged.", where=where) from None


def is_answer(file: bytes, where: str = "") -> bool:
    """Is it what ends a comparison, and not an offer? Raises blind-file and blind-version."""
    return isinstance(head_of(file, where), AnswerHead)


def read_blind(file: bytes, kind: type[_Kind], where: str = "") -> tuple[_Kind, bytes]:
    """Head and body of a file of that kind; raises blind-file, blind-version, and blind-round for another kind."""
    head = head_of(file, where)
    if not isinstance(head, kind):
        what = f"The file is {_WHAT[type(head)]}, and {_WHAT[kind]} is wanted."
        raise BLIND_FAULTS.fault("blind-round", what, where=where)
    start = file.index(b"\n") + 1
    body = file[start:-_DIGEST]
    if len(file) < start + _DIGEST or sha256(file[:-_DIGEST]).digest() != file[-_DIGEST:]:
        raise BLIND_FAULTS.fault("blind-file", "The file is cut off or damaged.", where=where)
    wanted = POINT * head.keys
    if isinstance(head, SecretHead):
        wanted = 4 * head.keys + POINT * head.theirs
    if len(body) != wanted:
        raise BLIND_FAULTS.fault("blind-file", "The file holds another number of keys than it says.", where=where)
    return head, body


def cut(body: bytes) -> list[bytes]:
    """The blinded keys of a body, one by one."""
    return [body[at : at + POINT] for at in range(0, len(body), POINT)]


def joined(points: Sequence[bytes]) -> bytes:
    """Blinded keys as a body."""
    return b"".join(points)
