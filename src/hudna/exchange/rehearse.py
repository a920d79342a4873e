"""Rehearse an exchange: whom each side asks for and what the other answers, of any size; the truth is known.

The names are those of invented lists (``people``): both scripts, slips of the hand, habits of writing, some people
twice. Of those asked for some are dead, some are not held at all, and some are held whom nobody asks for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hudna.exchange.events import Kind
from hudna.exchange.lists import GivenList, given_list
from hudna.people import Rehearsal, access_content, guarded_file, read_people, rehearse_lists

Ints = NDArray[np.int64]
SITES = ("North Gate", "Old Mill", "Salt Works", "Hill Camp", "River House")
WORDS = {
    "role": (("civilian", "fighter"), ("مدني", "مقاتل")),
    "health": (("wounded", "sick"), ("جريح", "مريض")),
}


@dataclass(frozen=True, slots=True)
class RehearsedSizes:
    """How many rows each side asks for, and the shares of what is wrong with them.

    ``not_held``: asked for, and the other side holds no such person; ``dead``: of those held; ``double``: rows that
    name somebody a second time; ``only_held``: held and asked for by nobody, as a share of those asked for.
    """

    wanted: tuple[int, int] = (8_576, 7_487)
    sides: tuple[str, str] = ("north", "south")
    dead: float = 0.04
    double: float = 0.05
    not_held: float = 0.12
    only_held: float = 0.03


@dataclass(frozen=True)
class InventedList:
    """A list as a table of text, and who each row is in truth."""

    side: str
    kind: Kind
    table: pa.Table = field(repr=False)
    truth: tuple[str, ...] = field(repr=False)

    def as_csv(self) -> bytes:
        """The list as a file."""
        head = ",".join(self.table.column_names)
        rows = zip(*(column.to_pylist() for column in self.table.columns), strict=True)
        lines = (",".join(_cell(cell) for cell in row) for row in rows)
        return ("\n".join((head, *lines)) + "\n").encode("utf-8")

    def given(self, *, at: dt.date) -> GivenList:
        """The list as it is read from its file on a day."""
        path = Path(f"{self.side}-{self.kind}.csv")
        midnight = dt.datetime.combine(at, dt.time(), dt.UTC)
        opened, _ = access_content(self.as_csv(), path, actor="rehearsal", purpose="invented people", at=midnight)
        return given_list(self.side, self.kind, read_people(opened, name=path.stem, latest=at))


@dataclass(frozen=True)
class RehearsedExchange:
    """Two lists of whom sides ask for, two of whom they hold. ``fate``: held, dead, not-held or only-held, by truth."""

    lists: tuple[InventedList, ...]
    fate: Mapping[str, str] = field(repr=False)


def rehearse_exchange(made: RehearsedSizes, *, seed: int) -> RehearsedExchange:
    """Make the four lists; the same seed makes the same."""
    dice = np.random.default_rng(seed)
    lists: list[InventedList] = []
    fate: dict[str, str] = {}
    for number, (asker, holder) in enumerate((made.sides, made.sides[::-1])):
        seeds = dice.integers(1 << 31, size=2)
        wanted, held, known = _answered(made, made.wanted[number], int(seeds[0]), asker, holder)
        _add_facts(wanted, held, known, np.random.default_rng(int(seeds[1])))
        fate |= known
        lists += [wanted.made(), held.made()]
    return RehearsedExchange(tuple(sorted(lists, key=lambda one: (one.kind != "wanted", one.side))), fate)


def write_exchange(made: RehearsedExchange, folder: Path) -> list[Path]:
    """Write the four lists and truth.csv (row and fate of everybody); gives the files."""
    files = []
    lines = ["list,row,person,fate"]
    for one in made.lists:
        name = f"{one.side}-{one.kind}"
        lines += [f"{name},{row},{who},{made.fate[who]}" for row, who in enumerate(one.truth, start=1)]
        files.append(_written(folder / f"{name}.csv", one.as_csv()))
    return [*files, _written(folder / "truth.csv", ("\n".join(lines) + "\n").encode("utf-8"))]


def _written(path: Path, data: bytes) -> Path:
    with guarded_file(path) as file:
        file.write(data)
    return path


@dataclass
class _Draft:
    """A list in the making: its columns, and the person of each row."""

    side: str
    kind: Kind
    table: pa.Table
    who: tuple[str, ...]

    def add(self, name: str, cells: Sequence[str]) -> None:
        self.table = self.table.append_column(name, pa.array([cell or None for cell in cells], pa.string()))

    def made(self) -> InventedList:
        return InventedList(self.side, self.kind, self.table, self.who)


def _answered(
    made: RehearsedSizes, rows: int, seed: int, asker: str, holder: str
) -> tuple[_Draft, _Draft, dict[str, str]]:
    """Whom one side asks for, whom the other holds of them, and everybody's fate."""
    asked = max(int(rows / (1 + made.double)), 1)
    held = max(int(asked * (1 - made.not_held)) + int(asked * made.only_held), 1)
    sizes = Rehearsal(
        rows, int(held * (1 + made.double)), overlap=1 - made.not_held, doubles=made.double, dead=made.dead,
        arabic=(0.7, 0.3),
    )  # fmt: skip
    lists = rehearse_lists(sizes, seed=seed)
    names = [tuple(f"{holder}-{one:06d}" for one in who.tolist()) for who in (lists.person_a, lists.person_b)]
    status = dict(zip(names[1], lists.b["status"].to_pylist(), strict=True))
    fate = {who: {"held": "held", "dead": "dead"}[status[who]] if who in status else "not-held" for who in names[0]}
    fate |= {who: "only-held" for who, said in status.items() if who not in fate and said == "held"}
    fate |= {who: "dead" for who in status if who not in fate}
    wanted = _Draft(asker, "wanted", lists.a, names[0])
    return wanted, _Draft(holder, "held", lists.b.drop_columns(["status"]), names[1]), fate


