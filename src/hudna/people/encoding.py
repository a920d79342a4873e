"""Which encoding a text file is in, and how lines that are in another one are saved."""

from __future__ import annotations

import re
from dataclasses import dataclass

OLD = ("windows-1256", "windows-1251", "windows-1252", "iso-8859-6", "koi8-r")
"""Encodings of one byte a letter that lists still come in."""
_ARABIC = re.compile("[\u0621-\u064a\u067e\u0686\u0698\u06af]{2,}")
_CYRILLIC = re.compile("[\u0401\u0404\u0406\u0407\u0410-\u044f\u0451\u0454\u0456\u0457\u0490\u0491]{2,}")
_MIXED_CASE = re.compile("[\u0430-\u044f][\u0410-\u042f]")
_WESTERN = re.compile("(?<=[A-Za-z'’ -])[À-ÖØ-öø-ÿŒœŸ](?![À-ÖØ-öø-ÿ]{2})")
_COMMON_ARABIC = frozenset("\u0627\u0644\u0645\u064a\u0646\u062f\u062d\u0631\u0639\u0628\u0629\u0648\u0647")
_COMMON_CYRILLIC = frozenset("аеиноврлмдтАИНМ")
_MOJIBAKE = re.compile("(?:[ØÙÚÛ][\u0080-\u00bf\u0152-\u2122]|[ÐÑ][\u0080-\u00bf\u0152-\u2122]){2,}|Ã[\u0080-\u00bf]")


@dataclass(frozen=True)
class Decoded:
    """A file as text. ``repaired``: lines that were in another encoding; ``lost``: lines that no encoding fits."""

    text: str
    encoding: str
    repaired: tuple[int, ...] = ()
    lost: tuple[int, ...] = ()


def decode(data: bytes, stated: str = "") -> Decoded | None:
    """The text of a file, as ``stated`` or as its bytes show; None where they fit no encoding that is known."""
    if stated:
        try:
            return Decoded(data.decode(stated), stated)
        except (UnicodeDecodeError, LookupError):
            return None
    if wide := _wide(data):
        try:
            return Decoded(data.decode(wide).removeprefix("\ufeff"), wide)
        except UnicodeDecodeError:
            return Decoded(data.decode(wide, "replace").removeprefix("\ufeff"), wide)
    try:
        return Decoded(data.decode("utf-8-sig"), "utf-8")
    except UnicodeDecodeError:
        return _line_by_line(data.removeprefix(b"\xef\xbb\xbf"))


def _wide(data: bytes) -> str:
    """UTF-16 by its mark, or by the zeros that it has between letters of Latin or before those of few pages."""
    if data.startswith(b"\xff\xfe"):
        return "utf-16"
    if data.startswith(b"\xfe\xff"):
        return "utf-16"
    sample = data[:4096]
    if len(sample) < 8:
        return ""
    for name, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        page = sum(high.count(byte) for byte in (0, 4, 6))  # Latin, Cyrillic and Arabic lie on these pages
        if page > 0.9 * len(high) and high.count(0) > 0.02 * len(high):
            return name
    return ""


def _line_by_line(data: bytes) -> Decoded | None:
    """A file that is not UTF-8 throughout: in an old encoding, or in UTF-8 with lines from elsewhere."""
    lines = data.split(b"\n")
    bad = [number for number, line in enumerate(lines) if not _is_utf8(line)]
    high = sum(not line.isascii() for line in lines)
    whole = guess(b"\n".join(lines[number] for number in bad[:2000]))
    if len(bad) > 0.5 * high:
        if not whole:
            return None
        return _mostly_old(lines, whole)
    repaired, lost, texts = [], [], [line.decode("utf-8", "replace") for line in lines]
    for number in bad:
        found = guess(lines[number]) or whole
        if found:
            texts[number] = lines[number].decode(found, "replace")
            repaired.append(number + 1)
        else:
            lost.append(number + 1)
    return Decoded("\n".join(texts), "utf-8", tuple(repaired), tuple(lost))


def _mostly_old(lines: list[bytes], whole: str) -> Decoded:
    """Lines in an old encoding, among them some that are UTF-8 and long enough that this is no chance."""
    texts, repaired = [], []
    for number, line in enumerate(lines):
        if not line.isascii() and _is_utf8(line) and sum(byte >= 0x80 for byte in line) >= 4:
            texts.append(line.decode("utf-8"))
            repaired.append(number + 1)
        else:
            texts.append(line.decode(whole, "replace"))
    return Decoded("\n".join(texts), whole, tuple(repaired))


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def guess(sample: bytes) -> str:
    """The old encoding in which bytes make the most likely letters; "" where none makes sense."""
    if not any(byte >= 0x80 for byte in sample):
        return ""
    best = max(OLD, key=lambda name: _likely(sample, name))
    return best if _likely(sample, best) >= 0.5 else ""


def _likely(sample: bytes, encoding: str) -> float:
    """From about 0 to 1: how much of what is not ASCII reads as words of the script that the encoding is for."""
    text = sample.decode(encoding, "replace")
    high = sum(not char.isascii() for char in text)
    if encoding in ("windows-1256", "iso-8859-6"):
        runs, common = _ARABIC.findall(text), _COMMON_ARABIC
    elif encoding in ("windows-1251", "koi8-r"):
        runs, common = _CYRILLIC.findall(text), _COMMON_CYRILLIC
        runs = [run for run in runs if not _MIXED_CASE.search(run)]
    else:
        return 0.9 * len(_WESTERN.findall(text)) / high
    letters = "".join(runs)
    if not letters:
        return 0.0
    usual = min(sum(char in common for char in letters) / len(letters) / 0.5, 1)
    return len(letters) / high * (0.4 + 0.6 * usual)


def unscrambled(text: str) -> str:
    """UTF-8 that somebody once read as Windows-1252 and saved again, put right; any other text as it is."""
    if not _MOJIBAKE.search(text):
        return text
    data = bytearray()
    for char in text:
        try:
            data += char.encode("windows-1252")
        except UnicodeEncodeError:
            if ord(char) > 0xFF:
                return text
            data.append(ord(char))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return text
