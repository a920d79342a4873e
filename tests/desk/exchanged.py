"""An exchange in the case of the exercise: sides, persons by number, a plan that both agreed to. All of it invented."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from hudna.desk.record import open_record
from hudna.exchange import (
    AgreementNode,
    ExchangeOpened,
    HandOverOpened,
    ListCommitted,
    ListHandedOver,
    ListsReconciled,
    PlanAgreed,
    PlanDocument,
    PlanMade,
    as_ranges,
    commitment_of_list,
    person_id,
)
from hudna.house import Said, open_case
from hudna.journal import Decision

GOV, OPP = "syrian-government", "aleppo-opposition-forces"
SIDES = (GOV, OPP)
NAME = "aleppo"
START = datetime(2014, 2, 5, 9, tzinfo=UTC)
BLIND = "ab" * 16


def put(
    *events: Any, by: str = "mediator-1", behalf: str = "", keep: Sequence[bytes] = (), path: Path | None = None
) -> None:
    """Record events as they are, in the case of the desk or in the one at a path."""
    with open_case(str(path)) if path else open_record(writing=True) as case:
        for data in keep:
            case.keep(data)
        now = datetime.now(UTC)
        said = Said(by, now, now, case.opened.zone)
        case.record(lambda state: [Decision(event, now, behalf) for event in events], said)


def handed(side: str, kind: str, slip: str = "[[slip:00]]", document: str = "", rows: int = 0) -> tuple[Any, Any]:
    """A list that is sealed, and the same list handed over."""
    salt, document = (
        sha256(f"{side}{kind}".encode()).hexdigest(),
        document or sha256(f"{kind}{side}".encode()).hexdigest(),
    )
    sealed = ListCommitted(NAME, side, kind, 1, commitment_of_list(salt, document))  # type: ignore[arg-type]
    root = sha256(b"root").hexdigest()
    return sealed, ListHandedOver(NAME, side, kind, 1, document, salt, rows, 0, root, slip, "mediator-1")  # type: ignore[arg-type]


def document_of(people: int, per_hand_over: int) -> bytes:
    """A plan that was made by hand: the first half of the numbers is held by one side, the rest by the other."""
    half = people // 2
    pairs = [(person_id(n), person_id(half + n)) for n in range(1, half + 1)]
    hand_overs = []
    for number, first in enumerate(range(0, half, per_hand_over // 2), 1):
        some = [one for pair in pairs[first : first + per_hand_over // 2] for one in pair]
        releases = [{"person": one, "place": "bridge"} for one in sorted(some)]
        hand_overs.append({"number": number, "at": START + timedelta(days=number - 1), "releases": releases})
    told = PlanDocument(
        agreement=AgreementNode(id="aleppo-2014"),
        sides=SIDES,
        zone="Asia/Damascus",
        ages_on="2014-02-05",
        people=people,
        hand_overs=hand_overs,  # type: ignore[arg-type]
    )
    return told.as_json().encode()


def make_exchange(people: int = 8, per_hand_over: int = 4, *, begin: bool = True, path: Path | None = None) -> None:
    """An exchange of so many people, as many from each side, up to the opening of its first hand-over."""
    record = partial(put, path=path)
    half = people // 2
    first, second = ([person_id(n) for n in some] for some in (range(1, half + 1), range(half + 1, people + 1)))
    lists = [handed(side, kind) for side in SIDES for kind in ("wanted", "held")]
    documents = tuple(one.document for _sealed, one in lists)
    held = {GOV: as_ranges(first), OPP: as_ranges(second)}
    asked = {GOV: as_ranges(second), OPP: as_ranges(first)}
    result = sha256(b"register").hexdigest()
    slip = "[[slip:00]]"
    plan = document_of(people, per_hand_over)
    document = sha256(plan).hexdigest()
    record(ExchangeOpened(NAME, SIDES, "mediator-1"))
    for sealed, _one in lists:
        record(sealed, behalf=sealed.side)
    for _sealed, one in lists:
        record(one, behalf=one.side)
    record(ListsReconciled(NAME, documents, result, people, 2 * people, 0, slip, held, asked, held))
    record(PlanMade(NAME, document, "cd" * 32, "", -(-people // per_hand_over), people), keep=[plan])
    for side in SIDES:
        record(PlanAgreed(NAME, document, side, True, BLIND), behalf=side)
    if begin:
        record(HandOverOpened(NAME, 1))
