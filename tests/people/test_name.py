"""A full name is read as parts with roles, and says when the order is only assumed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudna.people import read_name


@pytest.mark.parametrize(
    ("written", "roles"),
    [
        ("محمد عبد الكريم خليل النجار", "given father grandfather family"),
        ("محمد خليل التكريتي", "given father nisba"),
        ("Isa bin Tarif Al Bin Ali", "given father grandfather"),
        ("Sergey Viktorovich Lavrov", "given father family"),
        ("Abu Ali Hassan Salim", "kunya given family"),
        ("Salim Abu Amsha", "given family"),
        ("Dr. Rami Makhlouf", "title given family"),
        ("الشيخ أحمد ياسين", "title given family"),
        ("Hannibal", "given"),
    ],
)
def test_roles_in_the_order_written(written: str, roles: str) -> None:
    assert " ".join(part.role for part in read_name(written).parts) == roles


def test_a_comma_tells_the_family() -> None:
    name = read_name("AL BEN ALI, Isa Ben Tarif")
    assert (name.of("family"), name.of("given"), name.of("father"), name.order) == ("ali", "isa", "tarif", "told")


def test_capitals_tell_the_family() -> None:
    name = read_name("LAVROV Sergey Viktorovich")
    assert (name.of("family"), name.of("given"), name.of("father")) == ("lavrov", "sergey", "viktorovich")


def test_where_nothing_tells_the_order_is_assumed() -> None:
    assert read_name("Khalil Ahmad Omar").order == "assumed"


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    name = read_name(text)
    assert all(part.text for part in name.parts)
