"""Exchange: the lints about who is released for whom, in what order, and what can never be."""

from __future__ import annotations

from collections.abc import Iterator

from hudna.agreements.lint_draft import Draft, like
from hudna.agreements.lint_rules import Lint
from hudna.agreements.model import Exchange, PrisonerLists
from hudna.agreements.model_exchange import Category, Opens
from hudna.agreements.names import SIGNATURE, START, Path_, entries

Named = tuple[str, Path_]


def categories_named(clause: Exchange) -> Iterator[Named]:
    """Every category that a clause of an exchange names, and where."""
    for place, ratio in enumerate(clause.ratios):
        yield ratio.of, ("ratios", place, "of")
        yield from ((category, ("ratios", place, "brings", category)) for category in ratio.brings)
    if clause.all_for_all is not None:
        yield from ((category, ("all_for_all", "of", n)) for n, category in enumerate(clause.all_for_all.of))
    for place, order in enumerate(clause.orders):
        for step, row in enumerate(order.steps):
            yield from ((category, ("orders", place, "steps", step, n)) for n, category in enumerate(row))
    for field in ("sizes", "paces", "apart", "balance", "done"):
        for place, node in enumerate(getattr(clause, field)):
            if node.of is not None:
                yield node.of, (field, place, "of")
    for place, opens in enumerate(clause.opens):
        if opens.after_all_of is not None:
            yield opens.after_all_of, ("opens", place, "after_all_of")


def categories(draft: Draft) -> Iterator[Lint]:
    """category-unknown, category-twice."""
    first: dict[str, str] = {}
    for clause in draft.of(Exchange):
        for number, category in enumerate(clause.categories):
            if category.id in first:
                what = f"The category “{category.id}” is described by clause {first[category.id]} already."
                path = ("categories", number, "id")
                yield draft.lint("category-twice", clause.id, path, what, others=[first[category.id]])
            first.setdefault(category.id, clause.id)
    seen: set[str] = set()
    for clause in draft.of(Exchange):
        for name, where in categories_named(clause):
            if name not in first and name not in seen:
                seen.add(name)
                what = f"No clause describes a category “{name}”.{like(name, first)}"
                yield draft.lint("category-unknown", clause.id, where, what)


def sides(draft: Draft) -> Iterator[Lint]:
    """exchange-sides: two of them, the same in every clause, and nobody else holds or releases."""
    clauses = draft.of(Exchange)
    said = [clause for clause in clauses if clause.sides]
    if clauses and not said:
        yield draft.lint("exchange-sides", clauses[0].id, (), "No clause says which two sides release people.")
        return
    for clause in said:
        if len(set(clause.sides)) != 2:
            yield draft.lint("exchange-sides", clause.id, ("sides",), "An exchange has two sides.")
        elif set(clause.sides) != set(said[0].sides):
            what = f"Clause {said[0].id} names other sides."
            yield draft.lint("exchange-sides", clause.id, ("sides",), what, others=[said[0].id])
    for clause in clauses:
        for party, path in _holders(clause):
            if party not in said[0].sides:
                what = f"“{party}” is no side of the exchange."
                yield draft.lint("exchange-sides", clause.id, path, what)


def _holders(clause: Exchange) -> Iterator[Named]:
    for place, category in enumerate(clause.categories):
        for number, who in enumerate(category.who):
            if who.held_by is not None:
                yield who.held_by, ("categories", place, "who", number, "held_by")
    for place, where in enumerate(clause.places):
        yield from ((party, ("places", place, "of", number)) for number, party in enumerate(where.of))


def terms(draft: Draft) -> Iterator[Lint]:
    """exchange-for-nothing, exchange-balance-missing, exchange-remains-missing, exchange-place-missing."""
    clauses = draft.of(Exchange)
    if not clauses:
        return
    home = clauses[0].id
    if not any(clause.ratios or clause.all_for_all for clause in clauses):
        yield draft.lint("exchange-for-nothing", home, (), "How many are released for how many is not said.")
    if not any(clause.balance for clause in clauses):
        what = "How far either side may stand out after a hand-over is not said; it is taken as not at all."
        yield draft.lint("exchange-balance-missing", home, (), what)
    if not any(clause.remains for clause in clauses):
        what = "When the dead are handed over, and whether they count, is not said."
        yield draft.lint("exchange-remains-missing", home, (), what)
    if not any(clause.places for clause in clauses):
        yield draft.lint("exchange-place-missing", home, (), "Where people are handed over is not said.")


