"""Terms: what clauses become: zones, distances, weapons, acts."""

from pathlib import Path
from typing import Any

import pytest
from pyproj import Geod
from shapely.geometry import Point

from hudna.agreements import Term, load_agreement, resolve
from tests.agreements.drafts import BAN, accepted, draft

HERE = Path(__file__).parent
GEOD = Geod(ellps="WGS84")
MINSK = {
    "id": "back",
    "kind": "withdrawal",
    "begins": {"event": "start", "offset": "P1D"},
    "done_by": {"event": "start", "offset": "P14D"},
    "lines": {"north": "north-line", "south": "south-line"},
    "pullbacks": [
        {"weapons": [{"kind": "artillery", "calibre_from_mm": 100, "except_kinds": ["artillery.rocket"]}], "km": 25},
        {"weapons": [{"kind": "artillery.rocket", "except_kinds": ["artillery.rocket.smerch"]}], "km": 35},
        {"weapons": ["artillery.rocket.smerch", "missile.tactical.tochka"], "km": 70},
    ],
}
GUN, GRAD, SMERCH = "artillery.tube.122mm", "artillery.rocket.grad", "artillery.rocket.smerch"


def holds(terms: tuple[Term, ...], weapon: str, party: str, lat: float, km: float) -> bool:
    """Is a weapon of the party forbidden this far north of a line along the parallel ``lat``?"""
    lon, where, _ = GEOD.fwd(37.0, lat, 0.0, km * 1000)
    return any(
        weapon in (term.weapons or ()) and party in term.bound and term.zone.covers(Point(lon, where)) for term in terms
    )


@pytest.mark.parametrize(
    ("weapon", "inside", "outside"),
    [(GUN, 24, 26), (GRAD, 34, 36), (SMERCH, 69, 71), ("artillery.mortar.120mm", 24.9, 25.2)],
)
@pytest.mark.parametrize(("party", "line"), [("north", 36.2), ("south", 35.8), ("north-guard", 36.2)])
def test_each_side_is_held_to_its_own_line(
    tmp_path: Path, weapon: str, inside: float, outside: float, party: str, line: float
) -> None:
    terms = resolve(draft(tmp_path, MINSK, accepted("north", "south"))).terms
    assert holds(terms, weapon, party, line, inside)
    assert not holds(terms, weapon, party, line, outside)
    assert not holds(terms, "artillery.mortar.82mm", party, line, inside)


def test_a_weapon_may_stand_near_the_other_sides_line(tmp_path: Path) -> None:
    """The lines lie 44 km apart: 20 km beyond the northern line is 64 km from the southern one."""
    terms = resolve(draft(tmp_path, MINSK, accepted("north", "south"))).terms
    assert holds(terms, GUN, "north", 36.2, 20)
    assert not holds(terms, GUN, "south", 36.2, 20)


def test_weapons_are_forbidden_from_the_day_by_which_they_must_be_gone(tmp_path: Path) -> None:
    resolved = resolve(draft(tmp_path, MINSK, accepted("north", "south")))
    assert {str(term.periods[0][0]) for term in resolved.terms if "north" in term.bound} == {
        "2016-03-11 22:00:00+00:00"
    }
    names = {term.zone_name for term in resolved.terms}
    assert {"within 25 km of Northern line", "within 70 km of Southern line"} <= names
    (entry,) = [entry for entry in resolved.due if entry.clause == "back"]
    assert entry.who == ("north", "south")
    assert (str(entry.begins), str(entry.due)) == ("2016-02-27 22:00:00+00:00", "2016-03-11 22:00:00+00:00")


def test_a_line_of_a_party_that_is_not_bound_gives_no_term(tmp_path: Path) -> None:
    terms = resolve(draft(tmp_path, MINSK, accepted("north"))).terms
    assert {term.zone_name.rpartition(" of ")[2] for term in terms} == {"Northern line"}


def test_if_one_line_cannot_be_drawn_neither_side_is_held_to_its_own(tmp_path: Path) -> None:
    lines = {"north": "north-line", "south": "nowhere"}
    resolved = resolve(draft(tmp_path, {**MINSK, "lines": lines}, accepted("north", "south")))
    assert resolved.terms == ()
    assert resolved.left_out["back"].code == "geometry-empty"


@pytest.mark.parametrize(
    ("weapons", "expected"),
    [
        (None, None),
        (["artillery.rocket.grad"], {GRAD}),
        ([{"kind": "artillery.tube", "calibre_from_mm": 122, "calibre_below_mm": 152}], {GUN}),
        ([{"kind": "artillery.rocket", "calibre_from_mm": 300}], {SMERCH, "artillery.rocket.tornado-s"}),
    ],
)
def test_classes_of_weapons_become_weapons(tmp_path: Path, weapons: Any, expected: set[str] | None) -> None:
    (term,) = resolve(draft(tmp_path, {**BAN, "weapons": weapons}, accepted("north"))).terms
    assert term.weapons == expected


