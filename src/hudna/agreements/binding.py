"""Binding: who is bound to which version of a plan, from when until when, by the journal alone.

Versions of one plan never mix: at any instant a party is bound by one of them at most. That is our reading, after
articles 30(3) and 59 of the Vienna Convention: of two texts on one matter the later counts, from when it binds.

1. Accepting another version ends a party's own consent to the earlier one from when the new one binds it, for good.
2. Where more than one binds a party, through those it stands under, the one counts by which it came to be bound
   last; if it came to be bound by both at once, the one that was offered later.
3. A version whose entry into force cannot be told yet binds nobody, and ends no consent to another (article 24).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from hudna.agreements.bound import Roll, call_roll
from hudna.agreements.dated import as_moment, date_text
from hudna.agreements.effect import Effect, Reply, clause_of, read_effect, zone_of
from hudna.agreements.faults import AGREEMENTS
from hudna.agreements.model import Acceptance, Answer
from hudna.agreements.moments import Clock
from hudna.agreements.parse import Given, Loaded
from hudna.agreements.state import Consents, Version, Void
from hudna.agreements.term import Period
from hudna.ground import NO_END, Fault

Texts = Mapping[str, Loaded]
"""The texts of the versions, by the SHA-256 of their packs."""


@dataclass(frozen=True, slots=True)
class PlanEffect:
    """One plan, read as a whole: what each answer is worth, who consented when, and the roll of each version.

    A version whose entry into force or end cannot be told has no roll; ``faults`` says why.
    """

    plan: str
    effects: Mapping[str, Effect]
    given: Mapping[str, Given]
    rolls: Mapping[str, Roll]
    faults: Mapping[str, Fault]
    void: tuple[Void, ...]

    def bound_at(self, at: datetime) -> Mapping[str, str]:
        """Every party bound at that instant, and the version that binds it."""
        found: dict[str, str] = {}
        for version, roll in self.rolls.items():
            for (since, until), standing in roll.standings():
                if since <= at < until:
                    found |= dict.fromkeys(standing.bound, version)
        return found


def text_of(version: Version, texts: Texts) -> Loaded:
    """The text of a version; raises text-missing."""
    offer = version.offer
    if offer.document not in texts:
        what = f"The text of version {offer.version} of {offer.plan} ({offer.document[:12]}…) is not here."
        raise AGREEMENTS.fault("text-missing", what)
    return texts[offer.document]


def read_plan(consents: Consents, plan: str, texts: Texts) -> PlanEffect:
    """Read every version of a plan beside its text. Raises plan-unknown and text-missing."""
    if plan not in consents.plans:
        raise AGREEMENTS.fault("plan-unknown", f"Nobody has offered a plan “{plan}”.")
    effects: dict[str, Effect] = {}
    faults: dict[str, Fault] = {}
    spans: dict[str, Period] = {}
    void = [one for one in consents.void if one.said.event.plan == plan]
    for name, version in consents.plans[plan].items():
        dated = date_text(version, text_of(version, texts))
        effects[name] = read_effect(version, dated.loaded)
        void += [*dated.void, *effects[name].void]
        try:
            clock = Clock(dated.loaded)
            spans[name] = clock.start.instant, clock.end or NO_END
        except Fault as fault:
            faults[name] = fault
    own = _own(effects, spans)
    given = {name: Given(_accepted(own, name), _refused(effect, own, name), {}) for name, effect in effects.items()}
    rolls = {name: call_roll(replace(effects[name].loaded, given=given[name])) for name in spans}
    elsewhere = _elsewhere(rolls, effects) if len(rolls) > 1 else {}
    if elsewhere:
        given = {name: replace(one, elsewhere=elsewhere.get(name, {})) for name, one in given.items()}
        rolls = {name: call_roll(replace(effects[name].loaded, given=given[name])) for name in spans}
    return PlanEffect(plan, effects, given, rolls, faults, tuple(void))


@dataclass(frozen=True, slots=True)
class _Grant:
    """A party's own consent to a version: since when it counts, from when it binds, until when."""

    version: str
    party: str
    counts: datetime
    binds: datetime
    ends: datetime


def _own(effects: Mapping[str, Effect], spans: Mapping[str, Period]) -> dict[str, list[_Grant]]:
    """The consents of each party, in the order given, each ended where a later one to another version binds."""
    found: dict[str, list[_Grant]] = {}
    for name, effect in sorted(effects.items(), key=lambda item: (item[1].version.offered.at, item[0])):
        start, end = spans.get(name, (NO_END, NO_END))
        for reply in effect.replies:
            if reply.counts is not None:
                binds = max(start, reply.counts)
                binds = binds if binds < min(end, reply.ends) else NO_END
                found.setdefault(reply.party, []).append(
                    _Grant(name, reply.party, reply.counts, binds, reply.ends),
                )
    for party, grants in found.items():
        grants.sort(key=lambda grant: grant.counts)
        kept: list[_Grant] = []
        for grant in reversed(grants):
            over = min((g.binds for g in kept if g.version != grant.version and g.binds < g.ends), default=NO_END)
            kept.append(replace(grant, ends=min(grant.ends, over)))
        found[party] = kept[::-1]
    return found