def _add_facts(wanted: _Draft, held: _Draft, fate: Mapping[str, str], dice: np.random.Generator) -> None:
    """Role, health, family, sentence, site and status, the same in both lists where both tell it."""
    everybody = sorted(fate)
    share = dict(zip(everybody, dice.random((len(everybody), 5)).tolist(), strict=True))
    family = {
        who: f"F{number // 2:05d}" for number, who in enumerate(one for one in everybody if share[one][3] < 0.04)
    }  # fmt: skip
    for language, draft in ((1, wanted), (0, held)):
        role, health = WORDS["role"][language], WORDS["health"][language]
        heading = ("Role", "الصفة")[language], ("Health", "الحالة الصحية")[language]
        draft.add(heading[0], [role[int(share[who][0] > 0.3)] for who in draft.who])
        draft.add(heading[1], [_health(share[who][1], health) for who in draft.who])
    wanted.add("رقم العائلة", [family.get(who, "") for who in wanted.who])
    held.add("Sentence", [_sentence(share[who][2]) for who in held.who])
    held.add("Prison", [SITES[int(share[who][4] * len(SITES))] for who in held.who])
    held.add("Status", [_status(fate[who], who) for who in held.who])
    held.add("DNA", [_identified(fate[who], who) for who in held.who])


def _health(share: float, words: tuple[str, str]) -> str:
    return words[0] if share < 0.06 else words[1] if share < 0.14 else ""


def _sentence(share: float) -> str:
    return "life" if share < 0.1 else "long" if share < 0.3 else "none"


def _status(fate: str, who: str) -> str:
    """Of the dead three in ten have a body that is held."""
    if fate != "dead":
        return "held"
    return "body" if _tenth(who) < 3 else "died"


def _identified(fate: str, who: str) -> str:
    if fate != "dead" or _tenth(who) >= 3:
        return ""
    return "identified" if _tenth(who) < 2 else "pending"


def _tenth(who: str) -> int:
    return int(sha256(who.encode("utf-8")).hexdigest()[:8], 16) % 10


def _cell(cell: str | None) -> str:
    text = cell or ""
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"\n') else text