def test_defined_terms_become_their_acts(tmp_path: Path) -> None:
    meant = {"term": "force", "means": {"en": "Shelling only."}, "acts": ["force.explosive.indirect"]}
    other = {"term": "armed action", "means": {"en": "Fire."}, "acts": ["force.fire", "force.clash"]}
    ban = {**BAN, "acts": ["force", "armed action", "flight"]}
    (term,) = resolve(draft(tmp_path, ban, accepted("north"), definitions=[meant, other])).terms
    assert term.acts == {"force.explosive.indirect", "force.fire", "force.clash", "flight"}


def test_a_permission_without_acts_takes_those_of_the_bans_it_excepts_from(tmp_path: Path) -> None:
    some = {"id": "some", "kind": "permission", "of": ["ban"], "zone": "valley", "conditions": [{"en": "If told."}]}
    every = {"id": "every", "kind": "permission", "acts": ["works"], "zone": "valley"}
    none = {"id": "none", "kind": "permission", "zone": "valley"}
    resolved = resolve(draft(tmp_path, BAN, some, every, none, accepted("north")))
    terms = {term.clause: term for term in resolved.terms}
    assert (terms["some"].kind, terms["some"].acts) == ("permission", {"force"})
    assert terms["some"].excepts == {"ban"}
    assert terms["some"].conditions == ({"en": "If told."},)
    assert terms["every"].excepts is None
    assert resolved.left_out["none"].code == "act-undefined"


def test_a_freeze_forbids_advances_from_its_baseline_within_the_agreement(tmp_path: Path) -> None:
    early = {"id": "early", "kind": "freeze", "baseline": "2016-01-01", "zone": "plain"}
    late = {"id": "late", "kind": "freeze", "baseline": "2016-01-01", "since": "2016-03-01", "zone": "plain"}
    terms = {term.clause: term for term in resolve(draft(tmp_path, early, late, accepted("north"))).terms}
    assert terms["early"].acts == {"position.advance", "position.fortify"}
    assert str(terms["early"].periods[0][0]) == "2016-02-26 22:00:00+00:00"
    assert str(terms["late"].periods[0][0]) == "2016-02-29 22:00:00+00:00"


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("valley", "Valley"),
        ({"polygon": [[36, 35], [37, 35], [37, 36]]}, "the outline drawn"),
        ({"circle": {"at": [37, 36], "km": 5}}, "within 5 km of longitude 37, latitude 36"),
        ({"buffer": {"of": "north-line", "km": 3}}, "within 3 km of Northern line"),
        ({"buffer": {"of": "plain", "km": -3}}, "Plain, 3 km and more from its edge"),
        ({"union": ["plain", "valley"]}, "Plain and Valley"),
        ({"difference": ["plain", "valley"]}, "Plain without Valley"),
        ({"intersection": ["plain", "valley"]}, "Plain within Valley"),
    ],
)
def test_a_zone_is_called_by_its_name_or_by_how_it_is_drawn(tmp_path: Path, zone: Any, name: str) -> None:
    (term,) = resolve(draft(tmp_path, {**BAN, "zone": zone}, accepted("north"))).terms
    assert term.zone_name == name
    assert term.zone.area > 0


def test_a_clause_without_a_zone_holds_in_that_of_the_scope(tmp_path: Path) -> None:
    scope = {"id": "where", "kind": "scope", "zone": "valley"}
    ban = {key: value for key, value in BAN.items() if key != "zone"}
    (term,) = resolve(draft(tmp_path, ban, scope, accepted("north"))).terms
    assert term.zone_name == "Valley"
    unclear = resolve(draft(tmp_path, ban, {**scope, "zone": "nowhere"}, accepted("north")))
    assert {name: fault.code for name, fault in unclear.left_out.items()} == {
        "ban": "zone-missing",
        "where": "geometry-empty",
    }


def test_self_defence_tells_whose_and_which_steps(tmp_path: Path) -> None:
    resolved = resolve(load_agreement(HERE / "good" / "whole.yaml"))
    (note,) = resolved.self_defence
    assert note.by == {"north", "north-guard"}
    assert note.steps == ({"en": "The hot line was tried."},)


def test_a_whole_agreement_leaves_out_only_what_is_not_assessed() -> None:
    resolved = resolve(load_agreement(HERE / "good" / "whole.yaml"))
    assert {name: fault.code for name, fault in resolved.left_out.items()} == {
        "11": "not-assessed",
        "12": "not-assessed",
        "13": "not-assessed",
        "14": "not-assessed",
        "15": "no-terms",
        "16": "no-terms",
        "17": "no-terms",
    }
    assert [*dict.fromkeys(term.clause for term in resolved.terms)] == ["6", "6a", "6b", "7", "9", "10"]
    assert list(resolved.marks) == [clause.id for clause in resolved.agreement.clauses]
    assert resolved.marks["5"].line == 32