def _accepted(own: Mapping[str, list[_Grant]], version: str) -> dict[str, tuple[Period, ...]]:
    found: dict[str, list[Period]] = {}
    for party, grants in own.items():
        for grant in grants:
            if grant.version == version and grant.counts < grant.ends:
                found.setdefault(party, []).append((grant.counts, grant.ends))
    return {party: tuple(periods) for party, periods in found.items()}


def _refused(effect: Effect, own: Mapping[str, list[_Grant]], version: str) -> dict[str, tuple[Period, ...]]:
    """When a party had opted out: from its refusal, or the end of its consent, until it consents again."""
    found: dict[str, list[Period]] = {}
    for party in {reply.party for reply in effect.replies}:
        grants = [grant for grant in own.get(party, ()) if grant.version == version]
        begins = [grant.ends for grant in grants if grant.ends < NO_END]
        begins += [r.said.at for r in effect.replies if r.party == party and r.how != "accepted"]
        for begin in sorted(set(begins)):
            until = min((grant.counts for grant in grants if grant.counts > begin), default=NO_END)
            found.setdefault(party, []).append((begin, until))
    return {party: tuple(periods) for party, periods in found.items()}


def _elsewhere(rolls: Mapping[str, Roll], effects: Mapping[str, Effect]) -> dict[str, dict[str, tuple[Period, ...]]]:
    """Version → party → when another version binds that party instead."""
    held: dict[str, list[tuple[datetime, datetime, str]]] = {}
    for name, roll in rolls.items():
        for party, since, until in _stretches(roll):
            held.setdefault(party, []).append((since, until, name))
    found: dict[str, dict[str, list[Period]]] = {}
    for party, stretches in held.items():
        cuts = sorted({t for since, until, _ in stretches for t in (since, until)})
        for begin, end in pairwise(cuts):
            over = [one for one in stretches if one[0] <= begin < one[1]]
            last = max(over, key=lambda one: (one[0], effects[one[2]].version.offered.at, one[2]), default=None)
            for _, _, name in over:
                if last is not None and name != last[2]:
                    found.setdefault(name, {}).setdefault(party, []).append((begin, end))
    return {name: {party: tuple(ps) for party, ps in parties.items()} for name, parties in found.items()}


def _stretches(roll: Roll) -> Iterator[tuple[str, datetime, datetime]]:
    """Every unbroken time for which a party is bound."""
    since: dict[str, datetime] = {}
    for (begin, _), standing in roll.standings():
        for party in [party for party in since if party not in standing.bound]:
            yield party, since.pop(party), begin
        for party in standing.bound:
            since.setdefault(party, begin)
    for party, begin in since.items():
        yield party, begin, roll.segments[-1].period[1]


def from_consent(consents: Consents, plan: str, version: str, texts: Texts) -> Loaded:
    """The text of a version with its answers, fixed moments and renewals from the journal, ready to be resolved.

    Of the answers that the text itself tells of none counts. Those written into the clauses are for people to read, in
    whole seconds; who is bound is decided on ``given``, to the microsecond. Raises plan-unknown, version-unknown and
    text-missing.
    """
    consents.version(plan, version)
    effect = read_plan(consents, plan, texts)
    return with_answers(effect, version)


def with_answers(effect: PlanEffect, version: str) -> Loaded:
    """The same from a plan that was read already."""
    found = effect.effects[version]
    loaded, given = found.loaded, effect.given[version]
    told: dict[str, list[Answer]] = {}
    for reply in found.replies:
        clause = clause_of(loaded, reply.party)
        if clause is not None and (reply.counts is not None or reply.how != "accepted"):
            told.setdefault(clause.id, []).append(_answer(reply, zone_of(loaded)))
    clauses = [
        clause.model_copy(update={"answers": told.get(clause.id, [])}) if isinstance(clause, Acceptance) else clause
        for clause in loaded.agreement.clauses
    ]
    status = "signed" if given.accepted else "offered"
    agreement = loaded.agreement.model_copy(update={"status": status, "clauses": clauses})
    return replace(loaded, agreement=agreement, given=given)


def _answer(reply: Reply, zone: str) -> Answer:
    through = getattr(reply.said.event, "through", "") or ("by its offer" if reply.implied else "")
    return Answer(
        party=reply.party,
        answer="accepted" if reply.how == "accepted" else "refused",
        at=as_moment(reply.counts or reply.said.at, zone),
        through={"en": through} if through else None,
        accession=reply.accession,
        withdrawn=as_moment(reply.ends, zone) if reply.ends < NO_END else None,
    )
