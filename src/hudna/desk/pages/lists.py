"""Lists: which lists of people are matched here, how far is each, and which of their columns is which?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hudna.desk import work
from hudna.desk.doorway import Door, page, show
from hudna.desk.faults import DESK
from hudna.desk.listed import MOST_LIST, SIDES, check_purpose, column_words, proposed
from hudna.desk.matches import KIND
from hudna.desk.models import Job, ListMatch
from hudna.desk.pages import lists_review
from hudna.desk.pages.imports import way_in
from hudna.desk.uploads import plain_name
from hudna.ground import Fault
from hudna.people import ColumnsOfList, ListMapping

PER_PAGE = 30
COLUMNS = tuple(ColumnsOfList.model_fields)


@dataclass(frozen=True)
class Standing:
    """A match of two lists: what they are called, who asked for it, how far it is, what came of it."""

    id: UUID
    label_a: str
    label_b: str
    rows_a: int
    rows_b: int
    by: str
    at: datetime
    purpose: str
    confirmed: bool
    state: str
    """columns, queued, running, refused, ready."""
    percent: int
    fault: str
    counts: dict[str, Any] | None


@dataclass(frozen=True)
class Asked:
    """What was typed into the form, shown again where it was refused."""

    label_a: str = ""
    label_b: str = ""
    purpose: str = ""
    fault: Fault | None = None


@dataclass(frozen=True)
class ListsPage:
    """Matches of lists, and the form to bring two in."""

    zone: str
    matches: tuple[Standing, ...]
    number: int
    pages: int
    is_open: bool
    nobody_works: bool
    most: int
    asked: Asked


@dataclass(frozen=True)
class Choice:
    """One of Hudna's columns, and which column of the file was found for it; ``options``: number and header of each."""

    column: str
    words: str
    chosen: str
    sure: bool


@dataclass(frozen=True)
class SideOfMatch:
    """One list: what it is called, and which of its columns is which."""

    side: str
    label: str
    file: str
    rows: int
    headers: tuple[str, ...]
    choices: tuple[Choice, ...]
    joined: tuple[str, ...]
    """Columns that make the name together, where there are several."""
    doubts: tuple[str, ...]
    dates: str
    calendar: str
    as_of: str


@dataclass(frozen=True)
class MatchPage:
    """One match: its columns to be confirmed, or how far it is, or what came of it."""

    zone: str
    one: Standing
    sides: tuple[SideOfMatch, ...]
    is_open: bool
    nobody_works: bool
    wrong_merge: float
    review_percent: float
    one_to_one: bool
    no_doubles: tuple[str, ...]
    fault: Fault | None = None


def _standing(one: ListMatch) -> Standing:
    job = Job.objects.filter(kind=KIND, subject=str(one.pk)).order_by("-pk").first()
    state = "columns" if not one.confirmed else "ready"
    if job is not None and job.state in ("queued", "running", "refused"):
        state = job.state
    percent = round(100 * job.done / job.total) if job is not None and job.total else 0
    return Standing(
        one.id,
        one.a["label"],
        one.b["label"],
        one.a["rows"],
        one.b["rows"],
        one.by,
        one.at,
        one.purpose,
        one.confirmed,
        state,
        percent,
        job.fault if job is not None and job.state == "refused" else "",
        one.counts,
    )


