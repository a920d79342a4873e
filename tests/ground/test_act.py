"""Acts and weapons: paths that cover what is below them, and shares where a source is vague."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudna.ground import Fault, Tree, covers, load_acts

PATHS = st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map(".".join)
TREES = st.lists(PATHS, min_size=1, max_size=12).map(
    lambda paths: Tree(frozenset(".".join(p.split(".")[:n]) for p in paths for n in range(1, p.count(".") + 2)))
)
ACTS = load_acts()


@pytest.mark.parametrize(
    ("upper", "lower", "yes"),
    [
        ("force", "force", True),
        ("force", "force.clash", True),
        ("force.clash", "force", False),
        ("force", "forces.clash", False),
        ("", "force", True),
    ],
)
def test_a_path_covers_itself_and_what_is_below(upper: str, lower: str, yes: bool) -> None:
    assert covers(upper, lower) is yes


@pytest.mark.parametrize(
    ("seen", "meant", "share"),
    [
        ("force.explosive.air.barrel-bomb", ["force.explosive"], 1),
        ("force.explosive.air", ["force.explosive.air.barrel-bomb"], 1 / 4),
        ("force.explosive.air", ["force.explosive.air.barrel-bomb", "force.explosive.air.air-strike"], 2 / 4),
        ("force.explosive.air", ["flight"], 0),
        ("force.clash", ["force.persons"], 0),
        ("force.clash", [], 0),
    ],
)
def test_a_vague_act_is_covered_in_part(seen: str, meant: list[str], share: float) -> None:
    assert ACTS.tree.share(seen, meant) == pytest.approx(share)


@given(tree=TREES, data=st.data())
def test_meaning_more_never_lowers_a_share(tree: Tree, data: st.DataObject) -> None:
    seen = data.draw(st.sampled_from(sorted(tree.paths)))
    meant = data.draw(st.lists(st.sampled_from(sorted(tree.paths)), max_size=4))
    more = data.draw(st.sampled_from(sorted(tree.paths)))
    assert 0 <= tree.share(seen, meant) <= tree.share(seen, [*meant, more]) <= 1


@given(tree=TREES, data=st.data())
def test_all_leaves_together_are_the_whole(tree: Tree, data: st.DataObject) -> None:
    seen = data.draw(st.sampled_from(sorted(tree.paths)))
    assert tree.share(seen, tree.leaves) == 1
    assert tree.share(seen, [leaf for leaf in tree.leaves if not covers(seen, leaf)]) == 0


@pytest.mark.parametrize(
    ("name", "weapon"),
    [
        ("BM-21 Grad", "artillery.rocket.grad"),
        ("grad", "artillery.rocket.grad"),
        ("artillery.tube.122mm", "artillery.tube.122mm"),
        ("راجمة غراد 122 ملم", "artillery.rocket.grad"),
        ("trebuchet", None),
    ],
)
def test_weapons_are_known_by_their_names(name: str, weapon: str | None) -> None:
    assert ACTS.weapon_by_alias(name) == weapon


def test_classes_and_calibres_choose_weapons() -> None:
    heavy = ACTS.of_class("artillery.tube", calibre_from=100)
    assert {"artillery.tube.100mm", "artillery.tube.122mm"} <= heavy
    assert "artillery.tube.85mm" not in heavy
    assert "artillery.tube" not in heavy
    assert "artillery.tube" in ACTS.of_class("artillery")
    assert not ACTS.of_class("artillery.tube", calibre_from=100, calibre_below=100)


def test_every_act_a_report_may_name_has_a_name_of_its_own() -> None:
    """Sources often say no more than “shelling”: inner paths are read by people too."""
    acts = load_acts()
    assert acts.tree.paths == set(acts.acts)
    for language in ("en", "ar"):
        names = [act.name[language].casefold() for act in acts.acts.values()]
        assert len(names) == len(set(names))


def test_naming_an_inner_act_adds_no_kind() -> None:
    acts = load_acts()
    assert all(not any(leaf != path and covers(leaf, path) for path in acts.acts) for leaf in acts.tree.leaves)
    assert acts.tree.share("force.fire", ["force.fire.sniper"]) == pytest.approx(1 / 3)


def test_no_two_weapons_share_a_name() -> None:
    names = [n.casefold() for w in ACTS.weapons.values() for n in (w.id, *w.name.values(), *w.aliases)]
    assert len(set(names)) == len(names)


def test_an_acts_file_adds_to_the_taxonomy(tmp_path: Path) -> None:
    path = tmp_path / "acts.yaml"
    path.write_text("hudna: acts/1\nacts:\n  - {id: force.laser, name: {en: Laser}}\n", encoding="utf-8")
    assert load_acts([path]).tree.share("force.laser", ["force"]) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("acts: [{id: force, name: {en: Force}}]", "act-twice"),
        ("weapons: [{id: air.unmanned, name: {en: Drone}}]", "act-twice"),
        ("acts: [{id: Force, name: {en: Force}}]", "document-shape"),
        ("acts: [{id: force..x, name: {en: Force}}]", "document-shape"),
        ("weapons: [{id: gun, name: {en: Gun}, calibre_mm: 0}]", "document-shape"),
        ("weapons: [{id: gun, name: {}}]", "document-shape"),
    ],
)
def test_a_file_that_contradicts_the_taxonomy_is_refused(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "acts.yaml"
    path.write_text(f"hudna: acts/1\n{text}\n", encoding="utf-8")
    with pytest.raises(Fault) as refused:
        load_acts([path])
    assert (refused.value.code, refused.value.where.line) == (code, 2)
