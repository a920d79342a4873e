"""The work of the cipher is the same whoever does it, and what cannot be done elsewhere is done here."""

from __future__ import annotations

import sys

import pytest

from hudna.ground import Fault
from hudna.people import blind_share
from hudna.people.blind_cipher import Cipher

TEXTS = [f"text {number}" for number in range(101)]


@pytest.fixture
def four_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blind_share, "WORTH", 20)
    monkeypatch.setattr(blind_share, "_cores", lambda: 4)


def alone(cipher: Cipher, texts: list[str]) -> list[bytes]:
    return [cipher.blind([text])[0] for text in texts]


@pytest.mark.usefixtures("four_ways")
def test_shared_out_the_points_are_the_same_and_in_order() -> None:
    one, two = Cipher(), Cipher()
    points = one.blind(TEXTS)
    assert points == alone(one, TEXTS)
    assert two.blind_again(points) == one.blind_again(two.blind(TEXTS))


@pytest.mark.usefixtures("four_ways")
def test_what_is_no_point_is_refused_wherever_it_stands() -> None:
    cipher = Cipher()
    points = cipher.blind(TEXTS)
    with pytest.raises(Fault, match="no blinded key"):
        cipher.blind_again([*points[:-1], b"\x03" + b"\xff" * 32])


@pytest.mark.usefixtures("four_ways")
@pytest.mark.parametrize("program", ["/nowhere/python", sys.executable + "x", "/bin/false"])
def test_where_no_helper_runs_the_work_is_done_all_the_same(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(sys, "executable", program)
    cipher = Cipher()
    assert cipher.blind(TEXTS) == alone(cipher, TEXTS)


def test_nothing_is_blinded_to_nothing() -> None:
    assert Cipher().blind([]) == Cipher().blind_again([]) == []


def test_without_the_library_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "private_set_intersection.python", None)
    with pytest.raises(Fault) as caught:
        Cipher()
    assert caught.value.code == "blind-library"
    assert str(caught.value).endswith("To do: pip install 'hudna[psi]'.")
