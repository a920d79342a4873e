"""Deeds on ledgers: what a side files, counts, and answers to another's items. A liaison acts for its own side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from hudna.desk.codes import unit_words
from hudna.desk.deeds import Decide, Field, Form, Typed, at_field, attempt, is_liaison, names_hint
from hudna.desk.doorway import Door, show
from hudna.desk.faults import DESK
from hudna.desk.names import listed, names_of
from hudna.desk.pages.case_ground import back, there
from hudna.desk.telling import FSI, PDI, Telling
from hudna.house import check_window, kept_items, read_items
from hudna.journal import Entry
from hudna.monitoring import (
    MONITORING,
    DayCounted,
    LedgerFiled,
    OfWhich,
    confirm_item,
    count_day,
    deny_item,
    file_ledger,
)

UNITS = ("incident", "complaint", "observed item")
MOST_UNKNOWN = 10


def forms_for(door: Door) -> tuple[Form, ...]:
    """The forms that the visitor may send."""
    if not door.may("file-ledger") or door.known_at is not None:
        return ()
    found = [_file_form(door), _count_form(door)]
    if _answerable(door):
        found.append(_answer_form(door))
    return tuple(found)


def filed(door: Door) -> dict[str, Entry]:
    """The ledgers that the visitor sees, by hash of their entry."""
    return {entry.hash: entry for entry in door.state.ledgers.filed.values()}


def _answerable(door: Door) -> tuple[tuple[str, str], ...]:
    """Ledgers that can be answered to: hash, and whose it is for when. A liaison does not answer to its own."""
    telling = Telling(door.zone, names_of(door))
    own = door.visit.party if is_liaison(door) else ""
    found = []
    for name, entry in filed(door).items():
        event = entry.event
        if isinstance(event, LedgerFiled) and event.side != own:
            words = f"{telling.party(event.side)}: {telling.window(event.window)} ({unit_words(event.unit)})"
            found.append((name, words.replace(FSI, "").replace(PDI, "")))
    return tuple(found)


def _side(door: Door) -> tuple[Field, ...]:
    if is_liaison(door):
        return ()
    parties = tuple(names_of(door).all_parties())
    return (Field("party", _("Which side"), "choice", required=True, choices=parties),)


def _window_fields() -> tuple[Field, ...]:
    return (
        Field("from", _("From"), "time", required=True, hint=_("a day, or an instant")),
        Field("until", _("Until"), "time", hint=_("a day is included; empty: the end of the first day")),
    )


def _units() -> Field:
    units = tuple((unit, unit_words(unit)) for unit in UNITS)
    return Field("unit", _("What it counts"), "choice", required=True, choices=units, value="incident")


def _file_form(door: Door) -> Form:
    fields = (
        *_side(door),
        Field("ledger", _("Its ledger"), "file", required=True, hint=_("a CSV of incidents, at most 10 MB")),
        *_window_fields(),
        Field("count", _("How many it says there are"), "number", hint=_("empty: as many as it lists")),
        _units(),
        at_field(),
    )
    means = _("It is that side’s own statement for that time, item by item, and no more.")
    return Form("file", _("File a ledger"), means, _("File it"), fields, there(door, "ledgers-file"))


def _count_form(door: Door) -> Form:
    fields = (
        *_side(door),
        Field("count", _("How many it counts"), "number", required=True),
        *_window_fields(),
        Field("confirmed", _("Of these the other side confirms, it says"), "number", hint=_("empty: it does not say")),
        Field("parts", _("Parts that it ascribes to others"), "words", hint=_("one a line, as west-side=36")),
        _units(),
        at_field(),
    )
    means = _("A number without its items. It is never added to another side’s.")
    return Form("count", _("Take in a count"), means, _("Record the count"), fields, there(door, "ledgers-count"))


def _answer_form(door: Door) -> Form:
    fields = (
        *_side(door),
        Field("ledger", _("To an item of which ledger"), "choice", required=True, choices=_answerable(door)),
        Field("item", _("The item, by its id in that ledger"), required=True),
        Field(
            "answer",
            _("What the side says"),
            "choice",
            required=True,
            choices=(("confirm", _("it confirms the item")), ("dispute", _("it denies the item"))),
        ),
        Field("words", _("In its words"), "words", hint=names_hint()),
        at_field(),
    )
    means = _("The last answer to an item stands; the earlier ones stay in the record.")
    title, send = _("Confirm or dispute an item"), _("Record the answer")
    return Form("answer", title, means, send, fields, there(door, "ledgers-answer"))


def serve(door: Door, name: str, template: str, fill: Any) -> Any:
    """One of the forms, shown unfolded or sent. ``fill``: makes the page with these forms."""
    offered = forms_for(door)
    form = next((one for one in offered if one.deed == name), None)
    if form is None and door.request.method != "POST":
        return fill(door, offered)
    if form is None:
        raise MONITORING.fault("ledger-missing", _("There is no ledger that you see and could answer to."))
    others = tuple(one for one in offered if one.deed != name)
    if door.request.method != "POST":
        return fill(door, (replace(form, is_open=True), *others))
    unknown: list[str] = []
    acts: dict[str, Any] = {"file": lambda typed: _file(typed, unknown), "count": _count, "answer": _answer}
    refused = attempt(form, door, acts[name])
    if refused is not None:
        return show(door.request, template, fill(door, (refused, *others)), status=422)
    return _recorded(door, unknown)


def _recorded(door: Door, unknown: Sequence[str]) -> HttpResponse:
    messages.success(door.request, _("Recorded."))
    if unknown:
        names = {"names": listed(tuple(sorted(unknown)[:MOST_UNKNOWN]))}
        messages.warning(door.request, _("In no register, and kept as it stands: %(names)s") % names)
    return back(door, "ledgers")


def _file(typed: Typed, unknown: list[str]) -> tuple[Decide, tuple[bytes, ...]]:
    said, path, case = typed.said, typed.files["ledger"], typed.door.case
    window = said.span(typed["from"], typed["until"])
    with path.open("rb") as file:
        if file.read(4) == b"PAR1":  # what is packed may unpack to more than anybody can hold
            raise DESK.fault("upload-unfit", _("A ledger is handed in as text (CSV)."))
    items, feed = read_items(path, case, case.state(), said.zone, said.at)
    check_window(items, window)
    unknown += [*feed.unmapped_actors, *feed.unmapped_acts, *feed.unmapped_areas, *feed.unmapped_weapons]
    data = path.read_bytes()
    stated = said.number(typed["count"]) if typed["count"] else items.num_rows
    event = LedgerFiled(typed.party, window, stated, sha256(data).hexdigest(), items.num_rows, typed["unit"])  # type: ignore[arg-type]
    return (lambda state: file_ledger(state.ledgers, ledger=event, by=said.by, at=said.at)), (data,)


def _count(typed: Typed) -> Decide:
    said = typed.said
    parts = [line.rpartition("=") for line in typed["parts"].splitlines() if line.strip()]
    shares = tuple(OfWhich(whose.strip(), said.number(part.strip())) for whose, _equals, part in parts)
    confirmed = said.number(typed["confirmed"]) if typed["confirmed"] else None
    window = said.span(typed["from"], typed["until"])
    event = DayCounted(typed.party, window, said.number(typed["count"]), confirmed, shares, typed["unit"])  # type: ignore[arg-type]
    return lambda state: count_day(state.ledgers, counted=event, by=said.by, at=said.at)


def _answer(typed: Typed) -> Decide:
    """The answer to an item of a ledger that the visitor sees; what others filed is not asked about."""
    door, said = typed.door, typed.said
    entry = filed(door)[typed["ledger"]]
    event = entry.event
    assert isinstance(event, LedgerFiled)
    if typed["item"] not in kept_items(door.case, door.state, entry)["incident_id"].to_pylist():
        what = _("That ledger has no item “%(item)s”.") % {"item": typed["item"]}
        raise MONITORING.fault("item-unknown", what)
    act = confirm_item if typed["answer"] == "confirm" else deny_item
    words = typed.hidden("words")
    told = {"side": typed.party, "of": event.side, "item": typed["item"], "words": words, "window": event.window}
    return lambda state: act(state.ledgers, **told, by=said.by, at=said.at)  # type: ignore[arg-type]
