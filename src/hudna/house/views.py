"""Read models: what follows from the journal, laid out as tables for whoever reads the database itself.

They can be dropped and made again at any time and come out the same; nothing decides by them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hudna.agreements import read_plan
from hudna.ground import NO_END, NO_START
from hudna.house.case import Case
from hudna.house.state import State, fold
from hudna.journal import Entry, canonical, instant_text
from hudna.monitoring import due

View = dict[str, str]


def views(case: Case, state: State | None = None) -> dict[str, View]:
    """Every read model: name → key → JSON, each a function of the entries alone."""
    state = state or case.state()
    rows: dict[str, Iterator[tuple[str, Any]]] = {
        "answers": _answers(case, state),
        "bound": _bound(case, state),
        "docket": _docket(state),
        "filings": _filings(state),
        "conflicts": ((c.thing, {log: [e.ref for e in side] for log, side in c.sides.items()}) for c in _open(state)),
        "set-aside": iter(state.settled.set_aside.items()),
        "position": iter(state.position.items()),
    }
    return {view: {key: canonical(value).decode() for key, value in found} for view, found in rows.items()}


def rebuild(case: Case) -> Mapping[str, int]:
    """Drop the read models and make them anew; by name, how many of their rows had not been the same.

    They are compared with what follows from the entries that there were when they were made.
    """
    with case.store.writing():
        before = {view: dict(case.store.view(view)) for view in case.store.views()}
        entries = case.entries()
        after = views(case, fold(entries))
        due = views(case, fold(_at_position(entries, before.get("position", {})))) if before else {}
        case.store.drop_views()
        for view, rows in after.items():
            case.store.put_view(view, rows.items())
    return {view: _differing(before.get(view, {}), due.get(view, {})) for view in sorted({*before, *after})}


def _at_position(entries: Sequence[Entry], position: View) -> list[Entry]:
    """The entries that there were when the read model of the position said so."""
    sizes = {log: int(size) for log, size in position.items() if size.isdecimal()}
    return [entry for entry in entries if entry.seq < sizes.get(entry.log, 0)]


def _differing(before: View, after: View) -> int:
    return sum(before.get(key) != after.get(key) for key in {*before, *after})


def _open(state: State) -> tuple[Any, ...]:
    return state.settled.conflicts


def _answers(case: Case, state: State) -> Iterator[tuple[str, Any]]:
    for plan in state.consents.plans:
        for version, effect in read_plan(state.consents, plan, case.texts).effects.items():
            for number, reply in enumerate(effect.replies, start=1):
                yield (
                    f"{plan}/{version}/{reply.party}/{number}",
                    {
                        "how": reply.how,
                        "at": instant_text(reply.said.at),
                        "counts": instant_text(reply.counts) if reply.counts else None,
                        "ends": instant_text(reply.ends) if reply.ends < NO_END else None,
                        "why": reply.why,
                        "open": list(reply.open),
                        "accession": reply.accession,
                        "implied": reply.implied,
                    },
                )


def _bound(case: Case, state: State) -> Iterator[tuple[str, Any]]:
    for plan in state.consents.plans:
        for version, roll in read_plan(state.consents, plan, case.texts).rolls.items():
            for number, ((since, until), standing) in enumerate(roll.standings(), start=1):
                yield (
                    f"{plan}/{version}/{number:04}",
                    {
                        "from": instant_text(since) if since > NO_START else None,
                        "until": instant_text(until) if until < NO_END else None,
                        "bound": sorted(standing.bound),
                    },
                )


def _docket(state: State) -> Iterator[tuple[str, Any]]:
    for file in state.docket:
        clock = due(state.docket, file)
        yield (
            file.case,
            {
                "stage": file.stage,
                "since": instant_text(file.since),
                "against": file.matter.against,
                "office": file.office,
                "ruling": file.ruled.ruling if file.ruled else None,
                "due": instant_text(clock.due) if clock else None,
                "joined_to": file.joined_to,
            },
        )


def _filings(state: State) -> Iterator[tuple[str, Any]]:
    for kind, kept in (("ledger", state.ledgers.filed), ("count", state.ledgers.counted)):
        for (side, window), entry in kept.items():
            event: Any = entry.event
            key = f"{side}/{instant_text(window.earliest)}/{instant_text(window.latest)}/{kind}"
            yield key, {"count": event.count, "entry": entry.ref, "unit": event.unit}
