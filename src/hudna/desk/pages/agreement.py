"""Agreement: what was offered and agreed, what of it is in force, who answered what, and what falls due?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hudna.agreements import (
    RULES,
    AnyClause,
    Change,
    Lint,
    OfferStanding,
    PartyStanding,
    RunningClock,
    ScheduleEntry,
    diff,
    print_agreement,
    running_clocks,
    schedule,
    standing,
)
from hudna.bulletin import LANGUAGES, wording
from hudna.desk.doorway import Door, page
from hudna.desk.names import names_of
from hudna.desk.pages import agreement_rehearse, consent, consent_undo
from hudna.desk.pages.agreement_course import Step, course, told
from hudna.desk.pages.agreement_places import Drawing, draw
from hudna.desk.pages.agreement_states import ClauseState, states
from hudna.desk.pages.agreement_terms import Fact, Terms, Text, texts, word
from hudna.desk.pages.agreement_texts import Seen, seen, versions
from hudna.desk.standing_words import say_in
from hudna.ground import Fault

PURPOSE = "read what was offered and answered"


@dataclass(frozen=True)
class Offer:
    """A version in the list: what it is called, where it stands, whom it binds."""

    plan: str
    version: str
    title: str
    offered: datetime
    offered_by: str
    is_open: bool
    words: str
    binds: tuple[str, ...]
    before: str
    """The version before it, to compare with."""


@dataclass(frozen=True)
class AgreementPage:
    """The plans of the case, each with its versions."""

    exercise: bool
    limited: bool
    zone: str
    at: datetime
    known_at: datetime | None
    plans: tuple[tuple[str, tuple[Offer, ...]], ...]
    may_carry: bool


@dataclass(frozen=True)
class ClauseRow:
    """A clause: the signed words, the typed terms, its state, and what the linter says of it."""

    id: str
    kind: str
    words: tuple[Text, ...]
    cites: str
    facts: tuple[Fact, ...]
    note: tuple[Text, ...]
    state: ClauseState
    lints: tuple[Hint, ...]


@dataclass(frozen=True)
class Hint:
    """A lint, and why the rule matters."""

    code: str
    severity: str
    clauses: tuple[str, ...]
    message: str
    remedy: str
    why: str


@dataclass(frozen=True)
class Due:
    """Something that falls due, in the reader's language."""

    clause: str
    what: str
    who: tuple[str, ...]
    begins: datetime | None
    due: datetime | None
    zone: str
    after: str
    past: bool


@dataclass(frozen=True)
class VersionPage:
    """One version: its text and terms, its state, the answers to it, what falls due, where it holds."""

    plan: str
    version: str
    title: str
    document: str
    exercise: bool
    limited: bool
    zone: str
    at: datetime
    known_at: datetime | None
    offer: OfferStanding
    others: tuple[str, ...]
    start: datetime | None
    end: datetime | None
    blocked: Fault | None
    clauses: tuple[ClauseRow, ...]
    open_moments: tuple[str, ...]
    hints: tuple[Hint, ...]
    """What the linter says of no clause in particular."""
    counts: tuple[tuple[str, int], ...]
    parties: tuple[tuple[str, PartyStanding], ...]
    course: tuple[Step, ...]
    clocks: tuple[tuple[str, RunningClock], ...]
    due: tuple[Due, ...]
    drawing: Drawing
    files: tuple[str, ...]
    deeds: tuple[tuple[str, str], ...]
    may_rehearse: bool


@dataclass(frozen=True)
class DiffPage:
    """What one version changes against another, clause by clause."""

    plan: str
    old: str
    new: str
    at: datetime
    known_at: datetime | None
    zone: str
    changes: tuple[tuple[str, tuple[Change, ...]], ...]
    count: int


