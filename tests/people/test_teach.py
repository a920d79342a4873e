"""What is learnt from pairs is what they were made from, and the same pairs teach the same."""

from __future__ import annotations

import io
import random

import numpy as np
import pytest

from hudna.people import Spelling, likeness
from hudna.people.letters import make, read_counts, read_scale, shipped, write_counts, write_scale
from hudna.people.slips import hurried, slipped
from hudna.people.teach import Lesson, teach

WRITTEN = {"sh": "ش", "b": "ب", "t": "ت", "k": "ك", "r": "ر", "m": "م", "ou": "و", "a": "", "i": "ي"}


def made(n: int, seed: int) -> list[tuple[str, str, float]]:
    """Words of made sounds, and what the made habit writes for them."""
    chance = random.Random(seed)
    words = [[chance.choice(list(WRITTEN)) for _ in range(chance.randint(2, 6))] for _ in range(n)]
    pairs = [("".join(word), "".join(WRITTEN[sound] for sound in word), 1.0) for word in words]
    return [pair for pair in pairs if pair[1]]


def test_units_that_made_the_pairs_are_found() -> None:
    taught = teach(made(800, 1), Lesson(often=5))
    for latin, arab in WRITTEN.items():
        if arab:
            row = taught.count[[i for i, g in enumerate(taught.x.names) if g.strip("^$") == latin]].sum(0)
            assert taught.y.names[int(row.argmax())].strip("^$") == arab
    vowels = taught.count[[i for i, g in enumerate(taught.x.names) if g.strip("^$") == "a"]].sum(0)
    assert vowels[0] > 0.5 * vowels.sum()


def test_a_taught_table_ranks_words_it_never_saw() -> None:
    taught = teach(made(800, 1), Lesson(often=5))
    us, vs = taught.count.nonzero()
    units = {(taught.x.names[u], taught.y.names[v]): float(taught.count[u, v]) for u, v in zip(us, vs, strict=True)}
    new = list({pair[1]: pair for pair in made(150, 2)}.values())
    spelling = Spelling.of([word for pair in new for word in pair[:2]], make({(0, 1): units}, {}))
    latin, arab = spelling.ids[0::2, 0], spelling.ids[1::2, 0]
    best = [latin[likeness(spelling, np.full(len(latin), word, np.int32), latin).argmax()] for word in arab]
    assert np.mean(np.array(best) == latin) > 0.9


def test_the_same_pairs_teach_the_same() -> None:
    one, other = (teach(made(200, 3), Lesson(often=5, rounds=4)) for _ in range(2))
    assert one.x.names == other.x.names
    assert (one.count == other.count).all()


def test_counts_and_scale_survive_being_written() -> None:
    counts = {(0, 1): {("sh", "ش"): 3.0, ("a", ""): 1.5}, (1, 1): {("^ب", "^ب"): 2.0}}
    scale = {(0, 1): (0.3, 6.5)}
    out, more = io.StringIO(), io.StringIO()
    write_counts(counts, out, "made\nby a test")
    write_scale(scale, more, "made")
    assert read_counts(out.getvalue().splitlines()) == counts
    assert read_scale(more.getvalue().splitlines()) == scale


def test_every_pair_of_scripts_has_a_table_and_a_scale() -> None:
    letters = shipped()
    assert all(len(odds) > 100 for odds in letters.odds)
    assert (letters.scale[:, 0] > 0.1).all()


@pytest.mark.parametrize(("word", "written"), [("أسامة", "اسامه"), ("هدى", "هدي"), ("ضياء", "ضيا"), ("علي", "علي")])
def test_a_hurried_hand(word: str, written: str) -> None:
    assert hurried(word) == written


def test_one_letter_slips_at_a_time() -> None:
    assert {slipped("حسن", turn) for turn in range(3)} == {"خسن", "حشن", "حست"}
    assert slipped("علو", 0) == "غلو"
    assert slipped("مو", 0) == "مو"
