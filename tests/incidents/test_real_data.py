"""The UCDP extract that the project measures on, where it lies beside the repository."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from hudna.ground import load_acts, load_areas, load_parties
from hudna.incidents import Feed, open_feed

ROOT = Path(__file__).parents[2]
FEED = ROOT.parent / "shared" / "data" / "ucdp_syria_2016" / "ged_syria_2016.csv"
SHARED = ROOT / "examples" / "shared"

pytestmark = pytest.mark.skipif(not FEED.exists(), reason="needs ../shared/data/ucdp_syria_2016, which is not shipped")


@pytest.fixture(scope="module")
def syria() -> Feed:
    parties = load_parties([SHARED / "parties-syria.yaml"])
    return open_feed(FEED, parties, load_acts(), load_areas([SHARED / "areas-syria.yaml"]), zone="Asia/Damascus")


def test_every_event_of_the_extract_is_read(syria: Feed) -> None:
    rows = [row for batch in syria.batches() for row in batch.to_pylist()]
    assert (syria.layout, syria.count_read, syria.count_rejected) == ("ucdp", 6170, 0)
    assert Counter(row["act"] for row in rows) == {"force": 5985, "force.persons.killing": 185}
    assert sum(row["directed"] for row in rows) == 185
    assert Counter(row["radius_km"] for row in rows if row["area"] is None) == {2: 3415, 25: 1995, 50: 287, 100: 371}
    assert {row["area"] for row in rows} == {None, "syria"}
    assert Counter(row["when_class"] for row in rows) == {"day": 5908, "days": 207, "month": 32, "year": 15, "week": 8}


def test_the_shipped_registers_know_its_actors_and_its_country(syria: Feed) -> None:
    list(syria.batches())
    assert syria.unmapped_areas == {}
    assert syria.unmapped_acts == {}
    assert syria.unmapped_actors.total() < 0.02 * syria.count_read, syria.unmapped_actors.most_common(10)
