"""What is compared of two people, and in words what each level found."""

from __future__ import annotations

from hudna.matching import Comparison

PART = (
    "unknown",
    "the same, in whatever script",
    "spelt alike",
    "alike but for a slip",
    "hardly alike",
    "alike, but another name is nearer",
    "another",
)
SLIP, HARDLY, NEARER, ANOTHER = 3, 4, 5, 6
"""Places in ``PART``: up to ``SLIP`` a part agrees."""
COMPARISONS: tuple[Comparison, ...] = (
    Comparison("given name", PART, "name"),
    Comparison("father's name", PART, "name"),
    Comparison("grandfather's name", PART, "name"),
    Comparison("family name", PART, "name"),
    Comparison("order of names", ("unknown", "as written", "two are swapped", "another order"), "name", (0, 1, 5, 6)),
    Comparison("kunya", PART),
    Comparison("mother's name", PART),
    Comparison(
        "birth",
        (
            "unknown",
            "born the same day",
            "born the same day but for a slip, or day and month swapped",
            "born in the same time, as far as it is known",
            "up to a year apart",
            "up to two years apart",
            "up to five years apart, or ten",
            "further apart",
        ),
    ),
    Comparison(
        "age", ("unknown, or told by birth", "the same", "a year apart", "up to five years apart", "further apart")
    ),
    Comparison("sex", ("unknown", "the same", "another")),
    Comparison("place", ("unknown", "the same", "spelt alike", "one in these lists", "another")),
    Comparison("date", ("unknown", "the same day", "up to a week apart", "up to a month apart", "further apart")),
    Comparison("document", ("unknown", "the same", "another")),
)
(
    C_GIVEN,
    C_FATHER,
    C_GRANDFATHER,
    C_FAMILY,
    C_ORDER,
    C_ALIAS,
    C_MOTHER,
    C_BIRTH,
    C_AGE,
    C_SEX,
    C_PLACE,
    C_DATE,
    C_DOC,
) = range(13)
