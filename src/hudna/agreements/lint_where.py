"""Where: the lints about scope, zones, named areas and reference lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from hudna.agreements.lint_draft import Draft, like, listed
from hudna.agreements.lint_rules import Lint
from hudna.agreements.lint_who import FIGHTING, asked
from hudna.agreements.model import Acceptance, Exchange, Exclusion, Scope, Withdrawal
from hudna.agreements.names import Path_
from hudna.agreements.places import shape_words
from hudna.ground import Fault, Shape, share_of_region

REACHES_OUT = 0.01  # shapes drawn by hand never meet exactly; less than this share outside is let pass


@dataclass(frozen=True, slots=True)
class Use:
    """A shape in a clause; ``areal``: it has to cover ground."""

    clause: str
    path: Path_
    shape: Shape
    areal: bool


def uses(draft: Draft) -> Iterator[Use]:
    """Every shape that a clause gives."""
    for part, shape in draft.nodes(Shape):
        yield Use(part.clause, part.path, shape, areal="lines" not in part.path)


def named_areas(shape: Shape) -> Iterator[str]:
    """The named areas that a shape is built from."""
    if shape.area is not None:
        yield shape.area
    inner = [shape.buffer.of] if shape.buffer else []
    for part in (*inner, *(shape.union or ()), *(shape.intersection or ()), *(shape.difference or ())):
        yield from named_areas(part)


def areas(draft: Draft) -> Iterator[Lint]:
    """area-unknown, zone-missing (an area without outline): one per area, at its first use."""
    known = draft.loaded.areas.by_id
    unknown: dict[str, list[Use]] = {}
    blank: dict[str, list[Use]] = {}
    for use in uses(draft):
        for area in named_areas(use.shape):
            if area not in known:
                unknown.setdefault(area, []).append(use)
            elif known[area].shape is None:
                blank.setdefault(area, []).append(use)
    for area, found in unknown.items():
        what = f"There is no area “{area}”.{like(area, known)}"
        yield draft.lint("area-unknown", found[0].clause, found[0].path, what, others=[u.clause for u in found])
    for area, found in blank.items():
        words = shape_words(Shape(area=area), draft.loaded.areas)
        what = f"The boundary of “{words}” is missing: the area is named, but its outline is not given."
        yield draft.lint("zone-missing", found[0].clause, found[0].path, what, others=[u.clause for u in found])


def outlines(draft: Draft) -> Iterator[Lint]:
    """zone-unsound: shapes that cannot be drawn for any other reason; the same reason once."""
    found: dict[tuple[str, str], list[Use]] = {}
    known = draft.loaded.areas.by_id
    for use in uses(draft):
        if any(area not in known or known[area].shape is None for area in named_areas(use.shape)):
            continue
        what = _unsound(draft, use)
        if what:
            found.setdefault((what, "" if use.shape.area else f"{use.clause}{use.path}"), []).append(use)
    for (what, _), named in found.items():
        others = [use.clause for use in named]
        yield draft.lint("zone-unsound", named[0].clause, named[0].path, what, others=others)


def _unsound(draft: Draft, use: Use) -> str:
    """What is wrong with a shape, and in which line of which file if that is another; empty: nothing."""
    drawn = draft.drawn(use.shape)
    words = shape_words(use.shape, draft.loaded.areas)
    words = words.replace("the ", "The ", 1) if words.startswith("the ") else words
    if isinstance(drawn, Fault):
        there = f" ({Path(drawn.where.file).name}, line {drawn.where.line})" if drawn.where.line else ""
        return f"{words}{there}: {drawn.what}"
    if use.areal and int(shapely.get_dimensions(drawn)) < 2:
        return f"{words} covers no ground."
    return ""


def scope(draft: Draft) -> Iterator[Lint]:
    """zone-missing: clauses that need ground and have neither a zone of their own nor that of the scope."""
    if draft.scope is not None and draft.scope.zone is not None:
        return
    bare = [clause for clause in draft.zoned if clause.zone is None]
    ids = [clause.id for clause in bare]
    if draft.scope is not None and (bare or not draft.scope.lines):
        what = f"Clause {draft.scope.id} draws no boundary: where the agreement holds is not said."
        yield draft.lint("zone-missing", draft.scope.id, (), what, others=ids)
    elif draft.scope is None and bare:
        what = f"The boundary is missing: there is no scope, and no zone in {listed(ids)}."
        yield draft.lint("zone-missing", ids[0], (), what, others=ids)
    elif draft.scope is None and not draft.bans and not draft.of(Exchange):
        yield draft.absent("zone-missing", "The boundary is missing: no clause says where the agreement holds.")


def outside(draft: Draft) -> Iterator[Lint]:
    """zone-outside-scope: a warning if wholly outside, a note if it reaches out."""
    ground = draft.ground(draft.scope.zone) if draft.scope is not None else None
    if ground is None or draft.scope is None or int(shapely.get_dimensions(ground)) < 2:
        return
    shapely.prepare(ground)
    for clause in draft.zoned:
        zone = draft.ground(clause.zone)
        if zone is None or ground.covers(zone):
            continue
        others = [draft.scope.id]
        if not ground.intersects(zone):
            what = f"The zone of clause {clause.id} lies wholly outside the scope."
            yield draft.lint("zone-outside-scope", clause.id, ("zone",), what, others=others)
        elif (share := 1.0 - _inside(zone, ground)) > REACHES_OUT:
            what = f"{share:.0%} of the zone of clause {clause.id} lies outside the scope."
            yield draft.lint("zone-outside-scope", clause.id, ("zone",), what, others=others, severity="note")


def _inside(zone: BaseGeometry, ground: BaseGeometry) -> float:
    if int(shapely.get_dimensions(zone)) < 2:
        return 1.0
    return share_of_region(zone, ground)


def lines(draft: Draft) -> Iterator[Lint]:
    """line-missing, line-party."""
    scope_lines = draft.scope_lines
    register = draft.loaded.parties.by_id
    for clause in draft.agreement.clauses:
        for party in (clause.lines or ()) if isinstance(clause, Scope | Withdrawal) else ():
            if party in register and register[party].kind == "people":
                what = f"{draft.name_of(party)} are people who can be hit, not a party with a line."
                yield draft.lint("line-party", clause.id, ("lines", party), what)
    excluded = {party for c in draft.of(Exclusion) for party in c.parties}
    refused = {a.party for c in draft.of(Acceptance) for a in c.answers if a.answer == "refused"}
    for clause in draft.of(Withdrawal):
        given = scope_lines if clause.lines is None else clause.lines
        if not given:
            what = f"Neither clause {clause.id} nor the scope gives any party its line."
            yield draft.lint("line-missing", clause.id, (), what)
            continue
        lacking = [p for p in sorted(asked(draft) - refused) if _lacks_line(draft, p, set(given), excluded)]
        if lacking:
            have = "have" if len(lacking) > 1 else "has"
            what = f"{listed(map(draft.name_of, lacking))} {have} no line to withdraw from."
            path = ("lines",) if clause.lines else ()
            yield draft.lint("line-missing", clause.id, path, what, severity="warning")


def _lacks_line(draft: Draft, party: str, given: set[str], excluded: set[str]) -> bool:
    known = draft.loaded.parties.by_id.get(party)
    if known is None or known.kind not in FIGHTING:
        return False
    uppers = draft.uppers(party)
    return not (uppers & given or uppers & excluded or draft.lowers[party] & given)


CHECKS = (areas, outlines, scope, outside, lines)
