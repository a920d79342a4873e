"""From weighed pairs to findings: join the terms of a clause, apply permissions, and give the verdict.

The rules, in order, for one incident under one clause:

1. If nobody who may have done it could be in breach, it is ``excepted`` where an excluded actor is why, and otherwise
   outside (not kept).
2. If what, where or when is not decided (their product is under :data:`CERTAIN`) it is ``unverifiable``.
3. If the source names the author, who is bound, it is a ``breach``; where the target may have been one that the
   agreement does not protect, ``unverifiable``.
4. Otherwise it happened and the author is not established: ``unattributed``.

A permission without conditions takes its share away (what remains under 5 % of the breach: ``excepted``); one
with conditions, which a feed cannot tell, leaves the finding ``unverifiable``.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from hudna.monitoring.answer import kept, permitted
from hudna.monitoring.compile import Compiled
from hudna.monitoring.encode import Batch
from hudna.monitoring.model import CERTAIN, Verdict
from hudna.monitoring.numbering import number_rows
from hudna.monitoring.points import scan_points
from hudna.monitoring.scan import scan, weigh

VERDICTS = (None, Verdict.BREACH, Verdict.EXCEPTED, Verdict.UNATTRIBUTED, Verdict.UNVERIFIABLE)
QUESTIONS = ("what", "where", "when", "who")
_OUTSIDE, _BREACH, _EXCEPTED, _UNATTRIBUTED, _UNVERIFIABLE = range(5)
WHAT, WHERE, WHEN, WHO, WHO_LOW, WHO_HIGH, SPARED = range(7)


@dataclass(frozen=True)
class Judged:
    """Findings, one row each. ``term``: that which weighs most; ``shares``: n × 4 (what, where, when, who);
    ``author``: code of the party or -1; ``verdict``: index into VERDICTS; ``undecided``: index into QUESTIONS or -1;
    ``permission``: term of the permission that covers it, or -1; ``conditional``: that permission has conditions.
    """

    incident: NDArray[np.int64]
    term: NDArray[np.int32]
    shares: NDArray[np.float64]
    p: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    spared: NDArray[np.float64]
    author: NDArray[np.int32]
    verdict: NDArray[np.int8]
    undecided: NDArray[np.int8]
    permission: NDArray[np.int32]
    conditional: NDArray[np.bool_]

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> Judged:
        """The same columns for some rows."""
        return Judged(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})


def pairs_of(batch: Batch, compiled: Compiled) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Pairs (incident, term) that may be findings, found by the grid; no pair twice."""
    numbers = batch.numbers
    incidents: list[NDArray[np.int32]] = []
    terms: list[NDArray[np.int32]] = []
    for look_up, rows in ((scan_points, numbers.points), (scan, numbers.order)):
        room = len(compiled.clauses) + max(65_536, min(len(rows), 4_000_000))
        begin = 0
        while begin < len(rows):
            incident = np.empty(room, dtype=np.int32)
            term = np.empty(room, dtype=np.int32)
            found, begin = look_up(numbers, compiled.terms, compiled.zones.box, compiled.grid, begin, incident, term)
            incidents.append(incident[:found])
            terms.append(term[:found])
    if not incidents:
        return np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int32)
    if len(incidents) == 1:
        return incidents[0], terms[0]
    return np.concatenate(incidents), np.concatenate(terms)


def weighed_pairs(
    batch: Batch, compiled: Compiled
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64], NDArray[np.int32]]:
    """The pairs with their shares (n × 7, in the order of WHAT … SPARED) and the author the source names, or -1."""
    incident, term = pairs_of(batch, compiled)
    shares = np.empty((len(incident), 7))
    author = np.empty(len(incident), dtype=np.int32)
    weigh(batch.numbers, compiled.terms, compiled.zones, incident, term, shares, author)
    return incident, term, shares, author


def judge(batch: Batch, compiled: Compiled) -> Judged:
    """All findings of a batch, in order of incident and clause."""
    incident, term, shares, author = weighed_pairs(batch, compiled)
    held = shares[:, WHAT] * shares[:, WHERE] * shares[:, WHEN] > 0
    held &= (shares[:, WHO_HIGH] > 0) | (shares[:, SPARED] > 0)
    return judge_pairs(batch, incident[held], term[held], shares[held], author[held], compiled)


