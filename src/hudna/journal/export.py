"""A case as one text file of JSON lines, to hand over: every byte of it is covered by the check.

A header; of each log the entries and then the heads; bulk data; sealed slips if asked for; and last a line with the
number of the lines before it and the SHA-256 of all their bytes. The same case always gives the same file.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any, BinaryIO

from hudna.ground import Fault
from hudna.journal.codec import Codec, canonical
from hudna.journal.faults import JOURNAL
from hudna.journal.heads import check_format, head_of, plain_head
from hudna.journal.memory import MemoryStore
from hudna.journal.model import Head, Row
from hudna.journal.report import Finding, Report
from hudna.journal.store import Store
from hudna.journal.verify import case_of, verify_store

EXPORT_FORMAT = "journal-export/1"
_ENTRY = re.compile(rb'\["entry",("(?:[^"\\]|\\.)*"),(\d{1,16}),"([0-9a-f]{64})",(\{.*\})\]', re.DOTALL)


def export_case(store: Store, file: BinaryIO, *, slips: bool = False) -> int:
    """Write a case, as it is at one instant, to a file; gives the number of lines.

    ``slips``: also copy the encrypted slips. Without them the file holds nothing that leads to a name.
    """
    digest, lines = sha256(), 0
    with store.reading():
        for line in _lines(store, slips):
            digest.update(line)
            file.write(line)
            lines += 1
    file.write(canonical(["end", lines, digest.hexdigest()]) + b"\n")
    return lines + 1


def _lines(store: Store, slips: bool) -> Iterator[bytes]:
    logs = list(store.tails())
    yield canonical({"case": case_of(store, logs), "hudna": EXPORT_FORMAT}) + b"\n"
    for log in logs:
        name = canonical(log)
        for row in store.rows(log):
            yield b'["entry",%b,%d,"%b",%b]\n' % (name, row.seq, row.hash.hex().encode(), row.text)
        for head in store.heads(log):
            yield canonical(["head", plain_head(head)]) + b"\n"
    for blob in store.blobs():
        yield canonical(["blob", blob, b64encode(store.blob(blob) or b"").decode()]) + b"\n"
    if slips:
        for slip in store.slips():
            sealed = None if slip.sealed is None else b64encode(slip.sealed).decode()
            yield canonical(["slip", slip.name, sealed]) + b"\n"


def read_export(file: BinaryIO) -> Store:
    """The case that an exported copy holds; raises case-unreadable, journal-newer, other-case.

    Whether the record is sound is for :func:`~hudna.journal.verify.verify_store` to say.
    """
    reading = _Reading()
    reading.read(file)
    for finding in reading.findings:
        raise finding.fault()
    return reading.store


def verify_export(
    file: BinaryIO,
    *,
    now: datetime,
    codec: Codec | None = None,
    trusted_key: str | None = None,
    kept: Head | None = None,
) -> Report:
    """Check an exported copy from its first byte to its last; raises nothing, every fault becomes a finding."""
    reading = _Reading()
    reading.read(file)
    report = verify_store(reading.store, now=now, codec=codec, trusted_key=trusted_key, kept=kept)
    if not reading.findings:
        return report
    unlike = [] if reading.store.tails() else ["case-missing"]
    rest = [finding for finding in report.findings if finding.code not in unlike]
    named = [finding for finding in (*reading.findings, *rest) if finding.is_grave and finding.entry]
    named.sort(key=lambda finding: (finding.entry.rpartition("/")[0], int(finding.entry.rpartition("/")[2])))
    others = [finding for finding in (*reading.findings, *rest) if finding not in named]
    return Report(report.case, report.logs, (*others, *named), (), report.not_proved)


class _Reading:
    """Reads as much of an exported copy as can be read, and notes what cannot."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.findings: list[Finding] = []
        self._sizes: dict[str, int] = {}
        self._log = ""
        self._cut: set[str] = set()

    def read(self, file: BinaryIO) -> None:
        digest, lines, end = sha256(), 0, None
        for lines, line in enumerate(file, start=1):
            if end is not None:
                self._find("There is more after the last line.", lines)
                return
            if line.startswith(b'["end",'):
                end = line
                if line != canonical(["end", lines - 1, digest.hexdigest()]) + b"\n":
                    self._find("Some of its bytes are not those that were written.", 0)
                continue
            digest.update(line)
            try:
                self._line(lines, line)
            except Fault as fault:
                self.findings.append(Finding(fault.code, fault.what))
                if fault.code == "journal-newer":
                    return
            except (ValueError, TypeError, KeyError, RecursionError):
                self._unreadable(lines)
        if end is None:
            self._find(f"It ends after line {lines}, before its end.", 0)

    def _line(self, number: int, line: bytes) -> None:
        if line[-1:] != b"\n":
            raise ValueError("cut off")
        if number == 1:
            self._header(line)
        elif found := _ENTRY.fullmatch(line, 0, len(line) - 1):
            log = json.loads(found[1])
            self._entry(Row(log, int(found[2]), bytes.fromhex(found[3].decode()), found[4]))
        else:
            plain = json.loads(line)
            if canonical(plain) != line[:-1]:
                raise ValueError("not as it was written")
            self._other(*plain)

    def _header(self, line: bytes) -> None:
        try:
            plain = json.loads(line)
            kind, case = plain["hudna"], plain["case"]
        except (ValueError, TypeError, KeyError, RecursionError):
            kind = case = None
        if not isinstance(kind, str) or not isinstance(case, str):
            raise JOURNAL.fault("case-unreadable", "Its first line is not that of an exported case.")
        check_format(kind, EXPORT_FORMAT)
        if kind != EXPORT_FORMAT or canonical(plain) != line[:-1]:
            raise JOURNAL.fault("case-unreadable", "Its first line is not that of an exported case.")
        self.store.put_settings({"case": case})

    def _entry(self, row: Row) -> None:
        size = self._sizes.get(row.log, 0)
        if row.log in self._cut:
            return
        if row.seq != size:
            self._cut_off(row.log, size)
            return
        self.store.add([row])
        self._log, self._sizes[row.log] = row.log, size + 1

    def _other(self, what: Any, *rest: Any) -> None:
        if what == "head":
            head = head_of(*rest)
            if head.log not in self._sizes:
                self._find(f"It holds a head of a log {head.log} that has no entry.", 0)
            self.store.add_heads([head])
            return
        name, data = rest
        if not isinstance(name, str) or what not in ("blob", "slip"):
            raise ValueError("a foreign line")
        if what == "blob":
            self.store.put_blob(name, b64decode(data, validate=True))
        elif data is None:
            self.store.erase_slip(name)
        else:
            self.store.put_slip(name, b64decode(data, validate=True))

    def _cut_off(self, log: str, size: int) -> None:
        self._cut.add(log)
        self.findings.append(Finding("case-unreadable", "Its line is missing or damaged.", f"{log}/{size}"))

    def _unreadable(self, number: int) -> None:
        self._find("It is not a line of an exported case, or it is damaged.", number)

    def _find(self, what: str, number: int) -> None:
        self.findings.append(Finding("case-unreadable", f"Line {number}: {what}" if number else what))
