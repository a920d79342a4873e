"""The reporting form for ODK and Kobo: an XLSForm whose choices are the acts, areas and parties of an agreement.

XLSForm as pyxform reads it (sheets survey, choices, settings; labels in several languages). Its questions, in
``data/reporting-form.yaml``, have the names of a field report, so that what comes back is read without a mapping.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from hudna.agreements import Loaded

LANGUAGES = {"en": "English (en)", "ar": "العربية (ar)", "fr": "Français (fr)"}
TRANSLATED = ("label", "hint", "constraint_message")
PLAIN = ("type", "name", "required", "relevant", "constraint", "appearance", "default")
Row = dict[str, str]
Words = Mapping[str, str]


@cache
def form_words() -> dict[str, Any]:
    """Questions and lists of the form."""
    text = (files("hudna.desk") / "data" / "reporting-form.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def reporting_form(loaded: Loaded, *, title: str, form: str, version: str) -> bytes:
    """The form as an XLSX file. ``form``, ``version``: by which ODK tells forms, and versions of one form, apart."""
    book = Workbook()
    survey = book.active
    assert isinstance(survey, Worksheet)
    survey.title = "survey"
    columns = [*PLAIN[:2], *(f"{word}::{name}" for word in TRANSLATED for name in LANGUAGES.values()), *PLAIN[2:]]
    _fill(survey, columns, [_question(one) for one in form_words()["questions"]])
    labels = [f"label::{name}" for name in LANGUAGES.values()]
    _fill(book.create_sheet("choices"), ["list_name", "name", *labels], list(_choices(loaded)))
    settings = {"form_title": title, "form_id": form, "version": version, "default_language": LANGUAGES["en"]}
    _fill(book.create_sheet("settings"), list(settings), [settings])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Worksheet, columns: list[str], rows: list[Row]) -> None:
    """Fill a sheet; every cell is text, so that none is taken for a formula."""
    for number, row in enumerate([dict(zip(columns, columns, strict=True)), *rows], start=1):
        for place, column in enumerate(columns, start=1):
            if text := row.get(column, ""):
                cell = sheet.cell(number, place, text)
                cell.data_type = "s"
                cell.font = Font(bold=number == 1)
    sheet.freeze_panes = "A2"


def _question(one: dict[str, Any]) -> Row:
    row = {word: str(one[word]) for word in PLAIN if word in one}
    for word in TRANSLATED:
        if word in one:
            row |= _told(word, one[word])
    return row


def _told(word: str, words: Words) -> Row:
    fallback = words.get("en") or next(iter(words.values()), "")
    return {f"{word}::{name}": words.get(code) or fallback for code, name in LANGUAGES.items()}


def _choices(loaded: Loaded) -> Iterator[Row]:
    """Every act of the taxonomy and party of the registers, the areas of the agreement, and the form's own lists."""
    acts, areas, parties = loaded.acts.acts, loaded.areas.by_id, loaded.parties.by_id
    lists: dict[str, Mapping[str, Words]] = {
        "act": {path: acts[path].name for path in sorted(acts)},
        "area": {id_: area.name for id_, area in areas.items()} or {"none": {"en": "no area is named"}},
        "party": {id_: party.name for id_, party in parties.items()},
        **form_words()["lists"],
    }
    for name, choices in lists.items():
        for choice, words in choices.items():
            yield {"list_name": name, "name": choice, **_told("label", words)}
