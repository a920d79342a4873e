"""What the lists of an exchange leave open, in words, and how everybody on them is accounted for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from hudna.desk.codes import list_words, status_words
from hudna.desk.exchange_register import register_of
from hudna.desk.pages.exchange_ground import Stand
from hudna.exchange import ListVersion, Register, accounted, people_now, version_changes


@dataclass(frozen=True)
class Line:
    """One open question of the register: whose answer it waits for, the persons it is about, the rows."""

    to: str
    people: tuple[tuple[str, str], ...]
    rows: str
    share: int | None


def kind_words(kind: str) -> str:
    """What a question of the register asks."""
    return {
        "same-person": _("are these two one person?"),
        "double": _("is this row a double?"),
        "not-in-answer": _("asked for, and not in the answer"),
        "both-ask": _("both sides ask for the same person"),
        "both-hold": _("both sides say that they hold the same person"),
        "asks-for-own": _("a side asks for somebody whom it holds itself"),
        "held-elsewhere": _("said to be held by a third"),
        "struck": _("struck from a later version"),
        "contradicts": _("contradicts an earlier version"),
        "facts-differ": _("the sides tell different facts"),
        "said-dead": _("said to be dead: is a body held?"),
        "not-identified": _("whose body is it?"),
        "split": _("one person before, and two now"),
        "row-unread": _("a row that could not be read"),
        "not-understood": _("a word that is not understood"),
    }.get(kind, kind)


def question_words(stand: Stand, register: Register, most: int) -> tuple[tuple[str, int, tuple[Line, ...]], ...]:
    """The open questions by kind: in words, how many, and the first of them. What a row says is not shown."""
    by_kind: dict[str, list[Line]] = defaultdict(list)
    count = Counter(one.kind for one in register.questions)
    for one in sorted(register.questions, key=lambda one: (-(one.p or 0.0), one.id)):
        if len(by_kind[one.kind]) < most // max(len(count), 1):
            people = tuple((name, reverse("exchange-person", args=[stand.name, name])) for name in one.people)
            share = round(100 * one.p) if one.p is not None else None
            by_kind[one.kind].append(Line(stand.party(one.to), people, _rows(stand, one.rows), share))
    return tuple((kind_words(kind), count[kind], tuple(lines)) for kind, lines in sorted(by_kind.items()))  # type: ignore[index]


def _rows(stand: Stand, rows: Iterable[tuple[str, int]]) -> str:
    """Where rows stand: whose list, of what, which row."""
    told = []
    for ref, row in rows:
        side, _sep, rest = ref.partition("/")
        kind, _sep, version = rest.partition("/")
        place = {"side": stand.party(side), "of": list_words(kind), "version": version, "row": row}
        told.append(_("%(side)s, %(of)s, version %(version)s, row %(row)s") % place)
    return "; ".join(told)


def accounted_lines(stand: Stand, register: Register) -> tuple[tuple[str, tuple[tuple[str, int], ...], int], ...]:
    """Every list with what became of its rows now; last, all persons once. The parts of each line add up to its end."""
    people = people_now(register.people, stand.file)
    found = accounted(register, people)
    lines = []
    for one in found.lists:
        told = {"side": stand.party(one.of.side), "of": list_words(one.of.kind), "version": one.of.version}
        parts = [(status_words(status), n) for status, n in one.said.items()]
        parts += [(_("doubles"), one.doubles)] if one.doubles else []
        lines.append((_("%(side)s, %(of)s, version %(version)s") % told, tuple(parts), one.rows))
    said = tuple((status_words(status), n) for status, n in found.said.items())
    return (*lines, (_("all persons, each once"), said, found.persons))


def difference_of(stand: Stand, before: list[ListVersion], one: ListVersion) -> str:
    """What a side changed from one version to the next, in numbers; empty where the register does not know."""
    register = register_of(settings.PLACE, stand.file)
    if register is None or not before or one.opened is None:
        return ""
    for change in version_changes(register):
        if change.new.digest == one.opened.document:
            told = {
                "kept": len(change.kept),
                "changed": len(change.changed),
                "added": len(change.added),
                "struck": len(change.struck),
            }
            return _("as before: %(kept)s, changed: %(changed)s, new: %(added)s, struck: %(struck)s") % told
    return ""
