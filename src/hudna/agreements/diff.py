"""Diff: what changed between two versions of an agreement, in words that a negotiator reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hudna.agreements.bound import Standing, call_roll
from hudna.agreements.compare import Comparison
from hudna.agreements.measure import language_words, span_words
from hudna.agreements.model import AnyClause, DurationClause
from hudna.agreements.moments import stamp
from hudna.agreements.pairing import pair
from hudna.agreements.parse import Loaded
from hudna.agreements.sides import Change, Side, Spot, added_dropped, difference
from hudna.ground import NO_END, NO_START, Fault

HEAD = ("title", "status", "version", "timezone", "signed", "events", "definitions", "sources")


def diff(old: Loaded, new: Loaded) -> list[Change]:
    """What the new version changes: the head of the agreement, its clauses, who is bound, the shared files.

    Times and grounds are compared as what they resolve to, so that a clause that counts from a moved event, or
    a zone redrawn in an areas file, is told although its own words stand. The same ground or instant written in
    another way is no change of ground; nothing changed gives an empty list.
    """
    pairs = pair(old.agreement, new.agreement)
    renumbered = {one.id: other.id for one, other in pairs if one and other and one.id != other.id}
    sides = Side(old), Side(new)
    comparison = Comparison(*sides, renumbered)
    changes: list[Change] = []
    for name in HEAD:
        changes += comparison.value(getattr(old.agreement, name), getattr(new.agreement, name), _head_spot(name))
    for one, other in pairs:
        changes += _clause(comparison, one, other)
    changes += _bound(*sides)
    changes += _registers(*sides)
    return changes


def render(changes: Sequence[Change]) -> str:
    """The changes as text, one a line; says so if there are none."""
    if not changes:
        return "Nothing changed."
    return "\n".join(_sentence(change) for change in changes)


def _sentence(change: Change) -> str:
    words = change.words if change.words.endswith(("”.", ".")) else f"{change.words}."
    if change.clause and not change.kind.startswith("clause-"):
        return f"Clause {change.clause}: {words}"
    return words[:1].upper() + words[1:]


def _head_spot(name: str) -> Spot:
    label = "the signature" if name == "signed" else f"the {'time zone' if name == 'timezone' else name}"
    return Spot("", label, name, (name,), (name,))


def _clause(comparison: Comparison, one: AnyClause | None, other: AnyClause | None) -> Iterator[Change]:
    if other is None:
        assert one is not None
        yield Change("clause-removed", one.id, f"Clause {one.id} ({one.kind}) is struck{_quoted(one)}")
        return
    if one is None:
        yield Change("clause-added", other.id, f"Clause {other.id} ({other.kind}) is new{_quoted(other)}")
        return
    old, new = comparison.old.loaded, comparison.new.loaded
    here = Spot(other.id, "", "", ("clauses", old.numbers[one.id]), ("clauses", new.numbers[other.id]))
    found = list(comparison.fields(one, other, here))
    if isinstance(one, DurationClause) and isinstance(other, DurationClause):
        found += _end(comparison, one, other)
    if one.id != other.id:
        rest = "" if found else "; its content is the same"
        words = f"Clause {one.id} is now clause {other.id}{rest}"
        yield Change("clause-renumbered", other.id, words)
    yield from found


def _quoted(clause: AnyClause) -> str:
    if not clause.words:
        return ""
    code = "en" if "en" in clause.words else next(iter(clause.words))
    language = "" if code == "en" else f" (in {language_words(code)})"
    return f"{language}: “{clause.words[code]}”"


def _end(comparison: Comparison, one: DurationClause, other: DurationClause) -> Iterator[Change]:
    """The end that a length gives: it moves with the entry into force."""
    if one.until is not None or other.until is not None:
        return
    try:
        before, after = comparison.old.clock.end, comparison.new.clock.end
        zone = comparison.new.clock.start.zone
    except Fault:
        return
    if before and after and before != after:
        way = "later" if after > before else "earlier"
        words = f"the end falls {span_words(after - before)} {way}, from {stamp(before, zone)} to"
        yield Change("time", other.id, f"{words} {stamp(after, zone)}")


def _bound(old: Side, new: Side) -> Iterator[Change]:
    """Who is bound and excluded when the agreement begins, if both versions say when that is."""
    standings: list[Standing] = []
    for side in (old, new):
        try:
            standings.append(call_roll(side.loaded, clock=side.clock).segments[0].standing)
        except Fault:
            return
    for what, one, other in (
        ("bound", standings[0].bound, standings[1].bound),
        ("excluded", standings[0].excluded, standings[1].excluded),
    ):
        gone, come = difference(sorted(one), sorted(other))
        if gone or come:
            words = added_dropped(gone, come, lambda party: (new if party in new.loaded.parties else old).party(party))
            yield Change("party", "", f"parties {what} from the entry into force: {words}")


def _registers(old: Side, new: Side) -> Iterator[Change]:
    """What the parties files changed for the parties that either version names, and for those below them."""
    for party in sorted(_concerned(old) | _concerned(new)):
        before, after = (side.loaded.parties.by_id.get(party) for side in (old, new))
        if before is None or after is None:
            if before is not after:
                side, how = (old, "is no longer in") if after is None else (new, "is new in")
                yield Change("shared", "", f"{side.party(party)} {how} the parties files")
            continue
        if before.kind != after.kind:
            words = f"{new.party(party)} is now {after.kind}, not {before.kind}, in the parties files"
            yield Change("shared", "", words)
        gone, come = difference(old.loaded.parties.links[party], new.loaded.parties.links[party])
        for links, side, how in ((gone, old, "no longer stands"), (come, new, "now stands")):
            for parent, kind, since, until in links:
                since_words = f" from {stamp(since)}" if since > NO_START else ""
                until_words = f" until {stamp(until)}" if until < NO_END else ""
                words = f"{side.party(party)} {how} under {side.party(parent)} ({kind})"
                yield Change("shared", "", f"{words}{since_words}{until_words}, by the parties files")


def _concerned(side: Side) -> set[str]:
    """The parties that the clauses name, and all that ever stood under one of them."""
    named = {party for clause in side.loaded.agreement.clauses for party in _named(clause)}
    links = side.loaded.parties.links
    below = dict.fromkeys(named)
    todo = list(named)
    while todo:
        upper = todo.pop()
        lower = [child for child, up in links.items() if any(link[0] == upper for link in up)]
        todo += [child for child in lower if child not in below]
        below |= dict.fromkeys(lower)
    return set(below)


def _named(clause: AnyClause) -> Iterator[str]:
    for field in ("by", "against", "invited", "parties", "lines"):
        yield from getattr(clause, field, None) or ()
    for field in ("answers", "designations"):
        yield from (entry.party for entry in getattr(clause, field, ()))
    yield from getattr(clause, "sides", ())
    for phase in getattr(clause, "phases", ()):
        yield from phase.who
