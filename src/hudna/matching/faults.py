"""What matching refuses, each with what to do about it."""

from __future__ import annotations

from hudna.ground import Catalogue

MATCHING = Catalogue(
    "matching",
    {
        "costs-unfit": "let a wrong merge cost at least what a wrong split costs, and a look more than nothing.",
        "weights-unfit": "give weights that were saved for these comparisons, or let them be learnt.",
        "judgement-unfit": "name two different rows, and say why in words.",
        "judgement-missing": "withdraw only a judgement that stands.",
    },
)