def judge_pairs(
    batch: Batch,
    incident: NDArray[np.int32],
    term: NDArray[np.int32],
    shares: NDArray[np.float64],
    author: NDArray[np.int32],
    compiled: Compiled,
) -> Judged:
    """Findings from pairs whose shares are known (by the kernels, or by the oracle of the tests)."""
    # by incident, clause, strand and term: one number for all four, as no pair comes twice
    order = np.argsort(incident * np.int64(len(compiled.clauses)) + compiled.places[term])
    incident, term = incident[order], term[order]
    key = incident * np.int64(len(compiled.clauses)) + compiled.clause_code[term]
    joined = _stand(*_follow(key, compiled.strands[term], incident, term, shares[order], author[order]))
    permits = np.array([t.kind == "permission" for t in compiled.source], dtype=np.bool_)
    if permits.any():
        is_permit = permits[joined.term]
        joined = _permit(_verdicts(joined.take(~is_permit), compiled), joined.take(is_permit), compiled, batch)
    else:
        joined = _verdicts(joined, compiled)
    return joined.take(joined.verdict != _OUTSIDE)


def _follow(
    key: NDArray[np.int64],
    strand: NDArray[np.int64],
    incident: NDArray[np.int32],
    term: NDArray[np.int32],
    shares: NDArray[np.float64],
    author: NDArray[np.int32],
) -> tuple[NDArray[np.int64], Judged]:
    """One row per incident and strand, and its key: terms that follow each other in time are added up."""
    new = np.ones(len(key), dtype=np.bool_)
    new[1:] = (key[1:] != key[:-1]) | (strand[1:] != strand[:-1])
    first = np.flatnonzero(new)
    decided = shares[:, WHAT] >= 1.0
    place_time = shares[:, WHERE] * shares[:, WHEN]
    p = shares[:, WHAT] * place_time * shares[:, WHO]
    low = np.where(decided, place_time * shares[:, WHO_LOW], 0.0)
    high = place_time * shares[:, WHO_HIGH]
    if len(first) == len(key):
        return key, _rows(incident, term, shares, p, low, high, author)
    times = np.diff(np.r_[first, len(key)])
    many, lead = times > 1, first.copy()
    some = np.flatnonzero(np.repeat(many, times))  # few: what follows is worked out for these rows alone
    begin = np.flatnonzero(new[some])
    weight = p[some] + 1e-3 * shares[some, WHAT] * (place_time[some] * shares[some, SPARED] + high[some])
    lead[many] = some[_heaviest(new[some], weight, term[some])]
    total_when = np.add.reduceat(shares[some, WHEN], begin)
    joined = np.add.reduceat(shares[some] * shares[some][:, [WHEN]], begin, axis=0) / total_when[:, None]
    joined[:, WHEN] = np.minimum(total_when, 1.0)
    out, (out_p, out_low, out_high) = shares[lead], (np.minimum(value[lead], 1.0) for value in (p, low, high))
    sum_p, sum_low, sum_high = (np.minimum(np.add.reduceat(value[some], begin), 1.0) for value in (p, low, high))
    known = joined[:, WHAT] * joined[:, WHERE] * joined[:, WHEN]
    # terms of several parties may hold at once: however many they are, somebody acted only once
    out_p[many], out_low[many] = np.minimum(sum_p, known), sum_low
    out_high[many] = np.minimum(sum_high, joined[:, WHERE] * joined[:, WHEN])
    joined[:, WHO] = np.divide(out_p[many], known, out=np.zeros_like(known), where=known > 0)
    out[many] = joined
    return key[first], _rows(incident[lead], term[lead], out, out_p, out_low, out_high, author[lead])


def _stand(key: NDArray[np.int64], rows: Judged) -> Judged:
    """One row per incident and clause: of strands that hold at once (each party's own line) the one that weighs most
    stands for the clause, between the highest of their bounds."""
    new = np.ones(len(key), dtype=np.bool_)
    new[1:] = key[1:] != key[:-1]
    first = np.flatnonzero(new)
    if len(first) == len(key):
        return rows
    spared = rows.shares[:, WHERE] * rows.shares[:, WHEN] * rows.spared
    lead = _heaviest(new, rows.p + 1e-3 * rows.shares[:, WHAT] * (spared + rows.high), rows.term)
    low, high = (np.maximum.reduceat(column, first) for column in (rows.low, rows.high))
    return replace(rows.take(lead), low=low, high=high)


def _heaviest(new: NDArray[np.bool_], weight: NDArray[np.float64], term: NDArray[np.int32]) -> NDArray[np.int64]:
    """Of each group (which begins where ``new`` is set) the row that weighs most."""
    group = np.cumsum(new) - 1
    by_weight = np.lexsort((term, -weight, group))
    return by_weight[np.flatnonzero(new)]


def _rows(
    incident: NDArray[np.int32],
    term: NDArray[np.int32],
    shares: NDArray[np.float64],
    p: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    author: NDArray[np.int32],
) -> Judged:
    n = len(p)
    return Judged(
        incident=incident.astype(np.int64),
        term=term,
        shares=shares[:, :4],
        p=p,
        low=low,
        high=high,
        spared=shares[:, SPARED],
        author=author,
        verdict=np.zeros(n, dtype=np.int8),
        undecided=np.full(n, -1, dtype=np.int8),
        permission=np.full(n, -1, dtype=np.int32),
        conditional=np.zeros(n, dtype=np.bool_),
    )