@page(action="see-case", purpose=PURPOSE, template="desk/agreement.html")
def agreement(door: Door) -> AgreementPage:
    """The plans of the case and their versions, as far as the visitor sees them."""
    found = []
    for plan, all_ in versions(door).items():
        whole = standing(door.state.consents, plan, door.case.texts, door.at, door.zone, say_in(names_of(door)))
        by_name = {offer.version: offer for offer in whole.offers}
        bound = whole.bound()
        rows, before = [], ""
        for one in all_:
            rows.append(_offer(one, by_name[one.name], tuple(p for p, v in bound.items() if v == one.name), before))
            before = one.name
        found.append((plan, tuple(reversed(rows))))
    return AgreementPage(
        exercise=door.case.opened.exercise,
        limited=door.visit.compartments is not None,
        zone=door.zone,
        at=door.at,
        known_at=door.known_at,
        plans=tuple(found),
        may_carry=door.may("carry-offers"),
    )


def _offer(one: Seen, where: OfferStanding, binds: tuple[str, ...], before: str) -> Offer:
    top = [party for party in binds if not any(party in one.text.parties.below(u, one.door.at) for u in binds)]
    return Offer(
        plan=one.plan,
        version=one.name,
        title=word(one.text.agreement.title),
        offered=one.version.offered.at,
        offered_by=Terms(one.text).party(one.version.offer.offered_by),
        is_open=where.is_open,
        words=where.words,
        binds=Terms(one.text).parties(top),
        before=before,
    )


@page(action="see-case", purpose=PURPOSE, template="desk/agreement_one.html")
def version_page(door: Door, plan: str, version: str) -> VersionPage:
    """One version with everything about it."""
    one = seen(door, plan, version)
    text = one.text
    found = standing(door.state.consents, plan, door.case.texts, door.at, door.zone, say_in(names_of(door)))
    hints = _hints(one.lints())
    resolved = one.resolved
    blocked = resolved if isinstance(resolved, Fault) else None
    in_order = {"error": 0, "warning": 0, "note": 0}
    for hint in hints:
        in_order[hint.severity] += 1
    terms = Terms(text)
    return VersionPage(
        plan=plan,
        version=version,
        title=word(text.agreement.title),
        document=one.document,
        exercise=door.case.opened.exercise,
        limited=door.visit.compartments is not None,
        zone=door.zone,
        at=door.at,
        known_at=door.known_at,
        offer=next(offer for offer in found.offers if offer.version == version),
        others=tuple(other.name for other in versions(door)[plan] if other.name != version),
        start=None if isinstance(resolved, Fault) else resolved.start,
        end=None if isinstance(resolved, Fault) else resolved.end,
        blocked=blocked,
        clauses=_clauses(one, hints),
        open_moments=consent.still_open(one.dated.agreement),
        hints=tuple(hint for hint in hints if hint.clauses[0] not in text.clauses),
        counts=tuple((severity, count) for severity, count in in_order.items() if count),
        parties=tuple((terms.party(p.party), p) for p in found.parties if p.version == version and told(one, p.party)),
        course=course(one),
        clocks=tuple(
            (_runs(clock.kind), clock)
            for clock in running_clocks(door.state.consents, plan, door.case.texts, door.at)
            if clock.version == version and _concerns(one, clock)
        ),
        due=() if isinstance(resolved, Fault) else _due(one, schedule(resolved)),
        drawing=draw(text),
        files=tuple(name for name, content in one.files()),
        deeds=tuple(consent.deeds_for(one)),
        may_rehearse=door.may("rehearse"),
    )


def _concerns(one: Seen, clock: RunningClock) -> bool:
    """Is it told to the visitor? Whether another party still owes an answer is not, where its answers are not."""
    return clock.kind not in ("acceptance", "offer", "notice") or any(told(one, party) for party in clock.who)


def _runs(kind: str) -> str:
    """What runs out, in words."""
    return {
        "acceptance": _("Time to answer"),
        "offer": _("The offer"),
        "notice": _("Notice of a withdrawal"),
        "entry-into-force": _("Entry into force"),
        "renewal": _("Last day to say whether it goes on"),
        "end": _("End of the agreement"),
    }.get(kind, kind)


def _clauses(one: Seen, hints: Sequence[Hint]) -> tuple[ClauseRow, ...]:
    kinds, terms, how = wording(_language()), Terms(one.dated), states(one, one.door.at)
    rows = []
    for clause in one.dated.agreement.clauses:
        rows.append(
            ClauseRow(
                id=clause.id,
                kind=kinds.say(f"kinds.{clause.kind}"),
                words=texts(clause.words),
                cites=_cites(one, clause),
                facts=terms.of(clause),
                note=texts(clause.note)[:1],
                state=how[clause.id],
                lints=tuple(hint for hint in hints if clause.id in hint.clauses),
            )
        )
    return tuple(rows)


