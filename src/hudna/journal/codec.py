"""The canonical text of entries, and events to and from plain values.

The text is JSON as RFC 8785 (JSON Canonicalization Scheme) writes it, over a part of JSON where that is plain: keys are
ASCII, numbers are whole and below 2⁵³, so that sorted keys and no spaces are all there is to it. An instant is
written ``2014-01-17T18:00:00.000000Z``. What is read is written again and compared: one entry has one text.
"""

from __future__ import annotations

import json
import re
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from itertools import chain
from operator import itemgetter
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic_core import from_json

from hudna.journal.faults import JOURNAL
from hudna.journal.merkle import leaf
from hudna.journal.model import FORMAT, Decision, Entry, Event, Row, Seen

_LARGEST = 2**53
KEYS = ("at", "behalf", "body", "by", "kind", "log", "prev", "recorded", "seen", "seq", "v")
"""The fields of an entry's text."""
_texts_of = itemgetter("at", "behalf", "by", "kind", "log", "prev", "recorded")
_numbers_of, _seen_of = itemgetter("seq", "v"), itemgetter("seen")
_TEXT, _NUMBER, _TABLE = frozenset({str}), frozenset({int}), frozenset({dict})
_write = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode
quoted: Callable[[str], str] = json.encoder.encode_basestring
"""The canonical text of a text, as the encoder above writes it; raises TypeError for anything else."""

_SHAPE = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"
_INSTANT = re.compile(_SHAPE, re.ASCII).fullmatch
_INSTANTS = re.compile(rf"(?:{_SHAPE} )*", re.ASCII).fullmatch

Plain = Any
"""A value that JSON can hold."""


def canonical(value: Plain) -> bytes:
    """The one text of a plain value; raises event-unfit for what RFC 8785 would write in another way."""
    try:
        return _write(value).encode()
    except (TypeError, ValueError) as error:
        raise JOURNAL.fault("event-unfit", f"This cannot be written down: {error}.") from None


def instant_text(moment: datetime) -> str:
    """An instant as entries hold it; raises event-unfit for one without a zone."""
    if moment.tzinfo is None:
        raise JOURNAL.fault("event-unfit", f"{moment} has no zone.")
    return _utc_text(moment if moment.tzinfo is UTC else moment.astimezone(UTC))


@lru_cache(maxsize=1024)
def _utc_text(moment: datetime) -> str:
    """The same for one in UTC: only there are two that are equal the same instant, whatever the clocks did."""
    return f"{moment.isoformat(timespec='microseconds')[:26]}Z"


def read_instant(text: str) -> datetime:
    """The instant that entries hold as ``text``; raises ValueError."""
    if not _INSTANT(text):  # fromisoformat also reads other ways to write it; one instant has one text
        raise ValueError(f"“{text}” is no instant")
    return datetime.fromisoformat(text)


def read_instants(texts: Sequence[str]) -> list[datetime]:
    """The same for many at once, in half the time; raises ValueError if any of them is no instant."""
    if not _INSTANTS(" ".join([*texts, ""])):  # a text of two instants passes here, and fails below
        raise ValueError("one of them is no instant")
    return list(map(datetime.fromisoformat, texts))


def _checked(kind: type[str] | type[int] | type[bool], value: Plain) -> Plain:
    if kind is str and isinstance(value, str):
        return str(value)
    if type(value) is not kind:
        raise TypeError(f"{value!r} is not {kind.__name__}")
    if kind is int and abs(int(value)) >= _LARGEST:
        raise ValueError(f"{value} is too large")
    return value


def _chosen(choices: tuple[str, ...], value: Plain) -> Plain:
    if value not in choices:
        raise ValueError(f"{value!r} is none of {', '.join(choices)}")
    return value


def _optional(inner: Callable[[Plain], Plain], value: Plain) -> Plain:
    return None if value is None else inner(value)


def _tupled(inner: Callable[[Plain], Plain], value: Plain) -> Plain:
    if not isinstance(value, (tuple, list)):
        raise TypeError(f"{value!r} is not a list")
    return tuple(inner(one) for one in value)


def _mapped(inner: Callable[[Plain], Plain], value: Plain) -> Plain:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) and key.isascii() for key in value):
        raise TypeError(f"{value!r} is not a table of plain names")
    return {key: inner(one) for key, one in value.items()}


