"""Two people with two laptops and a stick: every round from its file, what lies where, and what is told."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from hudna.cli.blinding import Blinded, compare_blinded
from hudna.ground import Fault
from tests.people.blinded import Person, list_of

OURS: list[Person] = [("Walid Omar Haddad", 1969), ("Rana Fuad Nasser", 1988), ("Nabil", 1990)]
THEIRS: list[Person] = [("وليد عمر حداد", 1969), ("Rana Nasser", 1989), ("Huda Karim Saleh", 1980)]


@dataclass
class Desk:
    """One side's machine."""

    asked: Blinded

    @classmethod
    def of(cls, people: list[Person], folder: Path) -> Desk:
        return cls(Blinded(list_of(people), folder / "list.csv", None, folder))

    def plays(self, given: Path | None = None, **otherwise: object) -> int:
        return compare_blinded(replace(self.asked, given=given, **otherwise), as_json=False)  # type: ignore[arg-type]

    def rows(self, name: str = "shared.csv") -> list[dict[str, str]]:
        with (self.asked.out / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture
def desks(tmp_path: Path) -> tuple[Desk, Desk]:
    return Desk.of(OURS, tmp_path / "ours"), Desk.of(THEIRS, tmp_path / "theirs")


def gives(desk: Desk, name: str) -> Path:
    return desk.asked.out / "give" / f"{name}.blind"


def play_to_the_answers(one: Desk, two: Desk) -> None:
    assert (one.plays(), two.plays()) == (0, 0)
    assert (one.plays(gives(two, "offer")), two.plays(gives(one, "offer"))) == (0, 0)


def test_the_file_that_was_given_says_which_round_it_is(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    play_to_the_answers(one, two)
    assert one.plays(gives(two, "answer")) == 1
    assert two.plays(gives(one, "answer")) == 1
    assert [(row["name"], row["answer"]) for row in one.rows()] == [
        ("Walid Omar Haddad", "same"),
        ("Rana Fuad Nasser", "review"),
    ]
    assert [row["name"] for row in two.rows()] == ["وليد عمر حداد", "Rana Nasser"]
    assert [row["mark"] for row in one.rows()] == [row["mark"] for row in two.rows()]
    assert [row["name"] for row in one.rows("not-compared.csv")] == ["Nabil"]


def test_both_are_told_the_same_session(desks: tuple[Desk, Desk], capsys: pytest.CaptureFixture[str]) -> None:
    one, two = desks
    play_to_the_answers(one, two)
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Session: ")]
    assert len(lines) == 2
    assert len(set(lines)) == 1


def test_only_what_is_to_be_given_lies_in_the_folder_to_give(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    play_to_the_answers(one, two)
    assert sorted(path.name for path in (one.asked.out / "give").iterdir()) == ["answer.blind", "offer.blind"]
    assert (one.asked.out / "secret.blind").stat().st_mode & 0o777 == 0o600


def test_the_secret_is_destroyed_at_the_end_unless_it_is_kept(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    play_to_the_answers(one, two)
    one.plays(gives(two, "answer"))
    two.plays(gives(one, "answer"), keep=True)
    assert not one.asked.kept.exists()
    assert two.asked.kept.exists()
    with pytest.raises(Fault, match="blind-secret"):
        one.plays(gives(two, "answer"))


def test_an_audit_says_that_an_offer_was_made_from_the_list(
    desks: tuple[Desk, Desk], capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = desks
    play_to_the_answers(one, two)
    assert one.plays(gives(one, "offer"), audit=True) == 0
    assert "holds nothing else" in capsys.readouterr().out
    with pytest.raises(Fault, match="blind-untrue"):
        one.plays(gives(two, "offer"), audit=True)
    with pytest.raises(Fault, match="blind-round"):
        one.plays(audit=True)


def test_a_round_that_was_interrupted_is_played_again(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    play_to_the_answers(one, two)
    answer = gives(one, "answer").read_bytes()
    gives(one, "answer").unlink()
    one.plays(gives(two, "offer"))
    assert gives(one, "answer").read_bytes() == answer


def test_a_session_under_way_is_not_begun_anew(desks: tuple[Desk, Desk]) -> None:
    one, _ = desks
    one.plays()
    with pytest.raises(Fault, match="blind-secret"):
        one.plays()


def test_a_list_that_was_changed_between_the_rounds_is_refused(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    one.plays()
    two.plays()
    one.asked = replace(one.asked, people=list_of([*OURS, ("Huda Karim Saleh", 1980)]))
    with pytest.raises(Fault, match="blind-list"):
        one.plays(gives(two, "offer"))


def test_as_json_it_is_told_for_machines(desks: tuple[Desk, Desk], capsys: pytest.CaptureFixture[str]) -> None:
    one, two = desks
    play_to_the_answers(one, two)
    capsys.readouterr()
    compare_blinded(replace(one.asked, given=gives(two, "answer")), as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], told["same"], told["for_review"], told["not_compared"]) == (3, 1, 1, 1)
