"""Lists of people on the desk: kept on slips, opened for a purpose that is recorded, and matched in the background.

What lies in the desk's own folder are numbers of rows, probabilities and reasons in words; a name lies on a slip or,
while somebody looks, in the memory of the process, and nowhere else.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from django.utils.translation import gettext as _

from hudna.desk.faults import DESK
from hudna.desk.models import ListMatch
from hudna.desk.record import open_record
from hudna.house import Said
from hudna.people import (
    ListMapping,
    OpenedList,
    ReadList,
    access_content,
    access_list,
    read_both,
    row_marks,
    secret_of,
)

Side = Literal["a", "b"]
SIDES: tuple[Side, Side] = ("a", "b")
MOST_LIST = 20_000_000
"""Bytes of one list: it goes on a slip, and slips are kept in the case."""
LABEL = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
LOOK_SECONDS = 3600
MOST_OPEN = 2
MOST_PURPOSE = 300


@dataclass(frozen=True)
class Opened:
    """Both lists of a match, as somebody who said what for may read them, with the marks of their rows."""

    a: ReadList
    b: ReadList
    marks_a: Sequence[str]
    marks_b: Sequence[str]


_open: OrderedDict[str, tuple[float, Opened]] = OrderedDict()
_lock = threading.Lock()


def proposed(path: Path, name: str, label: str, actor: str, purpose: str) -> dict[str, Any]:
    """What a list shows of itself, for a person to confirm: its columns, none of its cells. Raises faults of lists."""
    if not LABEL.match(label):
        raise DESK.fault("label-unfit", f"A list is called by a short word, and “{label[:40]}” is none.")
    opened, look = access_list(path, actor=actor, purpose=purpose, at=datetime.now(UTC))
    return {
        "label": label,
        "file": name,
        "rows": look.rows,
        "names": list(opened.layout.header.names),
        "mapping": opened.mapping.model_dump(mode="json"),
        "doubts": list(opened.layout.doubts),
        "by": dict(opened.layout.by),
    }


def mapping_of(told: Mapping[str, Any]) -> ListMapping:
    """How a list is read."""
    return ListMapping.model_validate(told["mapping"])


def open_lists(one: ListMatch, said: Said, purpose: str) -> Opened:
    """Open both lists of a match, after it was recorded who does and what for. Raises faults of slips and of lists."""
    with open_record(writing=True) as case:
        contents = case.reveal([one.a["slip"], one.b["slip"]], purpose, said)
        secret = secret_of(case.keyring.identity(passphrase=case.passphrase))
    lists = [_opened(contents[told["slip"]], told, said.by, purpose) for told in (one.a, one.b)]
    labels = (str(one.a["label"]), str(one.b["label"]))
    a, b = read_both(lists[0], lists[1], names=labels, latest=datetime.now(UTC).date())
    return Opened(a, b, row_marks(a.people, secret), row_marks(b.people, secret))


def _opened(content: str | bytes, told: Mapping[str, Any], actor: str, purpose: str) -> OpenedList:
    """A list that lies on a slip."""
    data = content.encode() if isinstance(content, str) else content
    opened, _ = access_content(
        data, Path(told["file"]), actor=actor, purpose=purpose, at=datetime.now(UTC), mapping=mapping_of(told)
    )
    return opened


def look(one: ListMatch, said: Said, purpose: str) -> Opened:
    """The lists of a match, kept in memory for an hour, so that a look is recorded once and not for every pair."""
    key = f"{one.pk}:{said.by}:{one.a['slip']}:{one.b['slip']}"
    now = time.monotonic()
    with _lock:
        for stale in [name for name, (until, _) in _open.items() if until < now]:
            del _open[stale]
        if key in _open:
            _open.move_to_end(key)
            return _open[key][1]
    opened = open_lists(one, said, purpose)
    with _lock:
        _open[key] = (now + LOOK_SECONDS, opened)
        while len(_open) > MOST_OPEN:
            _open.popitem(last=False)
    return opened


def close_looks() -> None:
    """Forget every list that is open in this process."""
    with _lock:
        _open.clear()


def check_purpose(purpose: str) -> None:
    """Raise purpose-missing, field-long: a purpose is recorded, and read by others."""
    if not purpose:
        raise DESK.fault("purpose-missing", _("Nobody said what this is for."))
    if len(purpose) > MOST_PURPOSE:
        raise DESK.fault("field-long", _("“%(field)s” is too long.") % {"field": _("What for")})
    if "[[" in purpose:
        raise DESK.fault("purpose-missing", _("A purpose holds no name."))


def column_words() -> dict[str, str]:
    """Hudna's columns in the reader's language."""
    return {
        "name": _("Name"),
        "given": _("Given name"),
        "father": _("Father’s name"),
        "grandfather": _("Grandfather’s name"),
        "family": _("Family name"),
        "mother": _("Mother’s name"),
        "alias": _("Other name"),
        "birth": _("Birth"),
        "birth_year": _("Year of birth"),
        "birth_month": _("Month of birth"),
        "birth_day": _("Day of birth"),
        "age": _("Age"),
        "sex": _("Sex"),
        "place": _("Place"),
        "date": _("Date of the event"),
        "document": _("Identity document"),
        "key": _("Own id"),
    }
