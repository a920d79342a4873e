"""What stands on the slips of an interview and of a medical check: always the same number of bytes.

A slip is sealed, but its length can be seen, and the entry that refers to it stands in the record. So every slip is
filled up to one length, and the entry is the same whichever way the interview went. It is written in base 64, as a
slip is sealed as JSON: a quotation mark in the words would make it longer by its backslash.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, TypeVar, get_args

from hudna.exchange.faults import EXCHANGE

LENGTH = 3072
"""Bytes of every such slip before it is written in base 64."""
Wants = Literal["leave", "refuse", "elsewhere"]


@dataclass(frozen=True, slots=True)
class Interview:
    """What a person said, alone with the neutral body: whether they want to be released, and where to.

    ``elsewhere``: released, but not to the side that asks for them; ``where``: the place that they choose.
    """

    wants: Wants
    where: str = ""
    words: str = ""

    def __repr__(self) -> str:
        return "Interview(…)"


@dataclass(frozen=True, slots=True)
class MedicalFinding:
    """What a doctor found: fit to travel or not, and what is needed on the way."""

    fit: bool
    needs: str = ""
    words: str = ""

    def __repr__(self) -> str:
        return "MedicalFinding(…)"


OnSlip = TypeVar("OnSlip", Interview, MedicalFinding)


def written(finding: Interview | MedicalFinding) -> str:
    """The text of the slip, of one length. Raises slip-unfit for more words than it holds, or for no wish."""
    if isinstance(finding, Interview) and finding.wants not in get_args(Wants):
        raise EXCHANGE.fault("slip-unfit", "A person wants to leave, refuses, or wants to go elsewhere.")
    text = json.dumps(asdict(finding), ensure_ascii=False, sort_keys=True)
    data = text.encode()
    spare = LENGTH - len(data)
    if spare < 0:
        what = f"The words are {-spare} bytes longer than the slip, and no slip is longer than another."
        raise EXCHANGE.fault("slip-unfit", what, remedy="say it in fewer words.")
    return b64encode(data + b" " * spare).decode()


def read_interview(text: str) -> Interview:
    """What stands on the slip of an interview. Raises slip-unfit."""
    return _read(text, Interview)


def read_finding(text: str) -> MedicalFinding:
    """What stands on the slip of a medical check. Raises slip-unfit."""
    return _read(text, MedicalFinding)


def _read(text: str, kind: type[OnSlip]) -> OnSlip:
    try:
        plain: Any = json.loads(b64decode(text, validate=True))
        if set(plain) != {field.name for field in fields(kind)}:
            raise ValueError
        found = kind(**plain)
        if written(found) != text:
            raise ValueError
    except (ValueError, TypeError):
        raise EXCHANGE.fault("slip-unfit", "The slip does not hold what its kind holds.") from None
    return found
