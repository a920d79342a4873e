"""Read a delimited text file in blocks: records, their lines, and the columns asked for, with bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hudna.incidents import scan
from hudna.incidents.cells import TEXT, UNSTRIPPED, WORDS, lifted
from hudna.incidents.faults import REASONS
from hudna.incidents.rejects import Reject, clipped
from hudna.incidents.rows import Bools, Rows
from hudna.incidents.sniff import Header, fault, guess

BLOCK_BYTES = 32 << 20
RECORD_BYTES = 16 << 20
NOTE = "note"
Progress = Callable[[int, int], None]


class DelimitedFile:
    """A delimited file with its header read. Iterating gives batches of rows; broken records go to ``refuse``.

    ``columns``: those to be read → where they stand; ``words``: which of them hold few different words.
    """

    def __init__(
        self,
        path: Path,
        header: Header,
        columns: Mapping[str, int],
        *,
        batch_rows: int,
        words: Collection[str] = (),
    ) -> None:
        self.path, self.header, self.columns = path, header, columns
        self.batch_rows, self.words = batch_rows, words

    def batches(self, refuse: Callable[[Reject], None], progress: Progress | None) -> Iterator[Rows]:
        """Rows in order. The raw text of a row can be asked for until the next batch is."""
        slots = np.full(len(self.header.names), -1, np.int16)
        for slot, field in enumerate(self.columns.values()):
            slots[field] = slot
        place = np.zeros((self.batch_rows, 5), np.int64)
        spans = np.zeros((len(self.columns), self.batch_rows, 2), np.int32)
        quoted = np.zeros((len(self.columns), self.batch_rows), np.uint8)
        total, line = self.path.stat().st_size, self.header.line
        buffer = _room(min(BLOCK_BYTES, total + 1))
        held, read = 0, self.header.offset
        with self.path.open("rb") as file:
            file.seek(self.header.offset)
            while True:
                got = file.readinto(memoryview(buffer[held:]))  # type: ignore[arg-type]
                read, end, last = read + got, held + got, got == 0
                begin = 0
                while True:
                    words = buffer.view(np.uint64)
                    found, begin, line = scan.cut(
                        buffer, words, begin, end, last, ord(self.header.delimiter), slots, line, place, spans, quoted
                    )
                    if not found:
                        break
                    yield from self._rows(buffer, place[:found], spans[:, :found], quoted[:, :found], refuse)
                    if progress:
                        progress(read - (end - begin), total)
                if last:
                    return
                held = end - begin
                if held == len(buffer):
                    buffer = self._grown(buffer, line)
                elif begin:
                    buffer[:held] = buffer[begin:end].copy()

    def _grown(self, buffer: NDArray[np.uint8], line: int) -> NDArray[np.uint8]:
        if len(buffer) >= max(RECORD_BYTES, BLOCK_BYTES):
            what = f"The record that begins here does not end within {len(buffer) >> 20} MB."
            raise fault("feed-record-endless", what, self.path, line)
        return np.concatenate([buffer, _room(len(buffer))])

    def _rows(
        self,
        buffer: NDArray[np.uint8],
        place: NDArray[np.int64],
        spans: NDArray[np.int32],
        quoted: NDArray[np.uint8],
        refuse: Callable[[Reject], None],
    ) -> Iterator[Rows]:
        def raw(row: int) -> bytes:
            return buffer[place[row, 0] : place[row, 1]].tobytes()

        good = np.ones(len(place), np.bool_)

        def leave_out(bad: Bools, code: str, words: Callable[[int], str]) -> None:
            for row in np.flatnonzero(bad & good).tolist():
                text = clipped(raw(row).decode("utf-8", "replace"))
                refuse(Reject(str(self.path), int(place[row, 2]), code, f"{REASONS[code]}: {words(row)}", text))
            good[bad] = False

        width = len(self.header.names)
        leave_out(place[:, 4] > 0, "quote", lambda row: ("", "not closed", "not doubled", "not closed")[place[row, 4]])
        leave_out(place[:, 3] != width, "columns", lambda row: f"{place[row, 3]} cells, not {width}")
        leave_out(self._holding_nul(buffer, place), "nul", lambda row: "the file may be damaged here")
        if not good.any():
            return
        try:
            lifted = self._lift(buffer, spans, quoted, good)
        except pa.ArrowInvalid:
            leave_out(~self._utf8(raw, len(place)), "encoding", lambda row: f"it looks like {guess(raw(row))}")
            lifted = self._lift(buffer, spans, quoted, good)
        at = np.flatnonzero(good)
        if len(at):
            yield Rows(lifted, place[at, 2].copy(), lambda row: raw(at[row]).decode("utf-8", "replace"))

    def _lift(
        self, buffer: NDArray[np.uint8], spans: NDArray[np.int32], quoted: NDArray[np.uint8], good: Bools
    ) -> dict[str, pa.Array]:
        if not good.all():
            spans, quoted = spans[:, good], quoted[:, good]
        kinds = [WORDS if name in self.words else UNSTRIPPED if name == NOTE else TEXT for name in self.columns]
        return dict(zip(self.columns, lifted(buffer, spans, quoted, np.array(kinds, np.uint8)), strict=True))

    def _holding_nul(self, buffer: NDArray[np.uint8], place: NDArray[np.int64]) -> Bools:
        first, end = int(place[0, 0]), int(place[-1, 1])
        mask = np.zeros(len(place), np.bool_)
        if buffer[first:end].all():
            return mask
        nuls = np.flatnonzero(buffer[first:end] == 0) + first
        mask[np.searchsorted(place[:, 0], nuls, side="right") - 1] = True
        return mask

    def _utf8(self, raw: Callable[[int], bytes], rows: int) -> Bools:
        def fine(row: int) -> bool:
            try:
                raw(row).decode("utf-8")
            except UnicodeDecodeError:
                return False
            return True

        return np.array([fine(row) for row in range(rows)], np.bool_)


def _room(size: int) -> NDArray[np.uint8]:
    """Bytes to read into, in whole words of eight."""
    return np.empty(-(-size // 8), np.uint64).view(np.uint8)