def _language() -> str:
    code = (get_language() or "en").partition("-")[0]
    return code if code in LANGUAGES else "en"


def _cites(one: Seen, clause: AnyClause) -> str:
    if clause.cites is None:
        return ""
    titles = {source.id: source.title for source in one.text.agreement.sources}
    where = f", {clause.cites.at}" if clause.cites.at else ""
    return f"{titles.get(clause.cites.source, clause.cites.source)}{where}"


def _hints(lints: Sequence[Lint]) -> tuple[Hint, ...]:
    worst = ("error", "warning", "note")
    told = [
        Hint(
            one.code,
            one.severity,
            one.clauses or (one.clause,),
            one.message,
            one.remedy,
            RULES[one.code].why if one.code in RULES else "",
        )
        for one in lints
    ]
    return tuple(sorted(told, key=lambda hint: worst.index(hint.severity)))


def _due(one: Seen, entries: Sequence[ScheduleEntry]) -> tuple[Due, ...]:
    terms, at = Terms(one.text), one.door.at
    return tuple(
        Due(
            clause=entry.clause,
            what=word(entry.what),
            who=terms.parties(entry.who),
            begins=entry.begins,
            due=entry.due,
            zone=entry.zone,
            after=entry.after or "",
            past=entry.due is not None and entry.due < at,
        )
        for entry in entries
    )


@page(action="see-case", purpose=PURPOSE, template="desk/agreement_diff.html")
def difference(door: Door, plan: str, version: str, old: str) -> DiffPage:
    """What a version changes against another one. Both have to be seen."""
    before, after = seen(door, plan, old), seen(door, plan, version)
    changes = diff(before.text, after.text)
    by_clause: dict[str, list[Change]] = {}
    for change in changes:
        by_clause.setdefault(change.clause, []).append(change)
    grouped = tuple((clause, tuple(found)) for clause, found in by_clause.items())
    return DiffPage(plan, old, version, door.at, door.known_at, door.zone, grouped, len(changes))


@page(action="see-case", purpose=PURPOSE)
def text_file(door: Door, plan: str, version: str) -> HttpResponse:
    """The agreement as canonical YAML, as it was offered."""
    one = seen(door, plan, version)
    return _attached(print_agreement(one.text.agreement), f"{plan}-{version}.yaml", "application/yaml")


@page(action="see-case", purpose=PURPOSE)
def pack_file(door: Door, plan: str, version: str) -> HttpResponse:
    """The pack: what was offered, byte for byte; its SHA-256 is the one in the record."""
    one = seen(door, plan, version)
    return _attached(one.packed, f"{plan}-{version}.pack.json", "application/json")


@page(action="see-case", purpose=PURPOSE)
def shared_file(door: Door, plan: str, version: str, number: int) -> HttpResponse:
    """One of the files of the pack, as it was offered."""
    files = seen(door, plan, version).files()
    if number >= len(files):
        raise Http404(_("There is no such file."))
    name, content = files[number]
    return _attached(content, name.rpartition("/")[2], "text/plain")


def _attached(content: str | bytes, name: str, kind: str) -> HttpResponse:
    """A file to keep; its name has nothing in it that a disk or a header could take for something else."""
    plain = re.sub(r"[^A-Za-z0-9._-]", "-", name).lstrip(".") or "file"
    answer = HttpResponse(content, content_type=f"{kind}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{plain}"'
    return answer


_ONE = "agreement/<str:plan>/<str:version>/"
urls: list[URLPattern] = [
    path("agreement/", agreement, name="agreement"),
    *consent.urls,
    *consent_undo.urls,
    *agreement_rehearse.urls,
    path(_ONE, version_page, name="agreement-one"),
    path(f"{_ONE}since/<str:old>/", difference, name="agreement-diff"),
    path(f"{_ONE}text/", text_file, name="agreement-text"),
    path(f"{_ONE}pack/", pack_file, name="agreement-pack"),
    path(f"{_ONE}file/<int:number>/", shared_file, name="agreement-file"),
]
