"""Review: two rows side by side. Is this one person? A key answers, and the next pair is there."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hudna.desk.doorway import Door, page, show
from hudna.desk.faults import DESK
from hudna.desk.judging import Course, Review, is_disputed, judgements_of, last_of, needed, own_word
from hudna.desk.kept import Kept, Shown, kept
from hudna.desk.listed import LOOK_SECONDS, Opened, check_purpose, column_words, look
from hudna.desk.models import ListMatch
from hudna.desk.reason_words import hinge_words, reason_words
from hudna.ground import Fault
from hudna.journal import Decision
from hudna.matching import Judged, judge, withdraw
from hudna.people import SHOWN, shown_columns, tables_of, write_workbook

LOOKS = "looks"
MOST_WHY = 500
_NAME = ("name",)
DRAWN_FROM: Mapping[str, Sequence[str]] = {
    "given name": ("name", "given"),
    "father's name": ("name", "father"),
    "grandfather's name": _NAME,
    "family name": _NAME,
    "kunya": ("alias",),
    "mother's name": ("mother",),
}
"""What is compared → the columns that are shown which it is drawn from."""


@dataclass(frozen=True)
class Line:
    """One column of both rows. ``speaks``: ``for`` one person, ``against`` it, or nothing, as the reasons weigh it."""

    words: str
    a: str
    b: str
    speaks: str


@dataclass(frozen=True)
class Reason:
    """A reason in words with its weight in bits; ``share`` of the heaviest one, from 0 to 100."""

    words: str
    bits: str
    speaks_for: bool
    share: int


@dataclass(frozen=True)
class LookPage:
    """The question what the lists are opened for."""

    key: UUID
    label_a: str
    label_b: str
    purpose: str
    fault: Fault | None = None


@dataclass(frozen=True)
class Pair:
    """Two rows: the number of the pair, from 0, the lines of their files, what they say, and what speaks for it.

    ``own``: what the visitor's office said of it, and why; ``disputed``: another office says otherwise.
    """

    number: int
    line_a: int
    line_b: int
    lines: tuple[Line, ...]
    others: tuple[tuple[str, str, str], ...]
    reasons: tuple[Reason, ...]
    hinge: str
    p: float
    own: str
    own_why: str
    disputed: bool


@dataclass(frozen=True)
class ReviewPage:
    """A pair to be judged, or the news that none waits."""

    key: UUID
    label_a: str
    label_b: str
    course: Course
    needed: int
    pair: Pair | None
    can_undo: bool
    fault: Fault | None = None
    why: str = ""


@dataclass(frozen=True)
class Table:
    """An open match: what was kept of it, its lists, its pairs for review."""

    one: ListMatch
    kept: Kept
    opened: Opened
    review: Review
    purpose: str


def _found(key: UUID) -> ListMatch:
    one = ListMatch.objects.filter(pk=key, confirmed=True).first()
    if one is None:
        raise Http404
    return one


def _purpose(door: Door, key: UUID) -> str:
    """What the visitor said that they look at these lists for, in this session and within the hour; else empty."""
    told = door.request.session.get(LOOKS, {}).get(str(key))
    return str(told["purpose"]) if told and told["until"] > time.time() else ""


def _table(door: Door, one: ListMatch) -> Table:
    """The match on the table of somebody who said what for. Raises match-missing, faults of slips."""
    purpose = _purpose(door, one.pk)
    came = kept(settings.PLACE, one.pk)
    if came is None:
        raise DESK.fault("match-missing", _("The lists are not matched yet, or not in this copy of the desk."))
    opened = look(one, door.said(), purpose)
    return Table(one, came, opened, Review.of(came, opened), purpose)


@require_http_methods(["GET", "HEAD", "POST"])
@page(action="match-lists", purpose="judge pairs of rows side by side")
def review(door: Door, key: UUID) -> HttpResponse:
    """The next pair, or the one that is asked for; before that the question what the lists are opened for."""
    one = _found(key)
    if door.request.method == "POST":
        return _begin(door, one)
    if not _purpose(door, one.pk):
        asked = LookPage(one.pk, one.a["label"], one.b["label"], one.purpose)
        return _unkept(show(door.request, "desk/lists_look.html", asked))
    table = _table(door, one)
    return _unkept(show(door.request, "desk/lists_review.html", _page(door, table, _number(door, table))))


def _begin(door: Door, one: ListMatch) -> HttpResponse:
    """Note what the lists are opened for; they are opened with the first pair, and that is recorded."""
    purpose = door.request.POST.get("purpose", "").strip()
    try:
        check_purpose(purpose)
    except Fault as fault:
        asked = LookPage(one.pk, one.a["label"], one.b["label"], purpose, fault)
        return _unkept(show(door.request, "desk/lists_look.html", asked, status=422))
    looks = door.request.session.get(LOOKS, {})
    door.request.session[LOOKS] = {**looks, str(one.pk): {"purpose": purpose, "until": time.time() + LOOK_SECONDS}}
    return HttpResponseRedirect(reverse("lists-review", args=[one.pk]), status=303)


def _number(door: Door, table: Table) -> int | None:
    """The pair that is asked for (``pair``), or the next that waits after another (``after``)."""
    wanted = door.request.GET.get("pair", "")
    if wanted.isdecimal() and int(wanted) < len(table.review.marks):
        return int(wanted)
    after = door.request.GET.get("after", "")
    return table.review.next(judgements_of(door.state), door.visit.actor, int(after) if after.isdecimal() else -1)


def _page(door: Door, table: Table, number: int | None, fault: Fault | None = None, why: str = "") -> ReviewPage:
    judgements = judgements_of(door.state)
    office = door.visit.actor
    return ReviewPage(
        table.one.pk,
        table.one.a["label"],
        table.one.b["label"],
        table.review.course(judgements),
        needed(),
        None if number is None else _pair(table, number, judgements.pairs.get(table.review.marks[number]), office),
        last_of(table.review, judgements, office) is not None,
        fault,
        why,
    )


def _pair(table: Table, number: int, judged: Judged | None, office: str) -> Pair:
    place = table.review.places[number]
    pairs = table.kept.pairs
    words, hinge = table.kept.words["pairs"][place]
    a, b = int(pairs.a[place]), int(pairs.b[place])
    (line_a, line_b), lines = _lines(table, a, b, _weighed(words))
    own = own_word(judged, office)
    return Pair(
        number,
        line_a,
        line_b,
        lines,
        _others(table, a, b),
        _reasons(words),
        hinge_words(hinge),
        min(float(pairs.p[place]), 0.9999),
        own[0] if own else "",
        own[1] if own else "",
        judged is not None and is_disputed(judged) and own is not None,
    )


def _lines(table: Table, a: int, b: int, weighed: Mapping[str, float]) -> tuple[tuple[int, int], tuple[Line, ...]]:
    """Where both rows stand in their files, and the columns that either has, names first."""
    words = column_words()
    rows = [
        {name: column[0].as_py() for name, column in shown_columns(read.people, np.array([at])).items()}
        for read, at in ((table.opened.a, a), (table.opened.b, b))
    ]
    lines = []
    for name in SHOWN:
        one, other = (row[name] for row in rows)
        if name not in ("row", "line") and (one is not None or other is not None):
            bits = weighed.get(name, 0.0)
            speaks = "" if not bits or one is None or other is None else "for" if bits > 0 else "against"
            lines.append(Line(words[name], _text(name, one), _text(name, other), speaks))
    return (int(rows[0]["line"] or 0), int(rows[1]["line"] or 0)), tuple(lines)


def _text(name: str, value: object) -> str:
    if name == "sex" and value is not None:
        return _("male") if value == "m" else _("female")
    return "" if value is None else str(value)


def _taken_apart(words: str) -> list[tuple[str, float]]:
    """Reasons as they are kept, “given name: spelt alike (+5.9); …”, each with its bits."""
    parts = [part.rpartition(" (") for part in words.split("; ") if part.endswith(")")]
    return [(head, float(bits.rstrip(")"))) for head, _sign, bits in parts]


def _weighed(words: str) -> Mapping[str, float]:
    """For each column what the reasons that are drawn from it weigh together."""
    found: dict[str, float] = {}
    for head, bits in _taken_apart(words):
        fact = head.partition(":")[0]
        for column in DRAWN_FROM.get(fact, (fact,)):
            found[column] = found.get(column, 0.0) + bits
    return found


def _others(table: Table, a: int, b: int) -> tuple[tuple[str, str, str], ...]:
    """What else the lists say of both rows: side, header, cell."""
    found = []
    for side, read, at in (("A", table.opened.a, a), ("B", table.opened.b, b)):
        told = read.people.table.column("extra")[at].as_py()
        found += [(side, header, cell) for header, cell in (json.loads(told) if told else {}).items()]
    return tuple(found)


def _reasons(words: str) -> tuple[Reason, ...]:
    """The reasons with their bars."""
    parts = _taken_apart(words)
    most = max((abs(bits) for _, bits in parts), default=1.0) or 1.0
    return tuple(
        Reason(reason_words(head), f"{bits:+.1f}", bits >= 0, round(100 * abs(bits) / most)) for head, bits in parts
    )


@require_http_methods(["POST"])
@page(action="match-lists", purpose="judge a pair of rows")
def judged(door: Door, key: UUID) -> HttpResponse:
    """Record what the visitor says of a pair, and go to the next."""
    if not _purpose(door, key):
        return _ask(key)
    table = _table(door, _found(key))
    post = door.request.POST
    number, verdict, why = post.get("pair", ""), post.get("verdict", ""), post.get("why", "").strip()
    if not number.isdecimal() or int(number) >= len(table.review.marks) or verdict not in ("same", "different"):
        raise DESK.fault("choice-unfit", _("Choose same or different for a pair that is shown."))
    if len(why) > MOST_WHY:
        fault = DESK.fault("field-long", _("“%(field)s” is too long.") % {"field": _("Why")})
        return _unkept(show(door.request, "desk/lists_review.html", _page(door, table, int(number), fault, why), 422))
    one, other = table.review.marks[int(number)]
    said = door.said()
    reason = door.case.hide(why) if "[[" in why else why or "Looked at side by side."
    event = judge(one, other, "same" if verdict == "same" else "different", why=reason)
    door.record(lambda state: [Decision(event, said.at)], said)
    return HttpResponseRedirect(f"{reverse('lists-review', args=[key])}?after={number}", status=303)


@require_http_methods(["POST"])
@page(action="match-lists", purpose="take a judgement back")
def undo(door: Door, key: UUID) -> HttpResponse:
    """Take the visitor's last judgement on this match back, and show its pair again."""
    if not _purpose(door, key):
        return _ask(key)
    table = _table(door, _found(key))
    number = last_of(table.review, judgements_of(door.state), door.visit.actor)
    if number is None:
        messages.info(door.request, _("There is no judgement of yours to take back."))
        return HttpResponseRedirect(reverse("lists-review", args=[key]), status=303)
    one, other = table.review.marks[number]
    said = door.said()
    door.record(lambda state: [Decision(withdraw(judgements_of(state), one, other, why="Taken back."), said.at)], said)
    return HttpResponseRedirect(f"{reverse('lists-review', args=[key])}?pair={number}", status=303)


