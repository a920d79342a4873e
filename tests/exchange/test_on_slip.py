"""A refusal stays the person's own: the entry, the slip's length and what a side sees are the same either way."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudna.exchange import Interview, MedicalFinding, read_finding, read_interview, written
from hudna.exchange.on_slip import LENGTH
from hudna.ground import Fault
from hudna.journal import seal

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
INTERVIEWS = st.builds(Interview, st.sampled_from(["leave", "refuse", "elsewhere"]), WORDS, WORDS)
FINDINGS = st.builds(MedicalFinding, st.booleans(), WORDS, WORDS)


@given(st.one_of(INTERVIEWS, FINDINGS))
def test_what_is_written_reads_back_and_is_of_one_length(found: Any) -> None:
    text = written(found)
    assert len(text) == LENGTH // 3 * 4
    assert (read_interview if isinstance(found, Interview) else read_finding)(text) == found


def test_the_sealed_slips_are_of_one_length_whatever_stands_on_them() -> None:
    """The header of a sealed slip is padded at random by age; what follows it is as long as what was sealed."""
    from pyrage import x25519

    recipient = str(x25519.Identity.generate().to_public())
    lengths: set[int] = set()
    for one in (Interview("leave"), Interview("refuse", words='“No”, "no" \\ no.'), MedicalFinding(False, "oxygen")):
        sealed = seal(written(one), holds="text", recipients=[recipient], entropy=secrets.token_bytes).sealed
        header, _, body = sealed.partition(b"\n--- ")
        lengths.add(len(body))
        assert header.startswith(b"age-encryption")
    assert len(lengths) == 1


@pytest.mark.parametrize(
    "text", ["", "{}", "x" * 4096, written(MedicalFinding(True)), written(Interview("leave"))[:-4]]
)
def test_what_is_no_interview_is_refused(text: str) -> None:
    with pytest.raises(Fault, match="slip-unfit"):
        read_interview(text)


def test_no_slip_is_longer_than_another() -> None:
    with pytest.raises(Fault, match="fewer words"):
        written(Interview("refuse", words="w" * LENGTH))
    with pytest.raises(Fault, match="slip-unfit"):
        written(Interview("perhaps"))  # type: ignore[arg-type]


def test_shown_in_a_log_it_tells_nothing() -> None:
    assert "refuse" not in repr(Interview("refuse"))
    assert "False" not in repr(MedicalFinding(False))
