"""The assessment by other means: plain Python, sets and datetimes, Shapely and geodesics; no kernels, no bit masks.

It follows the rules as they are written down (``Tree.share``, ``Term``, ``hudna.monitoring.judge``), one incident and
one term at a time, and knows no grid: what it finds is what there is to be found.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from shapely.geometry.base import BaseGeometry

from hudna.agreements import Resolved, Term
from hudna.ground import Fault, covers, share_of_region
from tests.monitoring.geodesy import disc_share, point_in

CERTAIN = 0.95
POINT_KM = 0.02
INSTANT = timedelta(microseconds=1)
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Alternative:
    """One way it may have been: this author (None: somebody), these targets, with this weight."""

    author: str | None
    targets: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class Finding:
    """What the rules say of an incident under a term, and then under a clause."""

    term: int
    what: float
    where: float
    when: float
    who: float
    who_low: float
    who_high: float
    spared: float
    p: float = 0.0
    low: float = 0.0
    high: float = 0.0
    verdict: str = ""
    undecided: str | None = None
    author: str | None = None
    excepted_by: str | None = None

    @property
    def known(self) -> float:
        """What, where and when together."""
        return self.what * self.where * self.when

    @property
    def is_kept(self) -> bool:
        """May it be a finding at all?"""
        return self.known > 0 and (self.who_high > 0 or self.spared > 0)


class Oracle:
    """Assesses incidents under some terms of an agreement."""

    def __init__(self, resolved: Resolved, terms: Sequence[Term] | None = None) -> None:
        self.resolved = resolved
        self.terms = tuple(resolved.terms if terms is None else terms)
        self._places: dict[tuple[Any, ...], float] = {}

    # One incident, one term

    def weigh(self, row: Row, term: int) -> Finding:
        """The four shares."""
        held = self.terms[term]
        what, when = self.what(row, held), when_share(row, held)
        who, low, high, spared = self.who(row, held)
        matters = what > 0 and when > 0 and (high > 0 or spared > 0)
        where = self.where(row, held.zone) if matters else 0.0
        p = what * where * when * who
        decided = what >= 1
        return Finding(
            term, what, where, when, who, low, high, spared, p, where * when * low * decided, where * when * high
        )

    def what(self, row: Row, term: Term) -> float:
        """Share of the kinds that the act and the weapon may be."""
        acts = self.resolved.acts
        share = acts.tree.share(row["act"] or "", term.acts)
        return share if term.weapons is None else share * acts.weapon_tree.share(row["weapon"] or "", term.weapons)

    def where(self, row: Row, zone: BaseGeometry) -> float:
        """Share of the place, remembered by place and zone."""
        lon, lat, radius = row["lon"], row["lat"], row["radius_km"] or 0.0
        key = (id(zone), row["area"], lon, lat, radius)
        if key not in self._places:
            self._places[key] = self._where(row["area"], lon, lat, radius, zone)
        return self._places[key]

    def _where(
        self, area: str | None, lon: float | None, lat: float | None, radius: float, zone: BaseGeometry
    ) -> float:
        if area is not None:
            try:
                region = self.resolved.areas.geometry(area)
            except Fault:
                return 0.5
            return 1.0 if region is zone else share_of_region(region, zone)
        if lon is None or lat is None or math.isnan(lon) or math.isnan(lat):
            return 0.5
        return float(point_in(zone, lon, lat)) if radius < POINT_KM else disc_share(zone, lon, lat, radius)

    def who(self, row: Row, term: Term) -> tuple[float, float, float, float]:
        """(share, least, most, share of what an excluded actor accounts for)."""
        share = spared = 0.0
        lows, highs = [], []
        for way in alternatives(row):
            acts, acts_low, acts_high = self.is_bound(way.author, term)
            hits = [self.is_protected(target, term) for target in way.targets] or [self.is_protected(None, term)]
            hit = sum(h for h, _, _ in hits) / len(hits)
            armed = term.targets is None or any(self._kind(t) != "people" for t in term.targets)
            out = sum(target in term.excluded for target in way.targets) / len(hits) * armed
            share += way.weight * acts * hit
            lows.append(acts_low * min(low for _, low, _ in hits))
            highs.append(acts_high * max(high for _, _, high in hits))
            if way.author in term.excluded:
                spared += way.weight * (max(high for _, _, high in hits) > 0 or out > 0)
            spared += way.weight * acts * out
        return share, min(lows), max(highs), spared

    def _kind(self, party: str | None) -> str:
        known = self.resolved.parties.by_id.get(party or "")
        return known.kind if known else "unknown"

    def is_bound(self, author: str | None, term: Term) -> tuple[float, float, float]:
        """Share, least and most: is this author bound?"""
        if author in term.excluded:
            return 0.0, 0.0, 0.0
        if author in term.bound:
            return 1.0, 1.0, 1.0
        return (0.5, 0.0, 1.0) if author in term.doubtful or self._kind(author) == "unknown" else (0.0, 0.0, 0.0)

    def is_protected(self, target: str | None, term: Term) -> tuple[float, float, float]:
        """Share, least and most: is this target one that the term protects?"""
        yes, no, open_ = (1.0, 1.0, 1.0), (0.0, 0.0, 0.0), (0.5, 0.0, 1.0)
        if target in term.excluded:
            return no
        anybody = term.targets is None and not term.excluded
        kind = self._kind(target)
        if target is None and term.targets is None and not hits_somebody(term):
            return yes
        if target is None or kind == "unknown":
            return yes if anybody else open_
        if target in (term.targets or ()):
            return yes
        if kind == "umbrella" and target not in term.bound:
            armed = term.targets is None or any(self._kind(t) != "people" for t in term.targets)
            return yes if anybody else open_ if armed else no
        return yes if term.targets is None else no

    # One incident, one clause

    def findings(self, row: Row) -> dict[str, Finding]:
        """The finding under every ban that the incident touches, by clause."""
        bans: dict[str, list[Finding]] = {}
        permits: dict[str, list[Finding]] = {}
        for number, term in enumerate(self.terms):
            weighed = self.weigh(row, number)
            if weighed.is_kept:
                (bans if term.kind == "ban" else permits).setdefault(term.clause, []).append(weighed)
        allowed = sorted((self.joined(weighed) for weighed in permits.values()), key=lambda f: f.term)
        found = {}
        for clause, weighed in bans.items():
            finding = before = self.verdict(row, self.joined(weighed))
            for permission in allowed:
                finding = self.permit(row, clause, finding, permission, before)
            if finding is not before:
                low, high = min(max(finding.low, 0.0), finding.p), max(finding.high, finding.p)
                finding = replace(finding, low=low, high=high)
            if finding.verdict != "outside":
                found[clause] = finding
        return found

    def joined(self, weighed: Sequence[Finding]) -> Finding:
        """Terms that follow each other in time are added up; of those that hold at once the weightiest stands."""
        strands: dict[tuple[Any, ...], list[Finding]] = {}
        for one in weighed:
            term = self.terms[one.term]
            strands.setdefault((id(term.zone), term.acts, term.weapons), []).append(one)
        whole = [self._following(strand) for strand in strands.values()]
        lead = max(whole, key=lambda f: (round(_weight(f), 12), -f.term))
        return replace(lead, low=max(f.low for f in whole), high=max(f.high for f in whole))

    def _following(self, strand: Sequence[Finding]) -> Finding:
        lead = max(strand, key=lambda f: (round(_weight(f), 12), -f.term))
        when = min(1.0, sum(f.when for f in strand))
        p = min(1.0, sum(f.p for f in strand))
        known = lead.what * lead.where * when
        return replace(
            lead,
            when=when,
            p=p,
            who=min(1.0, p / known),
            low=min(1.0, sum(f.low for f in strand)),
            high=min(1.0, sum(f.high for f in strand)),
            spared=sum(f.spared * f.when for f in strand) / sum(f.when for f in strand),
        )

    def verdict(self, row: Row, found: Finding) -> Finding:
        """Rules 1 to 4."""
        term = self.terms[found.term]
        named = members(row["side_a"]) if row["directed"] else ()
        author = named[0] if len(named) == 1 and named[0] in term.bound else None
        if found.high <= 0:
            return replace(found, verdict="excepted" if found.spared > 0 else "outside", author=author)
        if found.known < CERTAIN:
            shares = {"what": found.what, "where": found.where, "when": found.when}
            return replace(found, verdict="unverifiable", undecided=min(shares, key=shares.__getitem__), author=author)
        if author is None:
            return replace(found, verdict="unattributed", undecided="who")
        if found.who >= CERTAIN:
            return replace(found, verdict="breach", author=author)
        return replace(found, verdict="unverifiable", undecided="who", author=author)

    def permit(self, row: Row, clause: str, found: Finding, allowed: Finding, before: Finding) -> Finding:
        """Take away what one permission covers; ``before`` any was, its bounds are those of the ban."""
        whole_low, whole_high = before.low, before.high
        permission = self.terms[allowed.term]
        if found.p <= 1e-12 or (permission.excepts is not None and clause not in permission.excepts):
            return found
        joint = min(found.what, allowed.what) * min(found.where, allowed.where) * min(found.when, allowed.when)
        cover = joint * self.jointly(row, self.terms[found.term], permission)
        if cover <= 0:
            return found
        left = [self.left(way, self.terms[found.term], permission) for way in alternatives(row)]
        least, most = min(low for low, _ in left), max(high for _, high in left)
        sure = allowed.what >= 1 and not permission.conditions
        part = min(1, allowed.where / found.where) * min(1, allowed.when / found.when)
        whole, some = found.p - cover <= (1 - CERTAIN) * found.p, cover >= (1 - CERTAIN) * found.p
        conditional = bool(permission.conditions)
        changed = replace(
            found,
            p=max(0.0, found.p - (cover / 2 if conditional else cover)),
            low=found.low - whole_low * part * (1 - least),
            high=found.high - whole_high * part * (1 - most) * sure,
            excepted_by=permission.clause,
        )
        if whole and not conditional:
            return replace(changed, verdict="excepted", undecided=None)
        if some and found.verdict == "breach":
            return replace(changed, verdict="unverifiable", undecided="what")
        return changed

    def jointly(self, row: Row, ban: Term, permission: Term) -> float:
        """Share of authorship that is both banned and permitted."""
        return sum(
            way.weight
            * min(self.is_bound(way.author, ban)[0], self.is_bound(way.author, permission)[0])
            * self._may_be_hit(way.targets, ban, permission)
            for way in alternatives(row)
        )

    def left(self, way: Alternative, ban: Term, permission: Term) -> tuple[float, float]:
        """The least and the most (0 or 1) that is banned and not permitted, if it was this way."""
        left = []
        for target in way.targets or (None,):
            one = replace(way, targets=(target,) if target else ())
            _, acts, may_act = self.is_bound(way.author, ban)
            _, low, high = self.is_protected(target, ban)
            share = self.is_bound(way.author, permission)[0]
            same = self.is_bound(way.author, ban)[0] <= share  # whoever may be bound is so in both or in neither
            open_to = self._may_be_hit(one.targets, ban, permission) / (self.is_protected(target, ban)[0] or 1.0)
            possible, sure = share > 0 and open_to > 0, same and open_to >= 1
            left.append((acts * low * (not possible), may_act * high * (not sure)))
        return min(low for low, _ in left), max(high for _, high in left)

    def _may_be_hit(self, targets: tuple[str, ...], ban: Term, permission: Term) -> float:
        """Share of the targets that the ban protects and the permission lets be hit all the same."""
        shares = []
        for target in targets or (None,):
            protected = self.is_protected(target, ban)[0]
            if permission.targets is None:
                allowed = 1.0
            else:
                free = permission.targets - permission.excluded
                vague = target is None or self._kind(target) in ("umbrella", "unknown")
                allowed = 1.0 if target in free else 0.5 if vague and free else 0.0
            shares.append(protected * allowed)
        return sum(shares) / len(shares)


def hits_somebody(term: Term) -> bool:
    """Are there acts among those of the term that are done to somebody? A flight, or a weapon that stands, is not."""
    return any(
        covers(aimed, act) or covers(act, aimed) for aimed in ("force", "persons", "access") for act in term.acts
    )


def _weight(found: Finding) -> float:
    return found.p + 1e-3 * found.known * (found.spared + found.who_high)


def members(side: str | None) -> tuple[str, ...]:
    """The parties of a side."""
    return tuple(side.split(";")) if side else ()


def alternatives(row: Row) -> list[Alternative]:
    """Everyone who may have done it, each as likely as the next on his side, either side as likely as the other."""
    a, b = members(row["side_a"]), members(row["side_b"])
    sides = [(a, b)] if row["directed"] else [(a, b), (b, a)]
    return [
        Alternative(author, targets, 1 / len(sides) / max(1, len(authors)))
        for authors, targets in sides
        for author in authors or (None,)
    ]


def when_share(row: Row, term: Term) -> float:
    """Share of the interval that lies in the periods, in whole microseconds."""
    start, end = row["earliest"], max(row["latest"], row["earliest"] + INSTANT)
    inside = sum((overlap(start, end, *period) for period in term.periods), timedelta())
    return inside / (end - start)


def overlap(start: datetime, end: datetime, low: datetime, high: datetime) -> timedelta:
    """How much of [start, end) lies in [low, high)."""
    return max(min(end, high) - max(start, low), timedelta())
