"""Compare: two versions of one part of an agreement, field by field, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from hudna.agreements.exchange_words import THINGS, Entry, brought_words, entry_in_words, owner_of
from hudna.agreements.labels import absent, label_of
from hudna.agreements.lookup import weapon_words
from hudna.agreements.measure import ground_words, language_words, listed, reworded, span_words
from hudna.agreements.model import (
    Answer,
    Cites,
    Designation,
    Moment,
    Pullback,
    Renewal,
    Source,
    Span,
    WeaponClass,
)
from hudna.agreements.model_exchange import AllForAll, Batches, Remains, Who
from hudna.agreements.sides import (
    Change,
    Side,
    Spot,
    What,
    added_dropped,
    difference,
    entry_words,
    moment_words,
    said,
)
from hudna.ground import Plain, Shape

KEYS = ("id", "kind", "party", "term")
PARTIES = frozenset({"by", "against", "invited", "parties", "who"})


class Comparison:
    """Compares the parts of two versions; ``renumbered``: the old number of a clause → its new one."""

    def __init__(self, old: Side, new: Side, renumbered: Mapping[str, str]) -> None:
        self.old, self.new, self.renumbered = old, new, renumbered

    def fields(self, one: Plain, other: Plain, spot: Spot, owner: str = "") -> Iterator[Change]:
        """Every field of two nodes of the same kind, save those that name them."""
        kind = type(other).__name__
        for name in type(other).model_fields:
            if name not in KEYS and f"{kind}.{name}" != "SubQuota.item":
                label = label_of(kind, name, owner)
                here = Spot(spot.clause, label, name, (*spot.old, name), (*spot.new, name))
                yield from self.value(getattr(one, name), getattr(other, name), here)

    def value(self, one: Any, other: Any, spot: Spot) -> Iterator[Change]:
        """Two values of one field; what only the shared files changed is said too."""
        sample = next((side for side in (one, other) if side), None)
        if isinstance(sample, dict):
            yield from self._mapped(one or {}, other or {}, spot)
        elif isinstance(sample, list):
            yield from self._listed(one, other, sample[0], spot)
        elif isinstance(sample, Moment):
            yield from self._moment(one, other, spot)
        elif isinstance(sample, Shape):
            yield from self._ground(one, other, spot)
        elif isinstance(sample, Renewal | Batches):
            yield from self.fields(one or type(sample)(), other or type(sample)(), spot)
        elif isinstance(sample, AllForAll | Remains):
            yield from self._whole(one, other, spot)
        elif isinstance(sample, Cites):
            if one != other:
                yield Change("words", spot.clause, "the place of its words in the sources changes")
        elif one != other and not (isinstance(one, str) and self.renumbered.get(one) == other):
            before, after = (absent(spot.field) if value is None else said(value) for value in (one, other))
            yield Change("term", spot.clause, f"{spot.label} goes from {before} to {after}")

    def _listed(self, one: Any, other: Any, first: Any, spot: Spot) -> Iterator[Change]:
        if isinstance(first, Moment):
            before, after = one or [], other or []
            for n in range(max(len(before), len(after))):
                was, now = (side[n] if n < len(side) else None for side in (before, after))
                yield from self._moment(was, now, spot.at(spot.label, n))
        elif isinstance(first, WeaponClass):
            yield from self._weapons(one, other, spot)
        elif isinstance(first, Pullback):
            yield from self._pullbacks(one or [], other or [], spot)
        elif isinstance(first, str | dict | Span):
            yield from self._names(one, other, spot)
        elif isinstance(first, list | Who):
            yield from self._rows(one or [], other or [], spot)
        elif isinstance(first, tuple(THINGS)):
            yield from self._entries(one or [], other or [], spot)
        else:
            yield from self._keyed(one or [], other or [], spot)

    def _mapped(self, one: dict[str, Any], other: dict[str, Any], spot: Spot) -> Iterator[Change]:
        """Words by language, lines by party, events by name."""
        if any(isinstance(value, str) for value in (*one.values(), *other.values())):
            yield from self._words(one, other, spot)
            return
        if spot.field == "brings":
            if one != other:
                words = f"{spot.label} goes from {brought_words(one)} to {brought_words(other)}"
                yield Change("term", spot.clause, words)
            return
        for key in dict.fromkeys([*one, *other]):
            label = f"the line of {self.new.party(key)}" if spot.field == "lines" else f"the event “{key}”"
            yield from self.value(one.get(key), other.get(key), spot.at(label, key))
            if (key in one) != (key in other) and one.get(key) is None and other.get(key) is None:
                how = "is new, not yet dated" if key in other else "is struck"
                yield Change("time", spot.clause, f"{label} {how}")

    def _words(self, one: dict[str, str], other: dict[str, str], spot: Spot) -> Iterator[Change]:
        subject = "" if spot.field == "words" else f"{spot.label}: "
        for code in dict.fromkeys([*one, *other]):
            language = language_words(code)
            if code not in other:
                yield Change("words", spot.clause, f"{subject}the {language} text is struck")
            elif code not in one:
                yield Change("words", spot.clause, f"{subject}the {language} text is new: “{other[code]}”")
            elif one[code] != other[code]:
                how = reworded(one[code], other[code])
                yield Change("words", spot.clause, f"{subject}in the {language} text, {how}")

    def _moment(self, one: Moment | None, other: Moment | None, spot: Spot) -> Iterator[Change]:
        before, after = self.old.time(one, spot.old), self.new.time(other, spot.new)
        was, now = moment_words(one, before), moment_words(other, after)
        if one is not None and one.event is not None:
            one = one.model_copy(update={"event": self.renumbered.get(one.event, one.event)})
        words = ""
        if one is None or other is None:
            if one is not other:
                words = f"is no longer said (it was {was})" if other is None else f"is now set: {now}"
        elif before and after and before.instant != after.instant:
            span = after.instant - before.instant
            basis = f", which counts from {other.event}," if one == other and other.event else ""
            way = "later" if span.days >= 0 else "earlier"
            words = f"moves {span_words(span)} {way}, from {was} to {now}"
            words = f"{basis} {words}" if basis else words
        elif one != other:
            same = "stays the same instant, but is said otherwise; it " if before and after else ""
            words = f"{same}goes from {was} to {now}"
        if words:
            yield Change("time", spot.clause, f"{spot.label} {words}".replace(" ,", ","))

    def _ground(self, one: Shape | None, other: Shape | None, spot: Spot) -> Iterator[Change]:
        before, after = self.old.place(one, spot.old), self.new.place(other, spot.new)
        how: str | None = None
        if before and after:
            how = ground_words(before.geometry, after.geometry)
            if how and before.name != after.name:
                how += f"; it is now {after.name}"
        elif one != other or before or after:
            was = self.old.place_words(one, before, spot.field)
            how = f"goes from {was} to {self.new.place_words(other, after, spot.field)}"
        if how:
            yield Change("place", spot.clause, f"{spot.label} {how}")

    def _names(self, one: list[Any] | None, other: list[Any] | None, spot: Spot) -> Iterator[Change]:
        """Lists in which only the members count: parties, acts, clauses, hours, conditions, steps."""
        say: Callable[[Any], str] = said
        if spot.field in PARTIES:
            say = self.new.party
        elif spot.field == "acts":
            say = self.new.act
        before = one
        if one is not None and spot.field == "of":
            before = [self.renumbered.get(number, number) for number in one]
        kind: What = "party" if spot.field in PARTIES else "term"
        gone, come = difference(before, other)
        if before is None or other is None:
            was, now = (
                absent(spot.field) if side is None else listed(map(say, side)) if side else "none"
                for side in (before, other)
            )
            yield Change(kind, spot.clause, f"{spot.label} go from {was} to {now}")
        elif gone or come:
            yield Change(kind, spot.clause, f"{spot.label}: {added_dropped(gone, come, say)}")
        if spot.field == "acts":
            kept = [act for act in other or () if act in (one or ())]
            yield from self._covers_now(kept, self.old.leaves, self.new.leaves, spot.clause)

    def _weapons(self, one: list[WeaponClass] | None, other: list[WeaponClass] | None, spot: Spot) -> Iterator[Change]:
        names = [None if side is None else [weapon_words(weapon) for weapon in side] for side in (one, other)]
        yield from self._names(names[0], names[1], spot)
        yield from self._classes(one or (), other or (), spot.clause)

    def _classes(self, one: Sequence[WeaponClass], other: Sequence[WeaponClass], clause: str) -> Iterator[Change]:
        kept = {weapon_words(weapon): weapon for weapon in other if weapon in one}
        yield from self._covers_now(
            list(kept),
            lambda name: self.old.weapons(kept[name]),
            lambda name: self.new.weapons(kept[name]),
            clause,
        )

    def _covers_now(
        self,
        names: Sequence[str],
        before: Callable[[str], frozenset[str]],
        after: Callable[[str], frozenset[str]],
        clause: str,
    ) -> Iterator[Change]:
        """Names written alike that cover something else now, since the acts file changed."""
        for name in names:
            if before(name) != after(name):
                how = added_dropped(sorted(before(name) - after(name)), sorted(after(name) - before(name)), said)
                yield Change("shared", clause, f"what {name} covers, by the acts files: {how}")

    def _pullbacks(self, one: Sequence[Pullback], other: Sequence[Pullback], spot: Spot) -> Iterator[Change]:
        before, after = (
            {weapon_words(weapon): pullback.km for pullback in side for weapon in pullback.weapons}
            for side in (one, other)
        )
        for name in dict.fromkeys([*before, *after]):
            was, now = before.get(name), after.get(name)
            words = f"the distance for {name} goes from {was or 0:g} km to {now or 0:g} km"
            if was is None:
                words = f"{name} is new, at a distance of {now:g} km"
            elif now is None:
                words = f"{name} is struck (it was at a distance of {was:g} km)"
            if was != now:
                yield Change("term", spot.clause, words)
        classes = [[weapon for pullback in side for weapon in pullback.weapons] for side in (one, other)]
        yield from self._classes(classes[0], classes[1], spot.clause)

    def _whole(self, one: Plain | None, other: Plain | None, spot: Spot) -> Iterator[Change]:
        """A node that is said or not: all for all, remains."""
        if one is None or other is None:
            if one is not other:
                how = "is new" if one is None else "is struck"
                yield Change("term", spot.clause, f"{spot.label} {how}")
        else:
            yield from self.fields(one, other, spot)

    def _rows(self, one: list[Any], other: list[Any], spot: Spot) -> Iterator[Change]:
        """Steps of an order, descriptions of a category: as a whole, in words."""

        def words(rows: list[Any]) -> str:
            said = [entry_in_words(row) if isinstance(row, Who) else listed(row) if row else "nobody" for row in rows]
            return "; ".join(said) or "nobody"

        if one != other:
            yield Change("term", spot.clause, f"{spot.label} goes from “{words(one)}” to “{words(other)}”")

    def _entries(self, one: list[Entry], other: list[Entry], spot: Spot) -> Iterator[Change]:
        """Entries of an exchange, told apart by what they are about; several of one kind by their order."""
        before, after = _by_owner(one), _by_owner(other)
        for key in dict.fromkeys([*before, *after]):
            index, node = (after if key in after else before)[key]
            thing = f"{THINGS[type(node)]} “{key[0]}”" if key[0] else THINGS[type(node)]
            if key not in after:
                yield Change("term", spot.clause, f"the {thing} is struck (it was: {entry_in_words(node)})")
            elif key not in before:
                yield Change("term", spot.clause, f"the {thing} is new: {entry_in_words(node)}")
            else:
                old_index, was = before[key]
                here = Spot(spot.clause, "", "", (*spot.old, old_index), (*spot.new, index))
                yield from self.fields(was, node, here, thing)

    def _keyed(self, one: list[Plain], other: list[Plain], spot: Spot) -> Iterator[Change]:
        """Nodes with a key of their own: answers, designations, phases, parts, definitions, sources."""
        before, after = _by_key(one), _by_key(other)
        for key in dict.fromkeys([*before, *after]):
            index, node = (after if key in after else before)[key]
            people = isinstance(node, Answer | Designation)
            owner = self.new.party(key[0]) if people else key[0]
            kind: What = "party" if people else "words" if isinstance(node, Source) else "term"
            if key not in after or key not in before:
                yield Change(kind, spot.clause, entry_words(node, owner, new=key in after))
                continue
            old_index, was = before[key]
            if not isinstance(node, Source):
                here = Spot(spot.clause, "", "", (*spot.old, old_index), (*spot.new, index))
                yield from self.fields(was, node, here, owner)
            elif was != node:
                yield Change(kind, spot.clause, f"the entry of source “{owner}” changes")


def _by_key(nodes: Sequence[Plain]) -> dict[tuple[str, int], tuple[int, Plain]]:
    """The nodes by what names them, and by how many of that name came before."""
    found: dict[tuple[str, int], tuple[int, Plain]] = {}
    for index, node in enumerate(nodes):
        name = next((getattr(node, key) for key in (*KEYS, "item") if hasattr(node, key)), "")
        text = name.get("en") or next(iter(name.values())) if isinstance(name, dict) else str(name)
        count = sum(key[0] == text for key in found)
        found[text, count] = index, node
    return found


def _by_owner(entries: Sequence[Entry]) -> dict[tuple[str, int], tuple[int, Entry]]:
    found: dict[tuple[str, int], tuple[int, Entry]] = {}
    for index, entry in enumerate(entries):
        owner = owner_of(entry)
        found[owner, sum(key[0] == owner for key in found)] = index, entry
    return found
