"""Drafts of a plan as the page shows them: how far they are, what came of them, what was tried otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.conf import settings
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from hudna.desk import work
from hudna.desk.drawn import Balance, Batch, Course, balance_of, course_of
from hudna.desk.exchange_planning import KIND, Changes, Draft, draft_of
from hudna.desk.exchange_register import last_of
from hudna.desk.models import Job
from hudna.desk.pages.exchange_batches import everything, place_words
from hudna.desk.pages.exchange_ground import Stand
from hudna.desk.pages.exchange_owed import category_words
from hudna.desk.pages.exchange_terms import terms_at
from hudna.desk.pages.exchange_words import change_words, stay_words, term_words
from hudna.desk.plans import KeptPlan, read_document
from hudna.desk.telling import stamp
from hudna.exchange import Terms, actuals_of, mixed


@dataclass(frozen=True)
class Slider:
    """A number of the terms that can be tried otherwise: what it is called, as agreed, as tried, and its bounds."""

    name: str
    words: str
    agreed: int | None
    value: int
    most: int


@dataclass(frozen=True)
class DraftShown:
    """A draft: how far it is, or what came of it. ``against``: the same of the draft by the terms as agreed."""

    key: str
    state: str
    percent: int
    fault: str
    nobody_works: bool
    agreed: bool
    tried: tuple[str, ...] = ()
    hand_overs: int = 0
    last: datetime | None = None
    people: int = 0
    stay: tuple[tuple[str, int], ...] = ()
    gap_percent: float | None = None
    worst: str = ""
    course: Course | None = None
    balance: Balance | None = None
    conflict: tuple[tuple[str, str], ...] = ()
    changes: tuple[str, ...] = ()
    stale: bool = False


def sliders_of(stand: Stand, terms: Terms) -> tuple[Slider, ...]:
    """The numbers of the terms that can be tried otherwise."""
    found = [
        Slider(
            f"seats-{n}",
            _("Seats at %(place)s") % {"place": place_words(stand, one.id)},
            one.seats,
            one.seats,
            _room(one.seats),
        )
        for n, one in enumerate(terms.places)
    ]
    most = max((one.most for one in terms.balance), default=0)
    found.append(Slider("most", _("The most that either side may stand out"), most, most, max(50, 4 * most)))
    days = max(1, terms.batches.every.days)
    found.append(Slider("every", _("Days between two hand-overs"), days, days, 30))
    at_most = terms.batches.at_most
    if at_most is not None:
        found.append(Slider("at_most", _("Hand-overs at most"), at_most, at_most, _room(at_most)))
    return tuple(found)


def _room(value: int) -> int:
    return max(40, 3 * value)


def waiting(changes: Changes) -> DraftShown:
    """A draft that was only just asked for."""
    return DraftShown(changes.key, "queued", 0, "", not work.is_at_work(settings.PLACE), changes.is_agreed)


def shown(stand: Stand, changes: Changes, *, must: bool = False) -> DraftShown | None:
    """A draft as the page shows it: going, refused, or made; None where nobody asked for it."""
    jobs = Job.objects.filter(kind=KIND, subject=stand.name, given=changes.as_given()).order_by("-pk")
    job = jobs.first()
    made = draft_of(settings.PLACE, stand.name, changes.key)
    if job is not None and job.state in ("queued", "running"):
        percent = round(100 * job.done / job.total) if job.total else 0
        lonely = not work.is_at_work(settings.PLACE)
        return DraftShown(changes.key, job.state, percent, "", lonely, changes.is_agreed, tried_words(stand, changes))
    if (
        job is not None
        and job.state == "refused"
        and (made is None or job.ended is None or job.ended.isoformat() > made.made)
    ):
        return DraftShown(changes.key, "refused", 0, job.fault, False, changes.is_agreed, tried_words(stand, changes))
    return _made(stand, changes, made) if made is not None else None


def is_stale(stand: Stand, made: Draft | None) -> bool:
    """Does a draft rest on lists or releases that are others now?"""
    register, released = last_of(stand.file), len(actuals_of(everything(stand)).released)
    return made is None or register is None or (made.register, made.released) != (register.result, released)


def _made(stand: Stand, changes: Changes, made: Draft) -> DraftShown:
    told = changes.key, "ready", 100, "", False, changes.is_agreed, tried_words(stand, changes)
    if not made.document:
        conflict = tuple((ref, term_words(stand, ref)) for ref in made.conflict)
        return DraftShown(
            *told,
            conflict=conflict,
            changes=tuple(change_words(one) for one in made.changes),
            stale=is_stale(stand, made),
        )
    plan = read_document(made.document.encode())
    assert plan is not None
    balances = [one.balance for accounts in plan.accounts.values() for one in accounts]
    return DraftShown(
        *told,
        hand_overs=len(plan.hand_overs),
        last=plan.hand_overs[-1].at if plan.hand_overs else None,
        people=len(plan.plan.releases),
        stay=tuple((stay_words(why), n) for why, n in made.stay.items()),
        gap_percent=100 * plan.plan.proof.gap,
        worst=mixed(max(map(abs, balances), default=Fraction(0))),
        course=_course(stand, plan),
        balance=_balance(stand, plan),
        stale=is_stale(stand, made),
    )


def tried_words(stand: Stand, changes: Changes) -> tuple[str, ...]:
    """What is tried, in words."""
    terms = terms_at(stand)
    if terms is None:
        return ()
    sliders = {one.name: one.words for one in sliders_of(stand, terms)}
    found = [
        (sliders.get(f"seats-{n}", ""), changes.seats[one.id])
        for n, one in enumerate(terms.places)
        if one.id in changes.seats
    ]
    found += [
        (sliders[name], value)
        for name in ("most", "every", "at_most")
        if (value := getattr(changes, name)) is not None and name in sliders
    ]
    return tuple(f"{words}: {value}" for words, value in found)


def _course(stand: Stand, plan: KeptPlan) -> Course | None:
    file = everything(stand)
    rows = {str(n): stand.party(side) for n, side in enumerate(file.sides)}
    kinds = {str(n): f"side-{n}" for n in range(2)}
    drawn = []
    for one in plan.hand_overs:
        count: dict[str, int] = {}
        for person in plan.people(one.number):
            if person in file.people:
                row = str(file.sides.index(file.people[person].held_by))
                count[row] = count.get(row, 0) + 1
        drawn.append(Batch(one.number, one.at, stamp(one.at, stand.door.zone)[5:10], False, count))
    return course_of(drawn, rows, kinds, stand.door.at, rtl=get_language_bidi()) if drawn else None


def _balance(stand: Stand, plan: KeptPlan) -> Balance | None:
    lines: dict[str, list[tuple[int, Fraction]]] = {}
    words: dict[str, str] = {}
    for number, accounts in sorted(plan.accounts.items()):
        for one in accounts:
            key = f"{one.term}/{one.category}/{one.debtor}"
            told = {"debtor": stand.party(one.debtor), "category": category_words(stand, one.category)}
            words[key] = _("%(debtor)s owes: %(category)s") % told
            lines.setdefault(key, []).append((number, one.balance))
    return balance_of(lines, words, [], rtl=get_language_bidi()) if lines else None