def _reader(hint: Any) -> Callable[[Plain], Plain]:
    """How a field of this type is made from a plain value."""
    origin, args = get_origin(hint), get_args(hint)
    if hint in (str, bool, int):
        return partial(_checked, hint)
    if hint is datetime:
        return read_instant
    if origin is Literal:
        return partial(_chosen, args)
    if origin in (Union, types.UnionType):
        return partial(_optional, _reader(_present(args)))
    if origin is tuple:
        return partial(_tupled, _reader(args[0]))
    if origin is not None and issubclass(origin, Mapping):
        return partial(_mapped, _reader(args[1]))
    if is_dataclass(hint) and isinstance(hint, type):
        return _Shape(hint).read
    raise TypeError(f"a field of type {hint} has no place in an event")


def _present(args: tuple[Any, ...]) -> Any:
    """Of an optional type, the one that is not None."""
    (inner,) = (arg for arg in args if arg is not type(None))
    return inner


Written = Callable[[Any], str]
"""Gives the canonical text of a value; raises TypeError or ValueError."""


def _writer(hint: Any) -> Written:
    """How a field of this type is written. Text at once, not by way of plain values: this is most of an append."""
    origin, args = get_origin(hint), get_args(hint)
    if hint is str:
        return _str_text
    if hint in (bool, int):
        return partial(_number_text, hint)
    if hint is datetime:
        return _instant_text
    if origin is Literal:
        return lambda value: quoted(_chosen(args, value))
    if origin in (Union, types.UnionType):
        return partial(_optional_text, _writer(_present(args)))
    if origin is tuple:
        return partial(_tuple_text, _writer(args[0]))
    if origin is not None and issubclass(origin, Mapping):
        return partial(_mapping_text, _writer(args[1]))
    if is_dataclass(hint) and isinstance(hint, type):
        return _Shape(hint).text
    raise TypeError(f"a field of type {hint} has no place in an event")


def _str_text(value: Plain) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not str")
    return quoted(value)


def _number_text(kind: type[int] | type[bool], value: Plain) -> str:
    checked = _checked(kind, value)
    return ("true" if checked else "false") if kind is bool else str(checked)


def _instant_text(value: Plain) -> str:
    if not isinstance(value, datetime):
        raise TypeError(f"{value!r} is not an instant")
    return f'"{instant_text(value)}"'


def _optional_text(inner: Written, value: Plain) -> str:
    return "null" if value is None else inner(value)


def _tuple_text(inner: Written, value: Plain) -> str:
    if not isinstance(value, (tuple, list)):
        raise TypeError(f"{value!r} is not a list")
    return f"[{','.join([inner(one) for one in value])}]"


def _mapping_text(inner: Written, value: Plain) -> str:
    table = _mapped(inner, value)
    return f"{{{','.join([f'{quoted(key)}:{table[key]}' for key in sorted(table)])}}}"


