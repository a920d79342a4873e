"""A schedule of releases that keeps every term, or the proof that there is none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hudna.exchange.assign import assign_places, assign_units
from hudna.exchange.balance import accounts_at
from hudna.exchange.check import NOBODY_YET, breaches
from hudna.exchange.conflict import impossible
from hudna.exchange.faults import EXCHANGE
from hudna.exchange.horizon import Progress, solve
from hudna.exchange.membership import fits
from hudna.exchange.model import Account, Actuals, HandOver, Impossible, Person, Plan, Proof, Release
from hudna.exchange.situation import Situation, situation
from hudna.exchange.solve import Effort, Solution
from hudna.exchange.terms import Terms

EFFORT = Effort()


def _silent(_: str) -> None:
    """Tell nobody."""


def plan_exchange(
    terms: Terms,
    people: Sequence[Person],
    *,
    actuals: Actuals = NOBODY_YET,
    seed: str = "",
    answered: bool = True,
    progress: Progress = _silent,
    effort: Effort = EFFORT,
) -> Plan | Impossible:
    """Schedule all who are to leave, the more vulnerable sooner, so that every term is kept after every hand-over.

    ``actuals``: what has truly happened; the plan goes on from there. ``seed``: of the lot among interchangeable
    people (``seed_of``). ``answered``: False where no side has answered whom it holds, so that ``claimed-held``
    may leave. What is given back was checked by counting (``check_plan``), whatever the solver said.
    """
    case = situation(terms, people, actuals, answered=answered)
    found = solve(case, effort, progress)
    if found is None:
        progress("no plan; looking for what stands in the way")
        return impossible(case, effort, progress)
    return _written(case, found, seed)


def _written(case: Situation, found: Solution, seed: str) -> Plan:
    used = max((step + 1 for row in found.units for step, number in enumerate(row) if number), default=0)
    hand_overs = tuple(found.form.hand_overs[:used])
    leaving, drawn = assign_units(found.form.groups, found.units, list(hand_overs), seed)
    releases = tuple(assign_places(case, leaving))
    wrong = breaches(case, hand_overs, releases)
    if wrong:
        first = f"{wrong[0].guarantee}, {wrong[0].term}, hand-over {wrong[0].hand_over}: {wrong[0].what}"
        raise EXCHANGE.fault("plan-undecided", f"the solver's plan does not stand up to the check: {first}")
    gone = {release.person for release in releases}
    left = dict(case.stays) | {person: "not-owed" for person in case.may_leave() if person not in gone}
    return Plan(
        hand_overs=hand_overs,
        releases=releases,
        left=dict(sorted(left.items())),
        accounts=_accounts(case, hand_overs, releases),
        opens=_opens(case, hand_overs, releases),
        drawn=dict(sorted(drawn.items())),
        seed=seed,
        proof=_proof(found),
    )


def _proof(found: Solution) -> Proof:
    """What the releases cost; who stays behind is left out of the sum, so that it does not make the gap look small."""
    cost = found.form.waiting(found.units)
    return Proof(cost, cost - max(found.cost - found.bound, 0.0), "HiGHS")


def _accounts(
    case: Situation, hand_overs: Sequence[HandOver], releases: Sequence[Release]
) -> dict[int, tuple[Account, ...]]:
    counted, paid = Counter(case.counted), Counter(case.paid)
    accounts: dict[int, tuple[Account, ...]] = {}
    for held in hand_overs:
        for release in releases:
            if release.hand_over == held.number:
                concern = case.concern[release.person]
                if concern.counts:
                    counted[concern.counts, concern.side] += 1
                if concern.pays >= 0:
                    paid[concern.pays] += 1
        accounts[held.number] = accounts_at(case.stakes, counted, paid)
    return accounts


def _opens(case: Situation, hand_overs: Sequence[HandOver], releases: Sequence[Release]) -> dict[str, int]:
    """What opens, and after which hand-over; what the plan never reaches is not told."""
    last = max((h.number for h in (*case.actuals.hand_overs, *hand_overs)), default=0)
    when = {p: n for p, n in case.actuals.released.items() if p in case.gone() and p in case.people}
    when |= {release.person: release.hand_over for release in releases}
    opens: dict[str, int] = {}
    for term in case.terms.opens:
        after = [term.after_batch] if term.after_batch is not None else []
        if term.after_all_of:
            category = case.terms.categories[term.after_all_of]
            after.append(max((n for p, n in when.items() if fits(category, case.people[p])), default=0))
        if after and max(after) <= last:
            opens[term.event] = max(after)
    return opens
