"""The stub of names that nobody knows is a valid parties file, whatever the names hold."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hudna.ground import PartiesFile, load_parties, parse_document, validate
from hudna.incidents.context import Unmapped
from hudna.incidents.stub import stub
from tests.incidents.conftest import Read
from tests.incidents.layouts import own

NAMES = st.dictionaries(st.text(min_size=1, max_size=20), st.integers(1, 9), max_size=8)


@settings(deadline=None)
@given(actors=NAMES, acts=NAMES, areas=NAMES)
def test_any_names_make_a_valid_document(actors: dict[str, int], acts: dict[str, int], areas: dict[str, int]) -> None:
    text = stub(Unmapped(Counter(actors), Counter(acts), Counter(areas)), "acled", ["a", "party"])
    parties = validate(parse_document(text), PartiesFile, "parties").parties
    assert {party.aliases["acled"][0] for party in parties} == set(actors)
    assert len({party.id for party in parties} | {"a", "party"}) == len(parties) + 2


def test_names_come_by_frequency_and_the_rest_as_comments(read: Read) -> None:
    found = read(
        own({"side_a": 'Rare: "one"'}, {"side_a": "Common"}, {"side_a": "Common", "act": "stones", "area": "Hill 4"})
    )
    assert found.feed.stub() == (
        "# Names of actors that no register knows (2), most frequent first. For each: add the name to the\n"
        "# aliases of a party you have, or keep it as a party of its own; then mend its id and kind.\n"
        "hudna: parties/1\n"
        "parties:\n"
        "  - id: common  # 2 incidents\n"
        "    kind: other\n"
        '    name: {en: "Common"}\n'
        '    aliases: {hudna: ["Common"]}\n'
        "  - id: rare-one  # 1 incident\n"
        "    kind: other\n"
        '    name: {en: "Rare: \\"one\\""}\n'
        '    aliases: {hudna: ["Rare: \\"one\\""]}\n'
        "#\n"
        "# Kinds of event without an act (1), to be put under act: values: of a mapping file:\n"
        '#   "stones": force  # 1 incident\n'
        "#\n"
        "# Unknown areas (1), to be put as aliases of an area in an areas file:\n"
        '#   "Hill 4": area-id  # 1 incident\n'
    )


def test_with_the_stub_in_the_register_nothing_is_left(read: Read, registers: Any, tmp_path: Path) -> None:
    text = own({"side_a": "Riders", "side_b": "Brigade — no. 10"})
    path = tmp_path / "more.yaml"
    path.write_text(read(text).feed.stub(), encoding="utf-8")
    known = load_parties([Path(__file__).parent / "registers" / "parties.yaml", path])
    from hudna.incidents import open_feed

    (tmp_path / "feed.csv").write_text(text, encoding="utf-8")
    feed = open_feed(tmp_path / "feed.csv", known, *registers[1:])
    row = next(feed.batches()).to_pylist()[0]
    assert (row["side_a"], row["side_b"], feed.unmapped_actors) == ("riders", "brigade-no-10", {})