class _Shape:
    """How one dataclass is written and read."""

    def __init__(self, cls: type) -> None:
        hints = get_type_hints(cls)
        names = [field.name for field in fields(cls)]
        self.cls = cls
        self._in = [(name, _reader(hints[name])) for name in names]
        self._out = [(name, f"{quoted(name)}:", _writer(hints[name])) for name in sorted(names)]

    def text(self, value: Any) -> str:
        if type(value) is not self.cls:
            raise TypeError(f"{value!r} is not {self.cls.__name__}")
        return f"{{{','.join([key + text(getattr(value, name)) for name, key, text in self._out])}}}"

    def read(self, body: Plain) -> Any:
        if not isinstance(body, dict) or len(body) != len(self._in):
            raise ValueError(f"not the fields of {self.cls.__name__}")
        return self.cls(**{name: code(body[name]) for name, code in self._in})


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry goes: its log and number, what is before it and what was seen of other logs."""

    log: str
    seq: int
    prev: str
    seen: Mapping[str, Seen]


class Pen:
    """Writes entries of one author in one log; what is the same in all of them is written once."""

    def __init__(self, shapes: Mapping[str, _Shape], log: str, seen: Mapping[str, Seen], by: str) -> None:
        self._shapes = shapes
        self._log = log
        others = ",".join([f'{quoted(name)}:[{one.size},"{one.hash}"]' for name, one in sorted(seen.items())])
        try:
            self._by = f',"by":{quoted(by)},"kind":'
            self._at_log = f',"log":{quoted(log)},"prev":"'
        except TypeError as error:
            raise JOURNAL.fault("event-unfit", f"{error}.") from None
        self._seen = f',"seen":{{{others}}},"seq":'

    def write(self, decision: Decision, seq: int, prev: str, recorded: datetime) -> Row:
        """The row of a decision; raises event-unfit."""
        event, kind = decision.event, decision.event.KIND
        try:
            body = self._shapes[kind].text(event)
            text = (
                f'{{"at":"{instant_text(decision.at)}","behalf":{quoted(decision.behalf)},"body":{body}{self._by}"{kind}"'
                f'{self._at_log}{prev}","recorded":"{instant_text(recorded)}"{self._seen}{seq},"v":{FORMAT}}}'
            ).encode()
        except (TypeError, ValueError) as error:
            raise JOURNAL.fault("event-unfit", f"{kind}: {error}.") from None
        return Row(self._log, seq, leaf(text), text)


class Codec:
    """Writes and reads the entries of the given events; which they are, the composition root says."""

    def __init__(self, events: Iterable[type]) -> None:
        self._shapes: dict[str, _Shape] = {}
        for cls in events:
            kind: str = cls.KIND  # type: ignore[attr-defined]
            if kind in self._shapes:
                raise ValueError(f"two events are called {kind}")
            self._shapes[kind] = _Shape(cls)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of event that it knows."""
        return frozenset(self._shapes)

    def write(self, decision: Decision, place: Place, *, by: str, recorded: datetime) -> Row:
        """The row of a decision; raises event-unfit."""
        return self.pen(place.log, place.seen, by).write(decision, place.seq, place.prev, recorded)

    def pen(self, log: str, seen: Mapping[str, Seen], by: str) -> Pen:
        """What writes entries one after another in one log; raises event-unfit."""
        return Pen(self._shapes, log, seen, by)

    def read(self, row: Row) -> Entry:
        """The entry of a row; raises entry-unreadable, journal-newer, kind-unknown. The chain is not looked at."""
        return self.entry(row, envelope(row))

    def entry(self, row: Row, plain: Mapping[str, Any]) -> Entry:
        """The same where the row's plain values (see :func:`envelope`) are at hand."""
        shape = self._shapes.get(plain["kind"])
        if shape is None:
            what = f"This Hudna does not know “{plain['kind']}”."
            raise JOURNAL.fault("kind-unknown", what, where=f"entry {row.log}/{row.seq}")
        try:
            event: Event = shape.read(plain["body"])
            return Entry(
                plain["log"],
                plain["seq"],
                plain["prev"],
                {log: Seen(size, last) for log, (size, last) in plain["seen"].items()},
                read_instant(plain["recorded"]),
                read_instant(plain["at"]),
                plain["by"],
                plain["behalf"],
                event,
                row.hash.hex(),
            )
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            what = f"The entry is not what its kind should hold: {error}."
            raise JOURNAL.fault("entry-unreadable", what, where=f"entry {row.log}/{row.seq}") from None


def envelope(row: Row) -> dict[str, Any]:
    """The plain values of a row, whatever its kind; raises entry-unreadable and journal-newer."""
    try:
        plain = from_json(row.text, allow_inf_nan=False, cache_strings="keys")
        version = plain["v"]
    except (ValueError, KeyError, TypeError):
        raise JOURNAL.fault(
            "entry-unreadable", "The entry is not readable.", where=f"entry {row.log}/{row.seq}"
        ) from None
    where = f"entry {row.log}/{row.seq}"
    if type(version) is not int or version > FORMAT:
        raise JOURNAL.fault("journal-newer", f"The entry has format {version}; this Hudna knows {FORMAT}.", where=where)
    if sorted(plain) != list(KEYS) or not are_envelopes([plain]):
        raise JOURNAL.fault("entry-unreadable", "The entry does not have an entry's fields.", where=where)
    return plain  # type: ignore[no-any-return]


def are_envelopes(plains: Sequence[Mapping[str, Any]]) -> bool:
    """Is each field of these entries of the type that it should be? Not whether it says anything sensible."""
    return (
        _TEXT.issuperset(map(type, chain.from_iterable(map(_texts_of, plains))))
        and _NUMBER.issuperset(map(type, chain.from_iterable(map(_numbers_of, plains))))
        and _TABLE.issuperset(map(type, map(_seen_of, plains)))
    )
