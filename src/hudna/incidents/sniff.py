"""Look at the first bytes of a feed: what is it really, whatever its name says?"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hudna.ground import Fault, Mark
from hudna.incidents.faults import INCIDENTS_FAULTS

HEAD_BYTES = 1 << 20
BOM = b"\xef\xbb\xbf"
_SEP = re.compile(rb'"?sep=(.)"?\r?\n', re.IGNORECASE)
DELIMITERS = ",;\t|"


@dataclass(frozen=True)
class Header:
    """The header of a delimited file: its names, delimiter, and where it and the rows after it begin.

    ``first``, ``first_line``: byte and line of the header; ``offset``, ``line``: of the first row.
    """

    names: tuple[str, ...]
    delimiter: str
    first: int
    first_line: int
    offset: int
    line: int


def fault(code: str, what: str, path: Path, line: int = 0) -> Fault:
    """A fault of this room about a file."""
    return INCIDENTS_FAULTS.fault(code, what, where=Mark(str(path), line))


def head_of(path: Path) -> bytes:
    """The first megabyte; raises feed-missing, feed-unreadable, feed-empty."""
    try:
        with path.open("rb") as file:
            if not file.seekable():
                raise fault("feed-unreadable", "It is a pipe, and a feed is looked at before it is read.", path)
            head = file.read(HEAD_BYTES)
    except FileNotFoundError:
        raise fault("feed-missing", "There is no such file.", path) from None
    except OSError as error:
        raise fault("feed-unreadable", f"{error.strerror}.", path) from None
    if not head.removeprefix(BOM).strip():
        raise fault("feed-empty", "The file is empty.", path)
    return head


def kind_of(head: bytes, path: Path) -> str:
    """``parquet``, ``json`` or ``text``; raises a fault in one line for what is none of them."""
    start = head.removeprefix(BOM).lstrip()[:200]
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK\x03\x04"):
        if b"xl/" in head or b"[Content_Types].xml" in head[:200]:
            raise fault("feed-excel", "This is an Excel workbook, not a CSV file.", path)
        raise fault("feed-zip", "This is a ZIP archive.", path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise fault("feed-excel", "This is an old Excel workbook, not a CSV file.", path)
    if head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"\x28\xb5\x2f\xfd")):
        raise fault("feed-zip", "This is a compressed file.", path)
    if re.match(rb"<(!doctype html|html|head|body|\?xml[^>]*>\s*<(!doctype )?html)", start, re.IGNORECASE):
        raise fault("feed-html", "This is a web page, not a feed.", path)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or _looks_utf16(head):
        raise fault("feed-encoding", "The file is in UTF-16.", path, 1)
    if start.startswith((b"%PDF", b"<?xml", b"\x89PNG", b"SQLite format 3")) or _looks_binary(head):
        raise fault("feed-binary", "This is not a table of text.", path)
    if start.startswith((b"{", b"[")):
        return "json"
    _refuse_encoding(head, path)
    return "text"


def _looks_utf16(head: bytes) -> bool:
    sample = head[:4096]
    return len(sample) > 8 and max(sample[::2].count(0), sample[1::2].count(0)) > 0.3 * len(sample) / 2


def _looks_binary(head: bytes) -> bool:
    sample = head[:65536]
    control = sum(sample.count(bytes([c])) for c in range(32) if c not in (9, 10, 12, 13))
    return control > max(32, 0.05 * len(sample))


def _refuse_encoding(head: bytes, path: Path) -> None:
    """Refuse the file if over a fiftieth of its first lines is not UTF-8; single rows become rejects."""
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        lines = head.split(b"\n")
        bad = [number for number, line in enumerate(lines, 1) if not _is_utf8(line)]
        if error.start >= len(head) - 4 and len(bad) == 1 and len(head) == HEAD_BYTES:
            return
        if len(bad) > len(lines) / 50:
            what = f"The line is not UTF-8; it looks like {guess(lines[bad[0] - 1])}."
            raise fault("feed-encoding", what, path, bad[0]) from None


def _is_utf8(row: bytes) -> bool:
    try:
        row.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def guess(sample: bytes) -> str:
    """Which old encoding bytes look like: Windows-1256 (Arabic), 1251 (Cyrillic) or 1252 (Western)."""
    high = [byte for byte in sample if byte >= 0x80]
    runs = re.findall(rb"[\xc0-\xff]{3,}", sample)
    if not runs:
        return "Windows-1252"
    common_arabic = sum(byte in (0xC7, 0xE1, 0xE3, 0xE4, 0xED, 0xC9, 0xE5, 0xD1) for byte in high)
    return "Windows-1256 (Arabic)" if common_arabic >= len(high) / 3 else "Windows-1251 (Cyrillic)"


def header_of(head: bytes, path: Path, known: Sequence[frozenset[str]], delimiter: str | None = None) -> Header:
    """The header of a delimited text; the delimiter is the one that gives the most names that are ``known``.

    A byte order mark, empty lines and Excel's ``sep=;`` before it are passed over. Raises feed-encoding, feed-layout.
    """
    at = len(BOM) if head.startswith(BOM) else 0
    sep = _SEP.match(head, at)
    if sep:
        at, delimiter = sep.end(), delimiter or sep[1].decode("latin-1")
    while head[at : at + 1] in (b"\r", b"\n"):
        at += 1
    ahead = head.count(b"\n", 0, at)
    best: Header | None = None
    for candidate in delimiter or DELIMITERS:
        header = _split(head, at, ahead, candidate)
        if best is None or _score(header, known) > _score(best, known):
            best = header
    assert best is not None
    if len(head) == HEAD_BYTES and best.offset >= HEAD_BYTES:
        raise fault("feed-layout", "The header has no end within the first megabyte.", path, best.first_line)
    if any("\ufffd" in name for name in best.names):
        what = f"The header is not UTF-8; it looks like {guess(head[at : best.offset])}."
        raise fault("feed-encoding", what, path, best.first_line)
    return best


def refuse_twins(header: Header, path: Path) -> None:
    """Raises feed-column-twice where two columns bear one name."""
    seen: set[str] = set()
    for name in filter(None, header.names):
        if name in seen:
            raise fault("feed-column-twice", f"Two columns are called “{name}”.", path, header.first_line)
        seen.add(name)


def _score(header: Header, known: Sequence[frozenset[str]]) -> tuple[int, int]:
    return max((len(names.intersection(header.names)) for names in known), default=0), len(header.names)


def _split(head: bytes, at: int, ahead: int, delimiter: str) -> Header:
    text = io.StringIO(head[at:].decode("utf-8", "replace"), newline="")
    rows = csv.reader(text, delimiter=delimiter)
    try:
        names = next(rows, [])
    except csv.Error:
        names = []
    text.seek(0)
    lines = max(rows.line_num, 1)
    consumed = "".join(text.readline() for _ in range(lines))
    offset = at + len(consumed.encode("utf-8"))
    plain = tuple(name.strip().lower() for name in names)
    return Header(plain, delimiter, at, ahead + 1, offset, ahead + 1 + lines)
