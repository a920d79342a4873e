"""Amounts of people are written exactly."""

from fractions import Fraction

import pytest

from hudna.exchange import mixed

CASES = {
    (12, 1): "12",
    (0, 1): "0",
    (110, 9): "12 2/9",
    (2, 9): "2/9",
    (-2, 9): "−2/9",
    (-12, 1): "−12",
    (-110, 9): "−12 2/9",
}


@pytest.mark.parametrize("value", CASES)
def test_an_amount_is_a_whole_number_and_a_proper_fraction(value: tuple[int, int]) -> None:
    assert mixed(Fraction(*value)) == CASES[value]


def test_each_number_is_written_as_asked() -> None:
    assert mixed(Fraction(11_000, 9), "{:,}".format, "⁄") == "1,222 2⁄9"
