"""What: the lints about acts, terms, weapons and quantities."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from hudna.agreements.lint_draft import Draft, like, listed, spoken
from hudna.agreements.lint_rules import Lint, Severity
from hudna.agreements.lookup import weapon_words
from hudna.agreements.model import (
    Ban,
    Freeze,
    Permission,
    Pullback,
    Quantity,
    WeaponClass,
    Withdrawal,
)
from hudna.ground import fold


def terms(draft: Draft) -> Iterator[Lint]:
    """term-undefined: words of `acts` (error) and of `uses` (warning) that nothing explains; one per word."""
    defined = {fold(definition.term) for definition in draft.agreement.definitions}
    acts = draft.loaded.acts
    spelt = [definition.term for definition in draft.agreement.definitions]
    found: dict[tuple[str, bool], list[tuple[str, tuple[str, int]]]] = {}
    for clause in draft.agreement.clauses:
        for number, word in enumerate(getattr(clause, "acts", ())):
            if word not in spelt and word not in acts.tree.paths:
                found.setdefault((word, True), []).append((clause.id, ("acts", number)))
        for number, word in enumerate(clause.uses):
            if fold(word) not in defined and word not in acts.tree.paths and fold(word) not in draft.act_names:
                found.setdefault((word, False), []).append((clause.id, ("uses", number)))
    for (word, grave), places in found.items():
        clause_id, path = places[0]
        hint = like(word, [*spelt, *acts.tree.paths])
        what = f"“{word}” is neither defined nor an act of the taxonomy.{hint}"
        others = [place for place, _ in places]
        severity: Severity | None = None if grave else "warning"
        yield draft.lint("term-undefined", clause_id, path, what, others=others, severity=severity)


def acts(draft: Draft) -> Iterator[Lint]:
    """act-undefined: bans (also freezes and withdrawals) in which no word leads to an act."""
    hollow = {d.term for d in draft.agreement.definitions if not d.acts}
    for clause in draft.bans:
        if draft.acts_of(clause):
            continue
        words = [word for word in clause.acts if word in hollow]
        what = f"Clause {clause.id} does not say which acts it forbids."
        if words:
            terms = listed(f"“{word}”" for word in words)
            what = f"Clause {clause.id} forbids {terms}, defined in words only, without acts."
        elif clause.acts:
            what = f"No act is known by what clause {clause.id} forbids ({listed(clause.acts)})."
        yield draft.lint("act-undefined", clause.id, ("acts",) if clause.acts else (), what)


def definitions(draft: Draft) -> Iterator[Lint]:
    """act-unknown, definition-unused."""
    known = draft.loaded.acts.tree.paths
    clauses = draft.agreement.clauses
    used = {fold(word) for c in clauses for word in (*c.uses, *getattr(c, "acts", ()))}
    text = fold(" \n ".join(words for c in clauses for words in (c.words or {}).values()))
    for number, definition in enumerate(draft.agreement.definitions):
        for place, act in enumerate(definition.acts):
            if act not in known:
                what = f"“{definition.term}” stands for “{act}”, no act of the taxonomy.{like(act, known)}"
                yield draft.lint("act-unknown", "", ("definitions", number, "acts", place), what)
        if fold(definition.term) not in used and fold(definition.term) not in text:
            what = f"No clause uses the term “{definition.term}”."
            yield draft.lint("definition-unused", "", ("definitions", number), what)


def weapons(draft: Draft) -> Iterator[Lint]:
    """weapon-unknown: classes that do not exist or select nothing; one per class."""
    found: dict[str, list[tuple[str, tuple[str | int, ...]]]] = {}
    for part, wanted in draft.nodes(WeaponClass):
        if not draft.weapons_of(wanted):
            found.setdefault(weapon_words(wanted), []).append((part.clause, part.path))
    known = draft.loaded.acts.weapon_tree.paths
    for words, places in found.items():
        clause, path = places[0]
        kind = words.split(" ")[0]
        what = f"No weapon that is known belongs to {words}."
        if kind not in known:
            what = f"There is no weapon or class of weapons “{kind}”.{like(kind, known)}"
        yield draft.lint("weapon-unknown", clause, path, what, others=[place for place, _ in places])
    for part, wanted in draft.nodes(WeaponClass):
        for number, kind in enumerate(wanted.except_kinds):
            if kind not in known:
                what = f"There is no weapon or class of weapons “{kind}” to leave out.{like(kind, known)}"
                yield draft.lint("weapon-unknown", part.clause, (*part.path, "except_kinds", number), what)


def pullbacks(draft: Draft) -> Iterator[Lint]:
    """pullback-missing, pullback-overlap, pullback-gap: the classes and distances within one withdrawal."""
    for clause in draft.of(Withdrawal):
        if not clause.pullbacks:
            what = f"Clause {clause.id} names no class of weapons and no distance."
            yield draft.lint("pullback-missing", clause.id, (), what)
        first: dict[str, float] = {}
        for number, pullback in enumerate(clause.pullbacks):
            chosen = _chosen(draft, pullback)
            twice = sorted(w for w in chosen if first.get(w, pullback.km) != pullback.km)
            if twice:
                what = f"{listed(twice, most=3)} may stand at {first[twice[0]]:g} km and at {pullback.km:g} km."
                yield draft.lint("pullback-overlap", clause.id, ("pullbacks", number), what)
            first = dict.fromkeys(chosen, pullback.km) | first
        yield from _gaps(draft, clause)


def _chosen(draft: Draft, pullback: Pullback) -> set[str]:
    return {weapon for wanted in pullback.weapons for weapon in draft.weapons_of(wanted)}


def _gaps(draft: Draft, clause: Withdrawal) -> Iterator[Lint]:
    """Known weapons of a class that lie between two calibre bounds given for that class."""
    bounds: dict[str, list[tuple[float, float]]] = {}
    chosen: set[str] = set()
    for pullback in clause.pullbacks:
        chosen |= _chosen(draft, pullback)
        for wanted in pullback.weapons:
            bound = (wanted.calibre_from_mm or 0.0, wanted.calibre_below_mm or float("inf"))
            bounds.setdefault(wanted.kind, []).append(bound)
    catalogue = draft.loaded.acts
    for kind, found in bounds.items():
        for (_, below), (above, _) in pairwise(sorted(found)):
            between = (
                catalogue.of_class(kind, calibre_from=below, calibre_below=above) - chosen if below < above else ()
            )
            if between:
                stays = listed(sorted(between), most=3)
                what = f"Between the bounds of {below:g} and {above:g} mm stays: {stays}."
                yield draft.lint("pullback-gap", clause.id, ("pullbacks",), what)


def quantities(draft: Draft) -> Iterator[Lint]:
    """quantity-without-period, subquota-above-whole."""
    for clause in draft.of(Quantity):
        if clause.per == "total" and clause.until is None and draft.end is None:
            what = f"By when {clause.count:g} × {spoken(clause.item)} are reached is not said, and nothing ends."
            yield draft.lint("quantity-without-period", clause.id, ("per",), what)
        for number, part in enumerate(clause.subquotas):
            if part.count > clause.count:
                what = f"{part.count:g} × {spoken(part.item)} are more than the whole ({clause.count:g})."
                yield draft.lint("subquota-above-whole", clause.id, ("subquotas", number), what)


def exceptions(draft: Draft) -> Iterator[Lint]:
    """clause-unknown, clause-kind: what permissions except from."""
    clauses = draft.loaded.clauses
    for clause in draft.of(Permission):
        for number, name in enumerate(clause.of or ()):
            banned = clauses.get(name)
            path = ("of", number)
            if banned is None:
                what = f"There is no clause {name} to except from.{like(name, clauses)}"
                yield draft.lint("clause-unknown", clause.id, path, what)
            elif not isinstance(banned, Ban | Freeze | Withdrawal):
                what = f"Clause {name} ({banned.kind}) forbids nothing that could be excepted from."
                yield draft.lint("clause-kind", clause.id, path, what, others=[name])


CHECKS = (terms, acts, definitions, weapons, pullbacks, quantities, exceptions)
