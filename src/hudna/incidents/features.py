"""Read GeoJSON (RFC 7946) feature by feature, so that a file of any size fits into memory.

A FeatureCollection of points, or features one after another (RFC 8142). Properties become columns; a point
gives lon and lat. Any other geometry is a reject: an incident happened somewhere in an area, and an area
has a name and an outline in the areas file, which several incidents share.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from hudna.incidents.delimited import Progress
from hudna.incidents.faults import REASONS
from hudna.incidents.own import COLUMNS
from hudna.incidents.rejects import Reject, clipped
from hudna.incidents.rows import Rows
from hudna.incidents.sniff import fault

CHUNK_BYTES = 1 << 20
FEATURE_CHARACTERS = 16 << 20
PLACE = ("lon", "lat", "longitude", "latitude")
_SPACE = re.compile(r"[\s\x1e,]*")


class _Text:
    """The text of a file, read on demand; remembers the line it is at."""

    def __init__(self, path: Path, progress: Progress | None = None) -> None:
        self.path, self.progress = path, progress
        self.total, self.done, self.line = path.stat().st_size, 0, 1
        self.held, self.at, self.ended, self.raw = "", 0, False, ""
        self._file = path.open("rb")
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._json = json.JSONDecoder()

    def more(self) -> bool:
        """Read on; False at the end of the file."""
        if self.ended:
            return False
        chunk = self._file.read(CHUNK_BYTES)
        self.done += len(chunk)
        self.ended = not chunk
        try:
            text = self._decoder.decode(chunk, final=self.ended)
        except UnicodeDecodeError:
            line = self.line + self.held.count("\n", self.at)
            raise fault("feed-encoding", "Not UTF-8 from about this line on.", self.path, line) from None
        self.held, self.at = self.held[self.at :] + text, 0
        if self.progress:
            self.progress(self.done, self.total)
        if self.ended:
            self._file.close()
        return True

    def pass_to(self, at: int) -> None:
        """Go on to a place in the text that is held."""
        self.line += self.held.count("\n", self.at, at)
        self.at = at

    def next_sign(self) -> str:
        """The next character that is no space or comma, empty at the end; it is not passed."""
        while True:
            match = _SPACE.match(self.held, self.at)
            self.pass_to(match.end() if match else self.at)
            if self.at < len(self.held):
                return self.held[self.at]
            if not self.more():
                return ""

    def value(self) -> Any:
        """The next JSON value; ``raw`` is then its text. Raises feed-json where there is none."""
        self.next_sign()
        while True:
            try:
                value, end = self._json.raw_decode(self.held, self.at)
            except (json.JSONDecodeError, RecursionError) as error:
                if isinstance(error, RecursionError) or len(self.held) - self.at > FEATURE_CHARACTERS:
                    raise fault("feed-json", "A value has no end here.", self.path, self.line) from None
                if not self.more():
                    what = f"Not JSON: {error.msg}."
                    line = self.line + self.held.count("\n", self.at, error.pos)
                    raise fault("feed-json", what, self.path, line) from None
                continue
            if end == len(self.held) and not isinstance(value, str | list | dict) and self.more():
                continue
            self.raw = self.held[self.at : end]
            self.pass_to(end)
            return value


def features(path: Path, progress: Progress | None = None) -> Iterator[tuple[int, Any, str]]:
    """Each feature with its line and its text. Raises feed-json for a file that is no such collection."""
    text = _Text(path, progress)
    if text.next_sign() != "{":
        raise fault("feed-json", "This is JSON, but not a GeoJSON FeatureCollection.", path, text.line)
    text.more()
    if re.match(r'\{\s*"type"\s*:\s*"Feature"\s*[,}]', text.held[text.at : text.at + 200]):
        yield from _until(text, "")
        return
    text.pass_to(text.at + 1)
    found = False
    while (sign := text.next_sign()) != "}":
        if sign != '"':
            raise fault("feed-json", "Not JSON: the object is not closed.", path, text.line)
        key = text.value()
        if text.next_sign() != ":":
            raise fault("feed-json", f"Not JSON: no value after “{key}”.", path, text.line)
        text.pass_to(text.at + 1)
        if key == "features" and text.next_sign() == "[":
            text.pass_to(text.at + 1)
            yield from _until(text, "]")
            found = True
        else:
            text.value()
    if not found:
        raise fault("feed-json", "The object has no list of features.", path, text.line)


def _until(text: _Text, end: str) -> Iterator[tuple[int, Any, str]]:
    while (sign := text.next_sign()) != end:
        if not sign:
            raise fault("feed-json", "The file ends within its list of features.", text.path, text.line)
        line = text.line
        value = text.value()
        yield line, value, text.raw
    if end:
        text.pass_to(text.at + 1)


def names_in(path: Path, most: int = 200) -> list[str]:
    """The names of the cells of the first features, and those of a place; Hudna's own if there is no feature."""
    names = dict.fromkeys(PLACE)
    number = 0
    for number, (_, feature, _) in enumerate(features(path), 1):
        cells = _cells(feature)
        names.update(dict.fromkeys(cells) if isinstance(cells, dict) else {})
        if number == most:
            break
    return list(names if number else COLUMNS)


def batches(
    path: Path, wanted: Iterable[str], batch_rows: int, refuse: Callable[[Reject], None], progress: Progress | None
) -> Iterator[Rows]:
    """Features as rows; one that is not a feature with a point goes to ``refuse``."""
    names = list(wanted)
    kept: list[tuple[int, dict[str, str | None], str]] = []
    for line, feature, text in features(path, progress):
        raw = clipped(text)
        cells = _cells(feature)
        if isinstance(cells, str):
            refuse(Reject(str(path), line, "feature", f"{REASONS['feature']}: {cells}", raw))
            continue
        kept.append((line, cells, raw))
        if len(kept) == batch_rows:
            yield _rows(kept, names)
            kept = []
    if kept:
        yield _rows(kept, names)


def _rows(kept: list[tuple[int, dict[str, str | None], str]], names: list[str]) -> Rows:
    columns = {name: pa.array([cells.get(name) for _, cells, _ in kept], pa.string()) for name in names}
    return Rows(columns, np.array([line for line, _, _ in kept], np.int64), lambda row: kept[row][2])


def _cells(feature: Any) -> dict[str, str | None] | str:
    """The cells of a feature, or what is wrong with it."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return "it is not a Feature"
    properties, geometry = feature.get("properties") or {}, feature.get("geometry")
    if not isinstance(properties, dict):
        return "its properties are not an object"
    cells = {str(name).strip().lower(): _cell(value) for name, value in properties.items()}
    if feature.get("id") is not None:
        cells.setdefault("incident_id", _cell(feature["id"]))
    if geometry is None:
        return cells
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind != "Point":
        return f"its geometry is {kind or 'unreadable'}, not a Point; name the ground in an areas file instead"
    position = geometry.get("coordinates")
    if not isinstance(position, list) or len(position) < 2:
        return "its point has no position"
    lon, lat = (_cell(value) for value in position[:2])
    return cells | dict(zip(PLACE, (lon, lat, lon, lat), strict=True))


def _cell(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ";".join(value)
    return value.strip() if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
