"""Ids that were read before are found, however many there are."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hudna.incidents import seen
from tests.incidents.conftest import Read
from tests.incidents.layouts import own

BATCHES = st.lists(st.lists(st.text("ab–", max_size=3) | st.none(), max_size=30), max_size=6)


@settings(deadline=None)
@given(batches=BATCHES)
def test_the_first_line_of_each_id_is_remembered(batches: list[list[str | None]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seen, "FIRST_SLOTS", 4)
        known, first, line = seen.Seen(), dict[str, int](), 0
        for batch in batches:
            lines = np.arange(line + 1, line + len(batch) + 1, dtype=np.int64)
            found = known.first_lines(pa.array(batch, pa.string()), lines).tolist()
            for name, n, answer in zip(batch, lines.tolist(), found, strict=True):
                if not name:
                    assert answer == 0
                    continue
                assert answer == first.get(name, 0)
                first.setdefault(name, n)
            line += len(batch)


def test_a_million_ids_take_about_sixteen_bytes_each() -> None:
    known, size = seen.Seen(), 100_000
    for begin in range(0, 1_000_000, size):
        ids = pa.array([f"SYR{n}" for n in range(begin, begin + size)])
        assert not known.first_lines(ids, np.arange(begin + 1, begin + size + 1)).any()
    assert known.count == 1_000_000
    assert known._keys.nbytes + known._lines.nbytes <= 21 * known.count


def test_the_second_of_two_names_the_line_of_the_first(read: Read) -> None:
    found = read(own({"incident_id": "x"}, {}, {"incident_id": " x"}), batch_rows=1)
    assert found.rejected == [(4, "duplicate-id")]
    assert next(iter(found.feed.rejects)).words.endswith("“x” first stands in line 2")


def test_a_row_that_is_refused_does_not_claim_its_id(read: Read) -> None:
    found = read(own({"incident_id": "x", "lat": "99"}, {"incident_id": "x"}))
    assert (found.rejected, found.row["line"]) == ([(2, "coordinate-range")], 3)
