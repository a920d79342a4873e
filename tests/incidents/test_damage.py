"""Files damaged at random end in incidents, rejects or a fault, never in anything else."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hudna.ground import Fault
from tests.incidents.conftest import Read
from tests.incidents.layouts import acled, own, ucdp

FEATURE = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [36.5, 34.5]},
    "properties": {"incident_id": "g", "earliest": "2016-02-27", "act": "force"},
}
SPLINTER = st.binary(max_size=6) | st.sampled_from([b'"', b"\n", b"\xff", b"\x00", b"9" * 40, b"nan", b"{", b"1e400"])


@pytest.fixture(scope="module")
def sound(read_file: Read, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One sound file of every kind."""
    path = tmp_path_factory.mktemp("sound") / "t.csv"
    path.write_text(own({}, {"side_a": "NF", "note": "قصف"}), encoding="utf-8")
    stored = io.BytesIO()
    pq.write_table(read_file(path).table, stored)
    collection = json.dumps({"type": "FeatureCollection", "features": [FEATURE] * 3}).encode()
    texts = {"own": own({}, {}), "ucdp": ucdp({}, {}), "acled": acled({}, {})}
    return {name: text.encode() for name, text in texts.items()} | {"json": collection, "parquet": stored.getvalue()}


@pytest.mark.parametrize("kind", ["own", "ucdp", "acled", "json", "parquet"])
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damage_never_ends_in_anything_else(
    read: Read, sound: dict[str, bytes], kind: str, data: st.DataObject
) -> None:
    content = bytearray(sound[kind])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 8))] = data.draw(SPLINTER)
    try:
        found: Any = read(bytes(content), batch_rows=data.draw(st.integers(1, 3)))
    except Fault as fault:
        assert "\n" not in str(fault)  # noqa: PT017  # a fault is allowed, not expected
        return
    assert found.feed.count_read == found.table.num_rows
    assert found.feed.stub()


def test_text_that_is_not_utf8_inside_parquet_is_refused(read: Read, sound: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    path.write_bytes(sound["parquet"])
    table = pq.read_table(path)
    pq.write_table(table, path, compression="none", use_dictionary=False)
    with pytest.raises(Fault, match="feed-parquet"):
        read(path.read_bytes().replace("قصف".encode(), b"\xff" * 6))
