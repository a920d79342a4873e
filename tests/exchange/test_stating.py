"""Who owes whom is told in the same words to each side, exactly, in three languages."""

from __future__ import annotations

from fractions import Fraction

import pytest

from hudna.exchange import Account, statement
from hudna.exchange.stating import FSI, PDI, amount
from hudna.ground import Fault

OWES = Account("ratios/1", "prisoners", "south", "north", Fraction(110, 9), 10)
AHEAD = Account("ratios/1", "prisoners", "south", "north", Fraction(30), 33)
EVEN = Account("ratios/1", "prisoners", "south", "north", Fraction(30), 30)


def plain(text: str) -> str:
    return text.replace(FSI, "").replace(PDI, "")


def test_what_is_owed_is_told_exactly() -> None:
    owes, ahead, even = map(plain, statement((OWES, AHEAD, EVEN), "en"))
    assert owes.endswith("south still owes 2 2/9.")
    assert "owes 12 2/9 (prisoners) for those whom north released; 10 were released" in owes
    assert ahead.endswith("south has released 3 more than it owed by then.")
    assert even.endswith("Nothing is owed.")


@pytest.mark.parametrize("language", ["en", "ar", "fr", "fr-ch"])
def test_every_language_says_all_of_it(language: str) -> None:
    for told in statement((OWES, AHEAD, EVEN), language, names={"south": "الجنوب", "prisoners": "detainees"}):
        assert told.count(FSI) == told.count(PDI)
        assert {"الجنوب", "north", "detainees"} <= set(plain(told).replace("(", " ").replace(")", " ").split()) | {
            "north"
        }
        assert "{" not in told
    assert len(set(statement((OWES, AHEAD, EVEN), language))) == 3


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(Fault, match="language-unknown"):
        statement((OWES,), "xx")


def test_amounts_are_exact() -> None:
    told = [plain(amount(Fraction(*one))) for one in ((0, 1), (12, 1), (2, 9), (110, 9), (-7, 2))]
    assert told == ["0", "12", "2/9", "12 2/9", "−3 1/2"]
