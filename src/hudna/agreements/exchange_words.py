"""The terms of an exchange in words: what a list of people, a ratio or a place says, for whoever compares two texts."""

from __future__ import annotations

from collections.abc import Iterable

from hudna.agreements.measure import listed
from hudna.agreements.model_exchange import (
    Apart,
    Balance,
    BatchSize,
    Category,
    Done,
    Opens,
    Order,
    Pace,
    Place,
    Ratio,
    Waits,
    Who,
)
from hudna.ground import Plain

Entry = Apart | Balance | BatchSize | Category | Done | Opens | Order | Pace | Place | Ratio | Waits | Who
THINGS: dict[type[Plain], str] = {
    Apart: "limit in one hand-over",
    Balance: "bound of the balance",
    BatchSize: "size of a hand-over",
    Category: "category",
    Done: "deadline",
    Opens: "consequence",
    Order: "order",
    Pace: "pace",
    Place: "place",
    Ratio: "ratio",
    Waits: "condition",
    Who: "description",
}


def owner_of(node: Entry) -> str:
    """What tells an entry from others of its field: a name, the category it is about, the hand-over, the event."""
    if isinstance(node, Category | Place):
        return node.id
    if isinstance(node, Waits):
        return f"hand-over {node.batch}"
    if isinstance(node, Opens):
        return node.event
    return "" if isinstance(node, Order | Who) else node.of or "everybody"


def entry_in_words(node: Entry) -> str:
    """An entry whole, as people read it."""
    if isinstance(node, Who):
        return who_words(node)
    if isinstance(node, Category):
        return "; or ".join(map(who_words, node.who))
    if isinstance(node, Ratio):
        return f"for {node.each} of {node.of}, {brought_words(node.brings)}"
    if isinstance(node, Order):
        return ", then ".join(listed(step) if step else "nobody" for step in node.steps)
    if isinstance(node, Place):
        return f"{node.seats} seats"
    if isinstance(node, BatchSize):
        return _bounds(node.smallest, node.largest)
    if isinstance(node, Pace):
        return f"at least {node.at_least} in {node.per}"
    if isinstance(node, Apart):
        return f"at most {node.at_most}"
    if isinstance(node, Balance):
        return f"at most {node.most}"
    if isinstance(node, Waits):
        return f"waits for {node.until}"
    if isinstance(node, Opens):
        return f"after hand-over {node.after_batch}" if node.after_batch else f"after all of {node.after_all_of}"
    return "all have left"


def brought_words(brings: dict[str, int]) -> str:
    """What a ratio brings: “30 of life and 20 of others”."""
    return listed(f"{count} of {category}" for category, count in brings.items())


def who_words(who: Who) -> str:
    """A description: “held by north, female, younger than 18”."""
    parts = [
        f"held by {who.held_by}" if who.held_by else "",
        {"f": "female", "m": "male"}.get(who.sex or "", ""),
        f"at least {who.age_from} years old" if who.age_from is not None else "",
        f"younger than {who.age_below}" if who.age_below is not None else "",
        who.civil or "",
        _any_of("", who.health),
        _any_of("sentence ", who.sentence),
        _any_of("group ", who.group),
        _any_of("row ", who.keys),
        {True: "dead", False: "living"}.get(who.remains, "") if who.remains is not None else "",
    ]
    return ", ".join(part for part in parts if part) or "everybody"


def _any_of(word: str, values: Iterable[str]) -> str:
    found = " or ".join(values)
    return f"{word}{found}" if found else ""


def _bounds(least: int | None, most: int | None) -> str:
    parts = [f"at least {least}" if least is not None else "", f"at most {most}" if most is not None else ""]
    return " and ".join(part for part in parts if part) or "any number"
