"""Schedule: what is due, by whom, from when until when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from hudna.agreements.lookup import weapon_words
from hudna.agreements.model import (
    Acceptance,
    AnyClause,
    Deadline,
    DurationClause,
    EntryIntoForce,
    Exchange,
    Moment,
    Phase,
    PrisonerLists,
    Quantity,
    Redeployment,
    Withdrawal,
)
from hudna.agreements.names import Path_
from hudna.agreements.term import Due, Resolved, ScheduleEntry
from hudna.agreements.terms import Frame, check_order
from hudna.ground import NO_END, Fault, Words

START: Words = {"en": "Entry into force", "ar": "دخول الاتفاق حيز النفاذ"}
END: Words = {"en": "End of the agreement", "ar": "انتهاء الاتفاق"}
ANSWERS: Words = {"en": "Answers of the parties invited", "ar": "ردود الأطراف المدعوة"}
LISTS: dict[str, Words] = {
    "due": {"en": "Lists of prisoners are handed over", "ar": "تسليم قوائم الأسرى"},
    "answered_by": {"en": "Lists of prisoners are answered", "ar": "الرد على قوائم الأسرى"},
    "final_by": {"en": "Lists of prisoners are final", "ar": "القوائم النهائية للأسرى"},
}
FIRST: Words = {"en": "First hand-over of the exchange", "ar": "أول عملية تسليم في التبادل"}
ALL: Words = {"en": "Everybody of the exchange has left", "ar": "خروج جميع المشمولين بالتبادل"}
PER = {
    "en": {"day": "per day", "week": "per week", "month": "per month", "total": "in all"},
    "ar": {"day": "في اليوم", "week": "في الأسبوع", "month": "في الشهر", "total": "إجمالاً"},
}

Field = tuple[str, Moment | None]


@dataclass(frozen=True, slots=True)
class _Duty:
    """One thing due, before its moments are read; ``begins`` and ``due`` with the fields they stand in."""

    kind: Due
    what: Words
    path: Path_
    who: Sequence[str] = ()
    begins: Field = ("", None)
    due: Field = ("", None)
    after: str | None = None
    step: str = ""


def schedule(resolved: Resolved) -> list[ScheduleEntry]:
    """Everything due under an agreement, the earliest first; what has no time yet comes last."""
    return sorted(resolved.due, key=lambda entry: entry.due or entry.begins or NO_END)


def due_of(frame: Frame, clause: AnyClause) -> tuple[list[ScheduleEntry], Fault | None]:
    """What one clause puts into the schedule, and the fault of what could not be read of it, if any.

    What counts from something that has not happened stays in the schedule, without a time.
    """
    zone = frame.clock.start.zone
    if isinstance(clause, EntryIntoForce):
        return [ScheduleEntry(clause.id, "entry-into-force", START, zone, due=frame.start)], None
    if isinstance(clause, DurationClause):
        known = frame.end < NO_END
        return [ScheduleEntry(clause.id, "end", END, zone, due=frame.end)] if known else [], None
    entries: list[ScheduleEntry] = []
    faults: list[Fault] = []
    for duty in _duties(frame, clause):
        entries.append(_entry(frame, clause.id, duty, faults))
    if isinstance(clause, Redeployment):
        _draw_phases(frame, clause.phases, faults)
    return entries, faults[0] if faults else None


def _duties(frame: Frame, clause: AnyClause) -> Iterator[_Duty]:
    path: Path_ = ("clauses", frame.clock.loaded.numbers[clause.id])
    if isinstance(clause, Acceptance) and clause.deadline is not None:
        yield _Duty("acceptance", ANSWERS, path, clause.invited, due=("deadline", clause.deadline))
    elif isinstance(clause, Withdrawal):
        what = {"en": "; ".join(_pullback_words(clause)) or "Weapons back"}
        who = list(clause.lines) if clause.lines is not None else _scope_parties(frame)
        yield _Duty("withdrawal", what, path, who, ("begins", clause.begins), ("done_by", clause.done_by))
    elif isinstance(clause, Redeployment):
        for place, phase in enumerate(clause.phases):
            span = ("begins", phase.begins), ("done_by", phase.done_by)
            here = (*path, "phases", place)
            yield _Duty("phase", phase.what, here, phase.who, *span, phase.after, phase.id)
    elif isinstance(clause, Quantity):
        span = ("since", clause.since), ("until", clause.until)
        yield _Duty("quantity", _quantity_words(clause), path, clause.by or (), *span)
    elif isinstance(clause, Deadline):
        span = ("begins", clause.begins), ("due", clause.due)
        yield _Duty("deadline", clause.duty, path, clause.by or (), *span, clause.after)
    elif isinstance(clause, PrisonerLists):
        for name, words in LISTS.items():
            if getattr(clause, name) is not None:
                yield _Duty("lists", words, path, clause.by or (), due=(name, getattr(clause, name)))
    elif isinstance(clause, Exchange):
        yield from _exchange_duties(clause, path)


def _exchange_duties(clause: Exchange, path: Path_) -> Iterator[_Duty]:
    """The first hand-over, and every deadline; whose it is, in the words of the category."""
    if clause.batches is not None and clause.batches.first is not None:
        yield _Duty("exchange", FIRST, (*path, "batches"), clause.sides, due=("first", clause.batches.first))
    names = {category.id: category.words or {"en": category.id} for category in clause.categories}
    for number, done in enumerate(clause.done):
        words = ALL if done.of is None else _of_category(names.get(done.of, {"en": done.of}))
        yield _Duty("exchange", words, (*path, "done", number), clause.sides, due=("by", done.by))


def _of_category(words: Words) -> Words:
    """The deadline of a category, in each language of its name that we know, else in English."""
    left = {"en": "{} have left", "ar": "خروج: {}"}
    found = {language: left[language].format(name) for language, name in words.items() if language in left}
    return found or {"en": left["en"].format(next(iter(words.values())))}


def _entry(frame: Frame, clause: str, duty: _Duty, faults: list[Fault]) -> ScheduleEntry:
    zone, waits, times = frame.clock.start.zone, duty.after, list[datetime | None]()
    for field, moment in (duty.begins, duty.due):
        try:
            reading = frame.clock.read(moment, (*duty.path, field)) if moment else None
        except Fault as fault:
            faults.append(fault)
            reading, waits = None, waits or (moment.event if moment else None)
        times.append(reading.instant if reading else None)
        zone = reading.zone if reading else zone
    begins, due = times
    try:
        if begins and due:
            check_order(frame.clock, begins, due, duty.path)
        frame.lookup.parties(duty.who, (*duty.path, "who" if duty.kind == "phase" else "by"))
        if duty.after is not None:
            frame.clock.check_name(duty.after, (*duty.path, "after"))
    except Fault as fault:
        faults.append(fault)
    return ScheduleEntry(clause, duty.kind, duty.what, zone, tuple(duty.who), begins, due, waits, duty.step)


def _draw_phases(frame: Frame, phases: Sequence[Phase], faults: list[Fault]) -> None:
    for phase in phases:
        _, path = frame.clock.item(phase.id)
        for field, shape in (("leaves", phase.leaves), ("enters", phase.enters)):
            try:
                if shape is not None:
                    frame.ground.drawn(shape, (*path, field))
            except Fault as fault:
                faults.append(fault)


def _scope_parties(frame: Frame) -> list[str]:
    try:
        return list(frame.ground.lines(None, ()))
    except Fault:
        return []


def _pullback_words(clause: Withdrawal) -> list[str]:
    return [
        f"{', '.join(weapon_words(weapon) for weapon in pullback.weapons)}: {pullback.km:g} km back"
        for pullback in clause.pullbacks
    ]


def _quantity_words(clause: Quantity) -> Words:
    """The quantity in each language of its item; the period in English where its word is not known."""

    def said(words: Words, count: float, language: str) -> str:
        return f"{count:g} × {words.get(language) or next(iter(words.values()))}"

    return {
        language: "; ".join(
            [
                f"{said(clause.item, clause.count, language)} {PER.get(language, PER['en'])[clause.per]}",
                *(said(part.item, part.count, language) for part in clause.subquotas),
            ]
        )
        for language in clause.item
    }