def _page(door: Door, asked: Asked | None = None) -> ListsPage:
    chosen = Paginator(ListMatch.objects.all(), PER_PAGE).get_page(door.request.GET.get("page", "1"))
    matches = tuple(_standing(one) for one in chosen)
    is_open = any(one.state in ("queued", "running") for one in matches)
    return ListsPage(
        door.zone,
        matches,
        chosen.number,
        chosen.paginator.num_pages,
        is_open,
        is_open and not work.is_at_work(settings.PLACE),
        MOST_LIST,
        asked or Asked(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(action="match-lists", purpose="see which lists are matched", template="desk/lists.html")
def lists(door: Door) -> ListsPage | HttpResponse:
    """The matches, and the form to bring two lists in."""
    if door.request.method != "POST":
        return _page(door)
    post = door.request.POST
    label_a, label_b, purpose = (post.get(name, "").strip() for name in ("label_a", "label_b", "purpose"))
    asked = Asked(label_a, label_b, purpose)
    try:
        one = _bring_in(door, asked)
    except Fault as fault:
        again = Asked(asked.label_a, asked.label_b, asked.purpose, fault)
        return show(door.request, "desk/lists.html", _page(door, again), status=422)
    messages.success(door.request, _("Both lists lie on slips. Look whether their columns were understood."))
    return HttpResponseRedirect(reverse("lists-one", args=[one.pk]), status=303)


def _bring_in(door: Door, asked: Asked) -> ListMatch:
    """Put both lists on slips of the case, and keep what their columns seem to be."""
    check_purpose(asked.purpose)
    if asked.label_a == asked.label_b:
        raise DESK.fault("label-unfit", "Both lists are called the same.")
    told: dict[str, dict[str, Any]] = {}
    paths: list[Path] = []
    try:
        for side, label in zip(SIDES, (asked.label_a, asked.label_b), strict=True):
            file = door.request.FILES.get(f"file_{side}")
            if file is None or not file.name:
                raise DESK.fault("upload-unfit", "Two lists are matched, and one was not chosen.")
            if (file.size or 0) > MOST_LIST:
                raise DESK.fault("upload-too-big", f"That is {file.size:,} bytes; at most {MOST_LIST:,} are taken.")
            paths.append(way_in(file))
            told[side] = proposed(paths[-1], plain_name(file.name), label, door.visit.actor, asked.purpose)
            told[side]["slip"] = door.case.hide_file(paths[-1]).removeprefix("[[slip:").removesuffix("]]")
    finally:
        for one in paths:
            one.unlink(missing_ok=True)
    door.record(lambda state: [], door.said())
    return ListMatch.objects.create(a=told["a"], b=told["b"], by=door.visit.actor, purpose=asked.purpose)


def found(key: UUID) -> ListMatch:
    """A match, or nothing of that kind."""
    one = ListMatch.objects.filter(pk=key).first()
    if one is None:
        raise Http404
    return one


@require_http_methods(["GET", "HEAD", "POST"])
@page(action="match-lists", purpose="see how far a match of lists is", template="desk/lists_one.html")
def one(door: Door, key: UUID) -> MatchPage | HttpResponse:
    """One match; with POST its columns are confirmed and it is queued."""
    record = found(key)
    if door.request.method != "POST":
        return _match_page(record, door)
    try:
        _confirm(door, record)
    except Fault as fault:
        record.refresh_from_db()
        return show(door.request, "desk/lists_one.html", _match_page(record, door, fault), status=422)
    work.queue(KIND, str(record.pk), door.visit.actor, record.purpose)
    messages.success(door.request, _("The lists are matched in the background."))
    return HttpResponseRedirect(reverse("lists-one", args=[record.pk]), status=303)


def _match_page(record: ListMatch, door: Door, fault: Fault | None = None) -> MatchPage:
    standing = _standing(record)
    is_open = standing.state in ("queued", "running")
    return MatchPage(
        door.zone,
        standing,
        tuple(_side(side, getattr(record, side)) for side in SIDES),
        is_open,
        is_open and not work.is_at_work(settings.PLACE),
        record.wrong_merge,
        100 * record.review_share,
        record.one_to_one,
        tuple(record.no_doubles),
        fault,
    )


def _side(side: str, told: dict[str, Any]) -> SideOfMatch:
    mapping = ListMapping.model_validate(told["mapping"])
    by, columns = told["by"], mapping.columns
    words = column_words()
    choices = []
    for column in COLUMNS:
        value = getattr(columns, column)
        first = value[0] if isinstance(value, list) and value else value if isinstance(value, str) else ""
        choices.append(Choice(column, words[column], first, by.get(column) != "cells"))
    return SideOfMatch(
        side,
        told["label"],
        told["file"],
        told["rows"],
        tuple(told["names"]),
        tuple(choices),
        tuple(columns.name[1:]),
        tuple(told["doubts"]),
        mapping.dates or "",
        mapping.calendar or "",
        str(mapping.as_of or ""),
    )


def _confirm(door: Door, record: ListMatch) -> None:
    """Take the columns as they were chosen. Raises the faults of a mapping."""
    post = door.request.POST
    for side in SIDES:
        told = dict(getattr(record, side))
        names = set(told["names"])
        chosen = {column: post.get(f"{side}-{column}", "") for column in COLUMNS}
        if not set(filter(None, chosen.values())) <= names:
            raise DESK.fault("choice-unfit", "A column was chosen that the list has not.")
        whole = [chosen.pop("name"), *post.getlist(f"{side}-joined")]
        columns = {column: name or None for column, name in chosen.items()}
        if not any((*whole, *(columns[part] for part in ("given", "father", "family")))):
            raise DESK.fault("choice-unfit", "No column was chosen that holds names.")
        told["mapping"] = _mapping(told, columns, [name for name in whole if name in names], post, side)
        told["doubts"] = []
        setattr(record, side, told)
    record.wrong_merge = _cost(post.get("wrong_merge", ""))
    record.review_share = _share(post.get("review_percent", ""))
    record.one_to_one = post.get("one_to_one", "1") == "1"
    record.no_doubles = [side for side in SIDES if post.get(f"no_doubles_{side}")]
    record.confirmed = True
    record.save()


def _mapping(
    told: dict[str, Any], columns: dict[str, str | None], name: list[str], post: Any, side: str
) -> dict[str, Any]:
    changed = {
        **told["mapping"],
        "columns": {**columns, "name": name},
        "dates": post.get(f"{side}-dates") or None,
        "calendar": post.get(f"{side}-calendar") or None,
        "as_of": post.get(f"{side}-as_of") or None,
    }
    try:
        return ListMapping.model_validate(changed).model_dump(mode="json")
    except ValueError:
        raise DESK.fault("choice-unfit", "A date, or how dates are written, cannot be read.") from None


def _cost(text: str) -> float:
    try:
        cost = float(text or 20)
    except ValueError:
        cost = 0.0
    if not 1 <= cost <= 1e6:
        raise DESK.fault("choice-unfit", "What a wrong merge costs is a number from 1 on.")
    return cost


def _share(text: str) -> float:
    try:
        percent = float(text.replace("٫", ".").replace(",", ".") or 5)
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= 100:
        raise DESK.fault("choice-unfit", "What a person looks at is from 0 to 100 percent of the rows.")
    return percent / 100


@require_http_methods(["POST"])
@page(action="match-lists", purpose="match lists again with what was judged")
def again(door: Door, key: UUID) -> HttpResponse:
    """Queue a match anew: judgements since then are laid over."""
    record = found(key)
    if not record.confirmed:
        raise DESK.fault("match-missing", "The columns were not confirmed yet.")
    work.queue(KIND, str(record.pk), door.visit.actor, record.purpose)
    messages.success(door.request, _("The lists are matched in the background."))
    return HttpResponseRedirect(reverse("lists-one", args=[record.pk]), status=303)


urls: list[URLPattern] = [
    path("lists/", lists, name="lists"),
    path("lists/<uuid:key>/", one, name="lists-one"),
    path("lists/<uuid:key>/again/", again, name="lists-again"),
    *lists_review.urls,
]
