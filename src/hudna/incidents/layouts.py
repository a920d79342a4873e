"""The layouts that are known: which columns tell them, which they need, and who makes incidents of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hudna.incidents import acled, own, ucdp
from hudna.incidents.context import Context
from hudna.incidents.draft import Draft
from hudna.incidents.sniff import fault

FEWEST_MARKERS = 2


@dataclass(frozen=True)
class Layout:
    """How a table with certain columns is read; ``words``: columns of few different words."""

    name: str
    fill: Callable[[Draft, Context], None]
    needed: tuple[str, ...]
    wanted: tuple[str, ...]
    markers: frozenset[str]
    note: str
    renamed: Mapping[str, str] = field(default_factory=dict)
    place: tuple[frozenset[str], ...] = (frozenset(),)
    words: frozenset[str] = frozenset()


UCDP = Layout("ucdp", ucdp.fill, ucdp.NEEDED, ucdp.WANTED, frozenset(ucdp.MARKERS), "source_headline", ucdp.RENAMED)
ACLED = Layout(
    "acled", acled.fill, acled.NEEDED, acled.WANTED, frozenset(acled.MARKERS), "notes", words=frozenset(acled.WORDS)
)
OWN = Layout(
    "hudna",
    own.fill,
    own.NEEDED,
    (*own.COLUMNS, *own.KEPT),
    frozenset(own.MARKERS),
    "note",
    place=(frozenset({"lon", "lat"}), frozenset({"area"})),
)
LAYOUTS = (UCDP, ACLED, OWN)
MARKERS = tuple(layout.markers for layout in LAYOUTS)


def layout_of(names: Iterable[str], path: Path, line: int) -> Layout:
    """The layout whose marker columns most names are of. Raises feed-layout, or feed-columns for what is missing."""
    names = list(names)
    layout = max(LAYOUTS, key=lambda kind: len(kind.markers.intersection(names)))
    if len(layout.markers.intersection(names)) < FEWEST_MARKERS:
        found = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
        raise fault("feed-layout", f"The columns are of no source that is known: {found}.", path, line)
    given = {layout.renamed.get(name, name) for name in names}
    missing = [name for name in layout.needed if name not in given]
    if not any(place <= given for place in layout.place):
        missing += ["lon", "lat"]
    if missing:
        what = f"It looks like {layout.name}, but has no column “{'”, “'.join(missing)}”."
        raise fault("feed-columns", what, path, line)
    return layout


def named_as(layout: Layout, names: Sequence[str]) -> dict[str, int]:
    """The columns that the layout wants → where they stand."""
    places = {layout.renamed.get(name, name): place for place, name in enumerate(names)}
    return {name: places[name] for name in layout.wanted if name in places}