def _verdicts(rows: Judged, compiled: Compiled) -> Judged:
    known = rows.shares[:, WHAT] * rows.shares[:, WHERE] * rows.shares[:, WHEN]
    who = compiled.terms.who[rows.term] if len(rows.term) else np.empty(0, dtype=np.int32)
    named = rows.author >= 0
    at = np.maximum(rows.author, 0)
    bound = named & (compiled.terms.bound[who, at >> 6] >> (at & 63).astype(np.uint64) & np.uint64(1) != 0)
    verdict = np.full(len(rows.p), _UNATTRIBUTED, dtype=np.int8)
    undecided = np.full(len(rows.p), WHO, dtype=np.int8)
    breach = bound & (rows.shares[:, WHO] >= CERTAIN)
    verdict[bound] = _UNVERIFIABLE
    verdict[breach], undecided[breach] = _BREACH, -1
    vague = known < CERTAIN
    verdict[vague] = _UNVERIFIABLE
    undecided[vague] = rows.shares[vague, :3].argmin(axis=1)
    free = rows.high <= 0.0
    verdict[free] = np.where(rows.spared[free] > 0.0, _EXCEPTED, _OUTSIDE)
    undecided[free] = -1
    return replace(rows, verdict=verdict, undecided=undecided, author=np.where(bound, rows.author, -1))


def _permit(bans: Judged, permits: Judged, compiled: Compiled, batch: Batch) -> Judged:
    """Take away what permissions cover, permission by permission.

    The part covered is, question by question, the smaller of the two shares: what is permitted is taken to lie
    within what is banned, as drafters mean it. Who is worked out jointly (see :func:`permitted`), and for the bounds
    as the most and the least that the permission may take: none, where its conditions may not have been met.
    """
    p, low, high = bans.p.copy(), bans.low.copy(), bans.high.copy()
    verdict, undecided = bans.verdict.copy(), bans.undecided.copy()
    permission, conditional = bans.permission.copy(), bans.conditional.copy()
    profile, place = batch.numbers.profile, np.full(len(batch.numbers.lon), -1, dtype=np.int64)
    for t in np.unique(permits.term):
        rows = permits.take(permits.term == t)
        source = compiled.source[t]
        place[rows.incident] = np.arange(len(rows.incident))
        meets = (place[bans.incident] >= 0) & (p > 1e-12)  # what is left to permit
        if source.excepts is not None:
            meets &= np.array([clause in source.excepts for clause in compiled.clauses])[bans.term]
        here = np.flatnonzero(meets)
        at = place[bans.incident[here]]
        place[rows.incident] = -1
        both = np.minimum(bans.shares[here, :3], rows.shares[at, :3])
        who = compiled.terms.who[bans.term[here]]
        joint = _jointly(profile[bans.incident[here]], who, int(compiled.terms.who[t]), batch, compiled)
        cover, left = both.prod(axis=1) * joint[:, 0], p[here]
        touched = cover > 0.0
        whole = touched & (left - cover <= (1.0 - CERTAIN) * left)
        some = touched & (cover >= (1.0 - CERTAIN) * left)
        place_time = both[:, 1:].prod(axis=1) / bans.shares[here, 1:3].prod(axis=1)
        sure = (rows.shares[at, WHAT] >= 1.0) & (not source.conditions)
        low[here] -= bans.low[here] * place_time * (1.0 - joint[:, 1])
        high[here] -= bans.high[here] * place_time * (1.0 - joint[:, 2]) * sure
        permission[here[touched]] = t
        if source.conditions:
            p[here] = np.maximum(0.0, left - cover / 2)
            conditional[here[touched]] = True
            unclear = here[some]
        else:
            p[here] = np.maximum(0.0, left - cover)
            verdict[here[whole]], undecided[here[whole]] = _EXCEPTED, -1
            unclear = here[some & ~whole]
        unclear = unclear[verdict[unclear] == _BREACH]
        verdict[unclear], undecided[unclear] = _UNVERIFIABLE, WHAT
    return replace(
        bans,
        p=p,
        low=np.clip(low, 0.0, p),
        high=np.maximum(high, p),
        verdict=verdict,
        undecided=undecided,
        permission=permission,
        conditional=conditional,
    )


def _jointly(
    profile: NDArray[np.int32], who: NDArray[np.int32], permit: int, batch: Batch, compiled: Compiled
) -> NDArray[np.float64]:
    """What :func:`permitted` says of each row, worked out once for every distinct pair: n × 3."""
    row, first = number_rows(profile, who)
    pairs = zip(profile[first].tolist(), who[first].tolist(), strict=True)
    shares = [kept(permitted, compiled, batch.profiles[q], w, permit) for q, w in pairs]
    return np.array(shares, dtype=np.float64).reshape(-1, 3)[row]