@require_http_methods(["GET", "HEAD"])
@page(action="match-lists", purpose="take the match of two lists away")
def workbook(door: Door, key: UUID) -> HttpResponse:
    """The tables of the match as an Excel workbook, for somebody who said what for."""
    if not _purpose(door, key):
        return _ask(key)
    table = _table(door, _found(key))
    out = io.BytesIO()
    opened = table.opened
    write_workbook(tables_of(Shown(opened.a.people, opened.b.people, table.kept), opened.a, opened.b), out)
    answer = HttpResponse(
        out.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    answer["Content-Disposition"] = f'attachment; filename="{table.one.a["label"]}-{table.one.b["label"]}.xlsx"'
    return _unkept(answer)


def _ask(key: UUID) -> HttpResponse:
    """To the question what the lists are opened for."""
    return HttpResponseRedirect(reverse("lists-review", args=[_found(key).pk]), status=303)


def _unkept(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store, private"
    return answer


urls: list[URLPattern] = [
    path("lists/<uuid:key>/review/", review, name="lists-review"),
    path("lists/<uuid:key>/judge/", judged, name="lists-judge"),
    path("lists/<uuid:key>/undo/", undo, name="lists-undo"),
    path("lists/<uuid:key>/match.xlsx", workbook, name="lists-workbook"),
]
