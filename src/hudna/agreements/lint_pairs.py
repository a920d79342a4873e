"""Pairs: the lints about two clauses that both apply and do not go together."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import datetime
from itertools import combinations, islice, product

from hudna.agreements.lint_draft import Draft, listed, spoken
from hudna.agreements.lint_rules import Lint
from hudna.agreements.model import (
    Acceptance,
    AnyClause,
    Ban,
    Deadline,
    DurationClause,
    EntryIntoForce,
    Freeze,
    Monitoring,
    Permission,
    Quantity,
    Scope,
    Withdrawal,
)
from hudna.agreements.reach import Reach, Reaches, Relation
from hudna.ground import NO_END, NO_START, Shape, Words, fold


def permissions(draft: Draft) -> Iterator[Lint]:
    """permission-swallows-ban, clauses-disagree: each permission against the bans and freezes it meets."""
    reaches = Reaches(draft)
    bans: dict[Reach, list[str]] = {}
    for clause in draft.bans:
        if isinstance(clause, Ban | Freeze):
            bans.setdefault(reaches.of(clause), []).append(clause.id)
    for permission in draft.of(Permission):
        found: dict[str, list[str]] = {}
        for ban, relation in reaches.met(reaches.of(permission), bans):
            for name in bans[ban]:
                verdict = _verdict(permission, name, ban, relation)
                if verdict:
                    found.setdefault(verdict, []).append(name)
        yield from _against_bans(draft, permission, found)


def _verdict(permission: Permission, name: str, ban: Reach, relation: dict[str, Relation]) -> str:
    """What is wrong between a permission and a ban that it meets: swallows, unnamed, crosses, or nothing.

    An exception that lies within the ban is what permissions are for. One that names no ban, and reaches
    beyond the zone or hours that the ban has of its own, leaves open which of the two is the special rule.
    """
    if permission.of is not None and name not in permission.of:
        return "unnamed"
    if all(r.covers for r in relation.values()):
        return "" if permission.conditions else "swallows"
    if permission.of is None and (not relation["hours"].inside or (ban.own_zone and not relation["zone"].inside)):
        return "crosses"
    return ""


def _against_bans(draft: Draft, permission: Permission, found: dict[str, list[str]]) -> Iterator[Lint]:
    for verdict, bans in found.items():
        names = f"clause{'s' if len(bans) > 1 else ''} {listed(bans)}"
        forbids = "forbid" if len(bans) > 1 else "forbids"
        if verdict == "swallows":
            what = f"Clause {permission.id} permits all that {names} {forbids}, without condition."
            yield draft.lint("permission-swallows-ban", permission.id, (), what, others=bans)
        elif verdict == "unnamed":
            what = f"Clause {permission.id} permits what {names} {forbids}, and does not except from it."
            yield draft.lint("clauses-disagree", permission.id, ("of",), what, others=bans)
        else:
            what = (
                f"Clause {permission.id} permits some of what {names} {forbids} for a place or hours of "
                "its own, and does not say which prevails."
            )
            yield draft.lint("clauses-disagree", permission.id, (), what, others=bans, severity="warning")


def singles(draft: Draft) -> Iterator[Lint]:
    """clauses-disagree, clause-twice: of what an agreement has once (start, duration, scope)."""

    def at(clause: EntryIntoForce) -> object:
        return draft.instant(clause.at, clause.id, "at") or clause.at

    def lasting(clause: DurationClause) -> object:
        until = draft.instant(clause.until, clause.id, "until") or clause.until
        return clause.length, until, clause.open_ended

    yield from _once(draft, draft.of(EntryIntoForce), at, "when the agreement enters into force")
    yield from _once(draft, draft.of(DurationClause), lasting, "how long the agreement holds")
    yield from _once(draft, draft.of(Scope), lambda c: (c.zone, c.lines), "where the agreement holds")


def _once(draft: Draft, clauses: Sequence[AnyClause], says: Callable[..., object], about: str) -> Iterator[Lint]:
    for clause in clauses[1:]:
        first = clauses[0]
        if says(first) == says(clause):
            what = f"Clauses {first.id} and {clause.id} both say {about}."
            yield draft.lint("clause-twice", clause.id, (), what, others=[first.id])
        else:
            what = f"Clauses {first.id} and {clause.id} say differently {about}."
            yield draft.lint("clauses-disagree", clause.id, (), what, others=[first.id])


def acceptances(draft: Draft) -> Iterator[Lint]:
    """clauses-disagree: one party asked twice with different deadlines."""
    for one, other in combinations(draft.of(Acceptance), 2):
        both = sorted(set(one.invited) & set(other.invited))
        first = draft.instant(one.deadline, one.id, "deadline")
        second = draft.instant(other.deadline, other.id, "deadline")
        if both and first and second and first != second:
            who, until, later = listed(map(draft.name_of, both)), draft.stamp(first), draft.stamp(second)
            what = f"{who} may answer until {until} by clause {one.id}, until {later} by clause {other.id}."
            yield draft.lint("clauses-disagree", other.id, ("deadline",), what, others=[one.id])


def withdrawals(draft: Draft) -> Iterator[Lint]:
    """clauses-disagree: one weapon of one party, from one line, at two distances at the same time."""
    stated: dict[tuple[str, str, str], dict[float, list[str]]] = {}
    for clause in draft.of(Withdrawal):
        lines = {p: _key(s) for p, s in (draft.scope_lines if clause.lines is None else clause.lines).items()}
        found: dict[str, tuple[str, float, float, set[str]]] = {}
        for pullback in clause.pullbacks:
            weapons = {w for wanted in pullback.weapons for w in draft.weapons_of(wanted)}
            for party, weapon in product(lines, sorted(weapons)):
                distances = stated.setdefault((party, lines[party], weapon), {})
                other = _other_distance(draft, distances, clause.id, pullback.km)
                if other is not None:
                    found.setdefault(other[0], (weapon, other[1], pullback.km, set()))[3].add(party)
                distances.setdefault(pullback.km, []).append(clause.id)
        for name, (weapon, there, here, who) in list(found.items())[:1]:
            whose = listed(map(draft.name_of, sorted(who)))
            what = f"{weapon} of {whose} stays {there:g} km back by clause {name}, {here:g} km by clause {clause.id}."
            yield draft.lint("clauses-disagree", clause.id, ("pullbacks",), what, others=found)


def _other_distance(
    draft: Draft, distances: dict[float, list[str]], clause: str, km: float
) -> tuple[str, float] | None:
    """The first earlier clause with another distance that holds at the same time."""
    for distance, names in distances.items():
        for name in names if distance != km else ():
            if name != clause and _meet(draft, name, clause):
                return name, distance
    return None


def _key(shape: Shape) -> str:
    return shape.model_dump_json(exclude_unset=True)


def _meet(draft: Draft, one: str, other: str) -> bool:
    """Do two withdrawals hold at some time both?"""
    first, second = (_held(draft, clause) for clause in (one, other))
    return max(first[0], second[0]) < min(first[1], second[1])


def _held(draft: Draft, clause: str) -> tuple[datetime, datetime]:
    withdrawal = draft.loaded.clauses[clause]
    assert isinstance(withdrawal, Withdrawal)
    begins = draft.instant(withdrawal.done_by, clause, "done_by")
    return begins or NO_START, draft.instant(withdrawal.until, clause, "until") or NO_END


def duties(draft: Draft) -> Iterator[Lint]:
    """clauses-disagree: one duty with two deadlines, one item in two quantities."""

    def due(clause: Deadline) -> tuple[datetime | None, str]:
        instant = draft.instant(clause.due, clause.id, "due")
        return instant, draft.stamp(instant) if instant else ""

    def count(clause: Quantity) -> tuple[float, str]:
        return clause.count, f"{clause.count:g} per {clause.per}"

    yield from _same_words(draft, draft.of(Deadline), lambda c: c.duty, lambda c: "", due, "due")
    yield from _same_words(draft, draft.of(Quantity), lambda c: c.item, lambda c: c.per, count, "count")


def _same_words(
    draft: Draft,
    clauses: Sequence[AnyClause],
    words: Callable[..., Words],
    kind: Callable[..., str],
    value: Callable[..., tuple[object, str]],
    field: str,
) -> Iterator[Lint]:
    """Clauses about the same thing (the same words in some language) that give different values for it."""
    seen: dict[Hashable, dict[object, list[tuple[AnyClause, str]]]] = {}
    for clause in clauses:
        here, spelt = value(clause)
        if here is None:
            continue
        keys = [(language, fold(text), kind(clause)) for language, text in words(clause).items()]
        differing = (
            (other, there)
            for key in keys
            for given, others in seen.get(key, {}).items()
            if given != here
            for other, there in others
            if _share_authors(draft, other, clause) and _share_time(draft, other, clause)
        )
        for other, there in islice(differing, 1):
            what = f"“{spoken(words(clause))}”: {there} by clause {other.id}, {spelt} by clause {clause.id}."
            yield draft.lint("clauses-disagree", clause.id, (field,), what, others=[other.id])
        for key in keys:
            seen.setdefault(key, {}).setdefault(here, []).append((clause, spelt))


def _share_authors(draft: Draft, one: AnyClause, other: AnyClause) -> bool:
    first, second = getattr(one, "by", None), getattr(other, "by", None)
    if first is None or second is None:
        return True
    below = [{p for name in names for p in draft.lowers.get(name, {name})} for names in (first, second)]
    return bool(below[0] & below[1])


def _share_time(draft: Draft, one: AnyClause, other: AnyClause) -> bool:
    if not isinstance(one, Quantity) or not isinstance(other, Quantity):
        return True
    begins = [draft.instant(c.since, c.id, "since") or NO_START for c in (one, other)]
    ends = [draft.instant(c.until, c.id, "until") or NO_END for c in (one, other)]
    return max(begins) < min(ends)


def monitors(draft: Draft) -> Iterator[Lint]:
    """clauses-disagree: one body with two kinds of access."""
    clauses = [clause for clause in draft.of(Monitoring) if clause.body and clause.access]
    for one, other in combinations(clauses, 2):
        assert one.body
        assert other.body
        same = any(fold(one.body[tag]) == fold(other.body[tag]) for tag in one.body.keys() & other.body.keys())
        if same and one.access != other.access:
            what = f"Access is {one.access} by clause {one.id}, {other.access} by clause {other.id}."
            yield draft.lint("clauses-disagree", other.id, ("access",), what, others=[one.id])


def repeats(draft: Draft) -> Iterator[Lint]:
    """clause-twice (a note): two bans or permissions with the same terms."""
    seen: dict[str, str] = {}
    for clause in (*draft.zoned, *draft.of(Withdrawal)):
        terms = clause.model_dump_json(exclude={"id", "words", "cites", "uses", "note"}, exclude_unset=True)
        first = seen.setdefault(terms, clause.id)
        if first != clause.id:
            what = f"Clauses {first} and {clause.id} have the same terms."
            yield draft.lint("clause-twice", clause.id, (), what, others=[first], severity="note")


CHECKS = (permissions, singles, acceptances, withdrawals, duties, monitors, repeats)
