"""The worked agreements: they parse and resolve, and say of their texts what the texts say."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hudna.agreements import Loaded, Standing, call_roll, load_agreement, parse_agreement, print_agreement, resolve
from hudna.agreements.lint import lint as find_lints
from hudna.ground import Words, parse_document
from tests.examples.shipped import AGREEMENTS, EXAMPLES, load

each = pytest.mark.parametrize("name", AGREEMENTS)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


def words_of(loaded: Loaded) -> Iterator[tuple[str, Words]]:
    yield "title", loaded.agreement.title
    for definition in loaded.agreement.definitions:
        yield definition.term, definition.means
    for clause in loaded.agreement.clauses:
        if clause.words:
            yield clause.id, clause.words


@each
def test_all_words_stand_in_english_and_arabic(name: str) -> None:
    assert [place for place, words in words_of(load(name)) if not {"en", "ar"} <= words.keys()] == []


@each
def test_every_clause_has_words_and_says_where_they_stand(name: str) -> None:
    sources = {source.id for source in load(name).agreement.sources}
    for clause in load(name).agreement.clauses:
        assert clause.words, clause.id
        assert clause.cites, clause.id
        assert clause.cites.source in sources


@each
def test_what_is_translated_by_us_is_marked(name: str) -> None:
    assert any("ours" in (source.note or "") or "our translation" in (source.note or "")
               for source in load(name).agreement.sources)  # fmt: skip


@each
def test_printing_and_parsing_again_changes_nothing(name: str) -> None:
    agreement = load(name).agreement
    assert parse_agreement(parse_document(print_agreement(agreement))) == agreement


@each
def test_names_stand_in_english_and_arabic(name: str) -> None:
    loaded = load(name)
    for register in (loaded.parties.by_id, loaded.areas.by_id):
        assert [entry for entry, item in register.items() if not {"en", "ar"} <= item.name.keys()] == []


# Syria 2016


def standing(loaded: Loaded, at: datetime) -> Standing:
    roll = call_roll(loaded).standings()
    return next(state for (since, until), state in roll if since <= at < until)


def test_midnight_in_damascus_is_ten_in_the_evening_utc() -> None:
    resolved = resolve(load("syria"))
    assert resolved.start == utc(2016, 2, 26, 22)
    assert resolved.end is None


def test_only_who_accepted_is_bound() -> None:
    state = standing(load("syria"), utc(2016, 3, 15))
    accepted = {"syrian-government", "russia", "united-states", "hnc", "jaysh-al-islam", "southern-front", "sdf", "ypg"}
    commanded = {"syrian-armed-forces", "syrian-air-force", "syrian-police", "ndf", "coalition-against-isil"}
    assert state.bound == accepted | commanded
    assert state.excluded == {"islamic-state", "nusra", "etim"}
    assert {"syrian-insurgents", "fsa", "fatah-halab"} <= state.doubtful


@pytest.mark.parametrize("party", ["ahrar-al-sham", "hezbollah", "turkey", "levant-front", "liwa-al-aqsa"])
def test_whose_acceptance_is_not_established_is_not_bound(party: str) -> None:
    state = standing(load("syria"), utc(2016, 3, 15))
    assert party not in state.bound | state.excluded | state.doubtful


def test_listings_and_new_names_exclude_from_their_day() -> None:
    loaded = load("syria")
    assert "hts" not in standing(loaded, utc(2017, 1, 27)).excluded
    assert "hts" in standing(loaded, utc(2017, 1, 29)).excluded
    assert "shohadaa-al-yarmouk" not in standing(loaded, utc(2017, 7, 19)).excluded
    assert {"shohadaa-al-yarmouk", "liwa-al-aqsa"} <= standing(loaded, utc(2017, 7, 21)).excluded


@pytest.mark.parametrize(("answered", "is_bound"), [("12:00", True), ("12:01", False)])
def test_a_minute_after_the_deadline_is_too_late(answered: str, is_bound: bool, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(EXAMPLES, tmp_path / "examples", ignore=shutil.ignore_patterns("*.csv")))
    path = folder / "syria-2016" / "agreement.yaml"
    text = path.read_text(encoding="utf-8")
    before = '      - party: sdf\n        at: "2016-02-25"\n'
    assert before in text
    path.write_text(text.replace(before, before.replace("2016-02-25", f"2016-02-26T{answered}")), encoding="utf-8")
    state = standing(load_agreement(path), utc(2016, 3, 15))
    assert ("sdf" in state.bound) is is_bound


# Minsk 2015


def test_midnight_in_kyiv_and_the_end_of_day_14() -> None:
    resolved = resolve(load("minsk"))
    assert resolved.start == utc(2015, 2, 14, 22)
    starts = {term.periods[0][0] for term in resolved.terms if term.clause == "2"}
    assert starts == {utc(2015, 2, 28, 22)}


def test_each_side_withdraws_from_its_own_line() -> None:
    terms = [term for term in resolve(load("minsk")).terms if term.clause == "2"]
    assert len(terms) == 6
    ours = [term for term in terms if "ukraine" in term.bound]
    theirs = [term for term in terms if "certain-areas" in term.bound]
    assert {len(ours), len(theirs)} == {3}
    assert all("de facto" in term.zone_name for term in ours)
    assert all("19 September 2014" in term.zone_name for term in theirs)
    assert all(not (term.bound & {"ukraine"} and term.bound & {"certain-areas"}) for term in terms)


def test_no_weapon_has_two_distances() -> None:
    terms = [term for term in resolve(load("minsk")).terms if term.clause == "2" and "ukraine" in term.bound]
    distances = {term.zone_name.split(" km")[0]: term.weapons or frozenset() for term in terms}
    assert distances.keys() == {"within 25", "within 35", "within 70"}
    assert "artillery.tube.122mm" in distances["within 25"]
    assert "artillery.rocket.grad" in distances["within 35"]
    assert {"artillery.rocket.smerch", "missile.tactical.tochka"} <= distances["within 70"]
    assert sum(map(len, distances.values())) == len(frozenset().union(*distances.values()))


def test_days_are_counted_from_one_another() -> None:
    due = {entry.clause: entry.due for entry in resolve(load("minsk")).due}
    assert due["6"] == utc(2015, 3, 5, 22)
    assert due["4-resolution"] == utc(2015, 3, 14, 22)


# Lints


def test_what_the_aleppo_plan_leaves_open_is_named() -> None:
    found = {(found.code, found.clause) for found in find_lints(load("aleppo"))}
    assert {
        ("start-missing", "start"),
        ("zone-missing", "scope"),
        ("act-undefined", "ceasefire"),
        ("term-undefined", "ceasefire"),
        ("party-not-accepted", "acceptance"),
    } <= found
    assert {"monitoring-absent", "dispute-path-absent", "expiry-missing"} <= {code for code, _ in found}


@pytest.mark.parametrize("name", ["syria", "minsk", "aleppo-rehearsal"])
def test_nothing_else_is_an_error(name: str) -> None:
    assert [str(found) for found in find_lints(load(name)) if found.severity == "error"] == []


def test_the_texts_in_force_lack_what_they_lacked() -> None:
    syria = {found.code for found in find_lints(load("syria"))}
    assert {"expiry-missing", "due-missing", "monitoring-without-access"} <= syria
    minsk = {found.code for found in find_lints(load("minsk"))}
    assert {"expiry-missing", "dispute-path-absent", "event-undated"} <= minsk
