"""Is a text the one way to write its values? As fast as it can be read and written again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain, islice, repeat
from operator import itemgetter
from typing import Any, NoReturn

from pydantic_core import from_json, to_json

from hudna.ground import Fault
from hudna.journal.codec import KEYS, are_envelopes, canonical, read_instants
from hudna.journal.model import FORMAT, Row

_CHUNK = 50
"""Entries read and written again together: with more of them at once memory is slower than the work."""
_FIELDS = frozenset(KEYS)
_FIELDS_IN_ORDER = frozenset({KEYS})
_DICT = frozenset({dict})
_SIMPLE = frozenset({str, int, bool, type(None)})
_IN_ORDER: set[tuple[str, ...]] = set()
"""Keys that were found to be in order: the fields of the few shapes that events have."""
_REMEMBERED = 500
_at, _recorded_at = itemgetter("at"), itemgetter("recorded")


def _refused(text: str) -> NoReturn:
    raise ValueError(f"{text} has no place in an entry")


_read = json.JSONDecoder(parse_float=_refused, parse_constant=_refused).raw_decode


def with_values(rows: Iterable[Row]) -> Iterator[tuple[Row, dict[str, Any] | None, datetime | None]]:
    """Rows with their plain values, and when they were recorded.

    No values where a row is not the canonical text of an entry; no instant where it or ``at`` may not be one. Many
    texts are read together, and each is written again alone and compared, which is twice as fast as one by one.
    """
    source = iter(rows)
    while chunk := list(islice(source, _CHUNK)):
        texts = [row.text for row in chunk]
        try:
            plains = from_json(b"[" + b",".join(texts) + b"]", allow_inf_nan=False, cache_strings="keys")
        except ValueError:
            plains = []
        if _are_canonical(plains, texts):
            yield from zip(chunk, plains, _recorded(plains), strict=True)
        else:
            yield from zip(chunk, map(values_of, texts), repeat(None))


def _recorded(plains: list[dict[str, Any]]) -> Iterable[datetime | None]:
    try:
        read_instants(list(map(_at, plains)))
        return read_instants(list(map(_recorded_at, plains)))
    except ValueError:
        return [None] * len(plains)


def _are_canonical(plains: list[Any], texts: list[bytes]) -> bool:
    """Are these the canonical texts of these values, and is each an entry? In doubt it says no."""
    return (
        _DICT.issuperset(map(type, plains))
        and set(map(tuple, plains)) <= _FIELDS_IN_ORDER
        and list(map(to_json, plains)) == texts
        and are_envelopes(plains)
        and {plain["v"] for plain in plains} == {FORMAT}
        and _are_sorted([plain["body"] for plain in plains])
        and _are_sorted([plain["seen"] for plain in plains if plain["seen"]])
    )


def _are_sorted(values: list[Any]) -> bool:
    """Are all keys in them in order, and is there no fraction?"""
    while values:
        tables = [one for one in values if type(one) is dict]
        lists = [one for one in values if type(one) is list]
        if not all(keys in _IN_ORDER or _is_sorted(keys) for keys in set(map(tuple, tables))):
            return False
        if len(tables) + len(lists) < len(values):  # a fraction
            return False
        inside = chain(chain.from_iterable(map(dict.values, tables)), chain.from_iterable(lists))
        values = [one for one in inside if type(one) not in _SIMPLE]
    return True


def _is_sorted(keys: tuple[str, ...]) -> bool:
    if list(keys) != sorted(keys):
        return False
    if len(_IN_ORDER) < _REMEMBERED:
        _IN_ORDER.add(keys)
    return True


def values_of(text: bytes) -> dict[str, Any] | None:
    """The plain values of a text that is canonical, read and written by what writes entries; None for any other."""
    try:
        words = text.decode()
        plain, end = _read(words)
        is_entry = end == len(words) and plain.keys() == _FIELDS and are_envelopes([plain]) and plain["v"] == FORMAT
        return plain if is_entry and canonical(plain) == text else None
    except (ValueError, AttributeError, RecursionError, Fault):
        return None
