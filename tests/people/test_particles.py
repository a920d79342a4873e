"""What was written apart or glued becomes the same tokens."""

from __future__ import annotations

import pytest

from hudna.people.particles import ARTICLE, COMPOUND, DAUGHTER, KUNYA, SON, TITLE, tokens


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("محمد عبد الكريم خليل النجار", ["محمد", "عبدالكريم", "خليل", "النجار"]),
        ("محمد عبدالكريم خليل النجار", ["محمد", "عبدالكريم", "خليل", "النجار"]),
        ("Mohammad Abdul Kareem Khalil Al Najjar", ["mohammad", "abdulkareem", "khalil", "alnajjar"]),
        ("Abd ar-Rahman", ["abdarrahman"]),
        ("Salah al-Din Abu Amsha", ["salahaldin", "abuamsha"]),
        ("Nour Eddine", ["noureddine"]),
        ("Nūr al-Dīn Abū ʿAmša", ["nūraldīn", "abūamša"]),
        ("Badr al-Dien", ["badraldien"]),
        ("Rizq Allāh", ["rizqallāh"]),
        ("هبة الله أبو عمشة", ["هبتالله", "أبوعمشة"]),
        ("AL BEN ALI, Isa Ben Tarif", ["ali", "isa", "tarif"]),
        ("Абд ар-Рахман аль-Муаллем", ["абдаррахман", "альмуаллем"]),
        ("ذو الفقار", ["ذوالفقار"]),
        ("Dhu al-Fiqar", ["dhualfiqar"]),
        ("Ben Netanyahu", ["ben", "netanyahu"]),
        ("ibn", ["ibn"]),
        ("عبد", ["عبد"]),
        ("", []),
        ("123", []),
        ("--", []),
    ],
)
def test_tokens(name: str, expected: list[str]) -> None:
    assert [token.text for token in tokens(name)] == expected


def test_an_article_may_be_passed_over_glued_or_not() -> None:
    assert [tokens(name)[0].passed for name in ("النجار", "al-Najjar", "alnajjar", "Ash-Sham", "Najjar")] == [
        2,
        2,
        2,
        3,
        0,
    ]


@pytest.mark.parametrize(
    ("name", "flag"),
    [
        ("Isa bin Tarif", SON),
        ("Aisha bint Tarif", DAUGHTER),
        ("Salim Abu Amsha", KUNYA),
        ("X al-Najjar", ARTICLE),
        ("X Abdul Aziz", COMPOUND),
        ("X Sheikh", TITLE),
    ],
)
def test_what_is_known_of_the_last_token(name: str, flag: int) -> None:
    assert tokens(name)[-1].flags & flag
