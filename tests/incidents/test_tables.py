"""The tables beside the code: complete, sourced, and in the words of the taxonomy."""

from __future__ import annotations

from typing import Any

import pytest

from hudna.incidents.crosswalk import crosswalk, precision

SUB_EVENTS = """
Armed clash|Government regains territory|Non-state actor overtakes territory|Chemical weapon|Air/drone strike|
Suicide bomb|Shelling/artillery/missile attack|Remote explosive/landmine/IED|Grenade|Sexual violence|Attack|
Abduction/forced disappearance|Peaceful protest|Protest with intervention|Excessive force against protesters|
Violent demonstration|Mob violence|Agreement|Arrests|Change to group/activity|Disrupted weapons use|
Headquarters or base established|Looting/property destruction|Non-violent transfer of territory|Other
""".replace("\n", "")


def test_every_sub_event_of_the_codebook_is_decided() -> None:
    assert set(crosswalk("acled").kinds()) == {name.lower() for name in SUB_EVENTS.split("|")}


def test_every_type_of_violence_is_decided() -> None:
    assert set(crosswalk("ucdp").kinds()) == {"1", "2", "3"}


@pytest.mark.parametrize("source", ["acled", "ucdp"])
def test_acts_are_those_of_the_taxonomy(source: str, registers: Any) -> None:
    acts = {kind.act for kind in crosswalk(source).acts if kind.act}
    assert acts <= registers[1].tree.paths


@pytest.mark.parametrize(("source", "where", "when"), [("acled", 3, 3), ("ucdp", 7, 5)])
def test_every_precision_code_has_its_radius_and_class(source: str, where: int, when: int) -> None:
    codes = precision(source)
    assert [code.code for code in codes.where] == [str(n + 1) for n in range(where)]
    assert [code.code for code in codes.when] == [str(n + 1) for n in range(when)]
    assert all(code.km > 0 and code.reason for code in codes.where)
    assert codes.source
    assert crosswalk(source).source
