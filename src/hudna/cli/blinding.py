"""The rounds of a blinded comparison (``hudna match --blind``), told apart by the file that is given to the list."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hudna.people import (
    BLIND_FAULTS,
    ListOfPeople,
    Tier,
    answer_offer,
    audit_offer,
    check_list,
    destroy_secret,
    is_answer,
    keep_secret,
    kept_secret,
    make_offer,
    read_answer,
    read_round,
    write_round,
    write_shared,
)


@dataclass(frozen=True, slots=True)
class Blinded:
    """What is asked: one's own list as it was read, its path, and what the other side gave (None in the first round).

    ``out``: folder of the session, that never leaves the house; what is to be given lies in ``out/give`` alone.
    ``at_most``: people that the other side may bring; ``secret``: where the secret lies, in ``out`` if left out;
    ``keep``: do not destroy it at the end; ``audit``: look whether ``given`` was made from this list.
    """

    people: ListOfPeople
    path: Path
    given: Path | None
    out: Path
    tier: Tier = "tolerant"
    at_most: int | None = None
    secret: Path | None = None
    keep: bool = False
    audit: bool = False

    @property
    def kept(self) -> Path:
        """Where the secret lies."""
        return self.secret or self.out / "secret.blind"

    @property
    def give(self) -> Path:
        """The folder of what travels."""
        return self.out / "give"


def compare_blinded(asked: Blinded, as_json: bool) -> int:
    """Play the round that is next; gives the exit status: 1 where somebody is to be looked at by a person."""
    status = 0
    if asked.audit and asked.given is None:
        raise BLIND_FAULTS.fault("blind-round", "An audit wants the offer beside the list.")
    if asked.given is None:
        told = _offer(asked)
    elif asked.audit:
        told = _audit(asked, asked.given)
    elif is_answer(given := read_round(asked.given), str(asked.given)):
        told, status = _end(asked, given)
    else:
        told = _answer(asked, given)
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        print("\n".join(f"{name.replace('_', ' ').capitalize()}: {value}" for name, value in told.items()))
    return status


def _offer(asked: Blinded) -> Mapping[str, object]:
    secret, offer = make_offer(asked.people, asked.tier, at_most=asked.at_most, entropy=secrets.token_bytes)
    keep_secret(asked.kept, secret, anew=True)
    path = asked.give / "offer.blind"
    write_round(path, offer)
    return {
        "rows": len(asked.people),
        "rows_without_a_key": len(check_list(asked.people, secret).without()),
        "tier": asked.tier,
        "offer": str(path),
        "secret": f"{asked.kept} (never give it away)",
        "next": "give the offer to the other side, and take theirs",
    }


def _answer(asked: Blinded, given: bytes) -> Mapping[str, object]:
    secret, answer = answer_offer(asked.people, kept_secret(asked.kept), given, str(asked.given))
    keep_secret(asked.kept, secret)
    path = asked.give / "answer.blind"
    write_round(path, answer)
    return {
        "answer": str(path),
        "session": _in_fours(secret.session),
        "next": "read the session to each other; if it is the same, give the answer and take theirs",
    }


def _end(asked: Blinded, given: bytes) -> tuple[Mapping[str, object], int]:
    secret = kept_secret(asked.kept)
    written = write_shared(asked.out, asked.people, read_answer(asked.people, secret, given, str(asked.given)))
    if not asked.keep:
        destroy_secret(asked.kept)
    told = {
        "rows": len(asked.people),
        "same": written.same,
        "for_review": written.review,
        "not_compared": written.unkeyed,
        "shared": str(asked.out / "shared.csv"),
        "secret": f"{asked.kept} (kept for an audit)" if asked.keep else "destroyed",
    }
    return told, 1 if written.review or written.unkeyed else 0


def _audit(asked: Blinded, given: Path) -> Mapping[str, object]:
    found = audit_offer(asked.people, kept_secret(asked.kept), read_round(given), str(given))
    return {
        "offer": f"{given} was made from this list, and holds nothing else",
        "rows": found.rows,
        "keys": found.keys,
        "controls": found.controls,
        "filling": found.filling,
    }


def _in_fours(number: str) -> str:
    return " ".join(number[at : at + 4] for at in range(0, 24, 4))
