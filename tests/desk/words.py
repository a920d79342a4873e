"""The words of the desk: read from its sources, and brought into its catalogues.

``python -m tests.desk.words`` adds what is new to ``desk/locale/*/LC_MESSAGES/django.po`` (untranslated) and marks what
is no longer used. No gettext is needed: Django turns templates into Python calls and Babel reads these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

DESK = Path(__file__).parents[2] / "src" / "hudna" / "desk"
LOCALE = DESK / "locale"
LANGUAGES = ("ar", "fr")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "say": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACES = re.compile(r"%\((\w+)\)[sd]")


def _sources() -> Iterator[tuple[str, str]]:
    """Every source with its words as Python: where it stands, and its text."""
    for path in sorted(DESK.rglob("*.py")):
        if "migrations" not in path.parts:
            yield str(path.relative_to(DESK)), path.read_text(encoding="utf-8")
    for name in ("agreements/standing.py",):  # sentences of other rooms, said in the reader's language
        yield f"../{name}", (DESK.parent / name).read_text(encoding="utf-8")
    for path in sorted(DESK.glob("templates/**/*.html")):
        name = str(path.relative_to(DESK))
        yield name, re.sub(r"\bu'", "'", templatize(path.read_text(encoding="utf-8"), origin=name))


def of_the_sources() -> Catalog:
    """Every message that the desk says, with where."""
    found = Catalog(project="hudna", charset="utf-8")
    for name, text in _sources():
        # a template becomes words in a line; read each call by itself, or their remains confuse the reader of Python
        for line, message, _comments, context in extract("python", BytesIO(text.encode()), keywords=KEYWORDS):
            found.add(message, locations=[(name, line)], context=context)
    return found


def catalogue(language: str) -> Catalog:
    """A catalogue as it lies in the tree; an empty one where there is none."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return Catalog(locale=language, project="hudna", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def missing(language: str) -> list[Message]:
    """Messages of the sources without words in a language."""
    have = catalogue(language)
    lacks = []
    for message in of_the_sources():
        if not message.id:
            continue
        key = message.id[0] if isinstance(message.id, tuple) else message.id
        told = have.get(key, context=message.context)
        words = told.string if told else ""
        parts = words if isinstance(words, list | tuple) else (words,)
        if told is None or told.fuzzy or not all(parts):
            lacks.append(message)
    return lacks


def update() -> None:
    """Bring what is new into every catalogue, sorted, without line numbers (they would change with every edit)."""
    sources = of_the_sources()
    for message in sources:
        message.locations = sorted({(name, 0) for name, _line in message.locations})
    for language in LANGUAGES:
        have = catalogue(language)
        have.update(sources, no_fuzzy_matching=True)
        have.obsolete.clear()
        have.revision_date = have.creation_date = datetime(2026, 11, 29, tzinfo=UTC)
        have.project, have.version, have.msgid_bugs_address, have.language_team = "hudna", "1", "", language
        have.last_translator, have.header_comment = "", f"# The words of the desk: {language}."
        path = LOCALE / language / "LC_MESSAGES" / "django.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, have, width=120, sort_output=True, include_lineno=False, omit_header=False)
        print(f"{language}: {len(missing(language))} of {len(have)} without words")


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hudna.desk.settings")
    import django

    django.setup()
    update()
