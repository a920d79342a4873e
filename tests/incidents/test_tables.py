"""The tables beside the code: complete, sourced, and in the words of the taxonomy."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import hudna.incidents
from hudna.incidents import INCIDENTS_FAULTS, REASONS
from hudna.incidents.crosswalk import crosswalk, precision

ROOM = Path(hudna.incidents.__file__).parent
WORD = re.compile(r'"([a-z0-9-]+)"')
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


@pytest.mark.parametrize("codes", [REASONS, INCIDENTS_FAULTS.remedies], ids=["reasons", "faults"])
def test_every_reason_and_fault_can_happen(codes: dict[str, str]) -> None:
    calls = "refuse(", "Reject(", "leave_out(", "fault("
    source = "\n".join(path.read_text(encoding="utf-8") for path in ROOM.glob("*.py"))
    used = {code for call in calls for part in source.split(call)[1:] for code in WORD.findall(part[:160])}
    assert set(codes) - used == set()
