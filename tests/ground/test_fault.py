"""Faults: one line with code, place and remedy, from a catalogue."""

from __future__ import annotations

import pytest

from hudna.ground import GROUND, Fault, Mark


def test_a_fault_is_one_line_with_what_to_do() -> None:
    fault = GROUND.fault("zone-unknown", "There is no\n zone “X”.", where=Mark("a.yaml", 4))
    assert str(fault) == (
        "a.yaml:4: There is no zone “X”. [zone-unknown] "
        "To do: use a named zone of the IANA time zone database, as Asia/Damascus."
    )


def test_only_catalogued_codes_can_be_raised() -> None:
    with pytest.raises(KeyError):
        GROUND.fault("made-up", "…")


def test_every_remedy_is_a_sentence() -> None:
    assert all(text.endswith(".") and "\n" not in text for text in GROUND.remedies.values())


def test_a_remedy_can_be_given_for_the_case() -> None:
    fault = GROUND.fault("encoding", "Not UTF-8.", remedy="save it anew.")
    assert isinstance(fault, Fault)
    assert fault.remedy == "save it anew."