def lists(draft: Draft) -> Iterator[Lint]:
    """lists-missing, lists-due-missing."""
    found = draft.of(PrisonerLists)
    for clause in draft.of(Exchange)[:1]:
        if not found:
            what = "Nobody is to hand over a list of people, and an exchange is of people on lists."
            yield draft.lint("lists-missing", clause.id, (), what)
    for one in found:
        if one.due is None:
            yield draft.lint(
                "lists-due-missing", one.id, (), f"By when the lists of clause {one.id} are due is not said."
            )


def never(draft: Draft) -> Iterator[Lint]:
    """exchange-never: what no schedule can fulfil, whoever is on the lists."""
    described = {category.id: category for clause in draft.of(Exchange) for category in clause.categories}
    for clause in draft.of(Exchange):
        for what, path in (*_empty(clause), *_one_holder(clause, described), *_waits(clause), *_late(draft, clause)):
            yield draft.lint("exchange-never", clause.id, path, what)


def _empty(clause: Exchange) -> Iterator[Named]:
    """Ages and numbers that leave nobody, places without seats."""
    for place, category in enumerate(clause.categories):
        for number, who in enumerate(category.who):
            if who.age_from is not None and who.age_below is not None and who.age_from >= who.age_below:
                what = f"Nobody is at least {who.age_from} and younger than {who.age_below} years old."
                yield what, ("categories", place, "who", number, "age_below")
    for place, size in enumerate(clause.sizes):
        if size.smallest is not None and size.largest is not None and size.smallest > size.largest:
            yield f"At least {size.smallest} and at most {size.largest} cannot be.", ("sizes", place, "largest")
        elif size.largest == 0:
            yield "At most nobody in a hand-over: nobody ever leaves.", ("sizes", place, "largest")
    if clause.places and not any(where.seats for where in clause.places):
        yield "No place has a seat: nobody ever leaves.", ("places", 0, "seats")


def _one_holder(clause: Exchange, described: dict[str, Category]) -> Iterator[Named]:
    for place, ratio in enumerate(clause.ratios):
        for category in ratio.brings:
            both = [{who.held_by for who in described[one].who} for one in (ratio.of, category) if one in described]
            if len(both) == 2 and both[0] == both[1] and len(both[0]) == 1 and None not in both[0]:
                what = (
                    f"“{ratio.of}” and “{category}” are both held by {both[0].pop()}; the other side is to bring them."
                )
                yield what, ("ratios", place, "brings", category)


def _waits(clause: Exchange) -> Iterator[Named]:
    opens = {one.event: one.after_batch for one in clause.opens if one.after_batch is not None}
    for place, one in enumerate(clause.waits):
        if one.until in opens and opens[one.until] >= one.batch:
            what = (
                f"Hand-over {one.batch} waits for “{one.until}”, which opens only after hand-over {opens[one.until]}."
            )
            yield what, ("waits", place, "until")
    for place, after in enumerate(clause.opens):
        if (after.after_batch is None) == (after.after_all_of is None):
            yield f"After what “{after.event}” opens is said twice or not at all.", ("opens", place)


def _late(draft: Draft, clause: Exchange) -> Iterator[Named]:
    first = draft.instant(clause.batches.first, clause.id, "batches", "first") if clause.batches else None
    for place, done in enumerate(clause.done):
        by = draft.instant(done.by, clause.id, "done", place, "by")
        if by is not None and first is not None and by <= first:
            what = (
                f"All are to have left by {draft.stamp(by)}, no later than the first hand-over ({draft.stamp(first)})."
            )
            yield what, ("done", place, "by")


def names(draft: Draft) -> Iterator[Lint]:
    """event-unknown: what opens after a hand-over."""
    known = {SIGNATURE, START, *(name for name, _ in entries(draft.agreement))}
    for part, opens in draft.nodes(Opens):
        if opens.event not in known:
            what = f"There is no event, clause or phase “{opens.event}”.{like(opens.event, known)}"
            yield draft.lint("event-unknown", part.clause, (*part.path, "event"), what)


CHECKS = (categories, sides, terms, lists, never, names)
