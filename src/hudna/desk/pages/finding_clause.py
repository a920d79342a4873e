"""The clause that a finding rests on: its signed words beside its typed terms, from the text it was assessed under."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from hudna.agreements import AnyClause, Loaded
from hudna.desk.doorway import Door
from hudna.desk.models import Import
from hudna.desk.names import Names
from hudna.desk.pages.agreement_terms import Fact, Terms


@dataclass(frozen=True)
class Signed:
    """A clause as it was signed, and as it is typed. ``language``: that of the words; ``href``: where its text is."""

    id: str
    words: str
    language: str
    cites: str
    terms: tuple[Fact, ...]
    title: str
    version: str
    href: str


@dataclass(frozen=True)
class Basis:
    """The text that a finding rests on, as far as the visitor sees it. ``loaded`` None: they do not see it."""

    plan: str
    version: str
    loaded: Loaded | None


def basis_of(door: Door, feed: str) -> Basis:
    """The text under which the incidents of an import were assessed."""
    told = Import.objects.filter(pk=feed).values_list("assessed", flat=True).first() or {}
    plan, version = str(told.get("plan", "")), str(told.get("version", ""))
    offered = door.state.consents.plans.get(plan, {}).get(version)
    loaded = door.case.texts.get(offered.offer.document) if offered else None
    return Basis(plan, version, loaded)


def signed(basis: Basis, wanted: str, names: Names) -> Signed | None:
    """The words and the terms of a clause; None where its text is not seen, or has no such clause."""
    clause = _clause(basis.loaded, wanted) if basis.loaded else None
    if basis.loaded is None or clause is None:
        return None
    words, language = names.words(clause.words)
    cites = f"{clause.cites.source}, {clause.cites.at}" if clause.cites and clause.cites.at else ""
    title = names.words(basis.loaded.agreement.title)[0]
    where = way_to("agreement-one", basis.plan, basis.version)
    terms = Terms(basis.loaded).of(clause)
    return Signed(clause.id, words, language, cites, terms, title, basis.version, where)


def _clause(loaded: Loaded, wanted: str) -> AnyClause | None:
    """The clause that is called so, or (for “exclusion”) the one that excludes actors."""
    if wanted in loaded.clauses:
        return loaded.clauses[wanted]
    return next((one for one in loaded.agreement.clauses if one.kind == wanted == "exclusion"), None)


def asked(basis: Basis) -> tuple[str, ...]:
    """The parties that the text asks to agree: whom one may want to tell of a ruling."""
    clauses = basis.loaded.agreement.clauses if basis.loaded else ()
    return tuple(dict.fromkeys(party for clause in clauses for party in getattr(clause, "invited", ())))


def way_to(name: str, *arguments: str) -> str:
    """The address of a page; empty where there is none."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
