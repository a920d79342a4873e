"""Whether counts keep the terms: balance, order, sizes, pace, apart, deadline. Whole numbers and fractions only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise

from hudna.exchange.amount import mixed
from hudna.exchange.dates import wall_clock
from hudna.exchange.owed import Pot
from hudna.exchange.situation import Concern, Limit, Sequenced, Situation
from hudna.exchange.tally import Finding, Tally
from hudna.exchange.terms import Pace


def judge(case: Situation, tally: Tally, *, complete: bool = True) -> Iterator[Finding]:
    """Everything that counts alone can show; ``complete``: nobody is meant to leave after the last hand-over."""
    yield from judge_dates(case, tally)
    yield from judge_balances(case, tally, complete=complete)
    for index, order in enumerate(case.orders):
        yield from judge_order(index, order, tally)
    for index, limit in enumerate(case.limits):
        yield from judge_size(index, limit, tally)
    for index, pace in enumerate(case.terms.paces):
        yield from judge_pace(index, pace, case, tally, complete=complete)
    yield from judge_apart(case, tally)
    yield from judge_deadlines(case, tally)


def judge_dates(case: Situation, tally: Tally) -> Iterator[Finding]:
    """Hand-overs are in order, as far from each other as agreed, not too many, and after what they wait for."""
    terms, batches = case.terms, case.terms.batches
    held = {number: at for number, (at, _) in tally.before.items()}
    last = max(held, default=0)
    for earlier, later in pairwise(([last] if held else []) + list(tally.at)):
        apart = wall_clock(tally.at[later], terms.zone) - wall_clock({**held, **tally.at}[earlier], terms.zone)
        if later <= earlier or apart < batches.every:
            yield Finding("batches", batches.ref, later, f"hand-over {later} is {apart} after hand-over {earlier}")
    for number, at in tally.at.items():
        if batches.at_most is not None and number > batches.at_most:
            yield Finding("batches", batches.ref, number, f"at most {batches.at_most} hand-overs are agreed")
        if at < batches.first or (case.actuals.not_before is not None and at < case.actuals.not_before):
            yield Finding("batches", batches.ref, number, "it is before hand-overs may begin")
        for wait in terms.waits:
            if number >= wait.batch and (wait.until is None or at < wait.until):
                until = f"is at {wait.until.isoformat()}" if wait.until else "has not happened"
                yield Finding("waits", wait.ref, number, f"it waits for {wait.event}, which {until}")


def judge_balances(case: Situation, tally: Tally, *, complete: bool) -> Iterator[Finding]:
    """No side stands out more than agreed; where it already does, never further; in the end all is even."""
    counted, paid = Counter(case.counted), Counter(case.paid)
    pots = case.stakes.pots
    balances = {number: case.stakes.owed(counted, pot) - paid[number] for number, pot in enumerate(pots)}
    for hand_over in tally.at:
        for concern, people in tally.leaving[hand_over].items():
            if concern.counts:
                counted[concern.counts, concern.side] += people
            if concern.pays >= 0:
                paid[concern.pays] += people
        for number, pot in enumerate(pots):
            now = case.stakes.owed(counted, pot) - paid[number]
            if not _within(now, balances[number], pot.most):
                term = pot.bound_by if pot.bound_by != "balance" else pot.parts[0].term
                yield Finding("balance", term, hand_over, _stands_out(pot, now), _in_pot(number, pot))
            balances[number] = now
    last = max(tally.at, default=max(tally.before, default=0))
    if complete:
        yield from _judge_the_end(case, last, balances, paid)
        if tally.missing:
            terms = sorted(
                {c.counts or case.stakes.pots[c.pays].parts[0].term for c in tally.missing if c.counts or c.pays >= 0}
            )
            what = f"{tally.missing.total()} who are to leave are in no hand-over"
            yield Finding("ratio", terms[0] if terms else "", last, what)


def _judge_the_end(case: Situation, last: int, balances: dict[int, Fraction], paid: Counter[int]) -> Iterator[Finding]:
    for number, pot in enumerate(case.stakes.pots):
        overpaid = balances[number] <= -1 and paid[number] == case.paid[number]
        if abs(balances[number]) >= 1 and not overpaid:
            yield Finding("ratio", pot.parts[0].term, last, _stands_out(pot, balances[number]) + " in the end")


def _within(now: Fraction, before: Fraction, most: int) -> bool:
    over = now < most + 1 or (before >= most + 1 and now <= before)
    under = now > -(most + 1) or (before <= -(most + 1) and now >= before)
    return over and under


def _stands_out(pot: Pot, balance: Fraction) -> str:
    side = pot.debtor if balance > 0 else pot.creditor
    whom = f"of {pot.category}" if pot.category else "for those released"
    if balance > 0:
        return f"{side} owes {mixed(balance)} {whom}"
    return f"{mixed(-balance)} {whom} are more than are owed"


def _in_pot(number: int, pot: Pot) -> Callable[[Concern], bool]:
    terms = {part.term for part in pot.parts}
    return lambda c: c.pays == number or (c.side == pot.creditor and c.counts in terms)


def judge_order(index: int, order: Sequenced, tally: Tally) -> Iterator[Finding]:
    """Nobody of a later step before somebody of an earlier one; who should leave and does not is after everybody."""
    for scope in order.scopes:
        for step in range(1, order.steps):
            earlier = _steps(index, scope, range(step))
            last = max((n for n, people in tally.counts(earlier).items() if people), default=0)
            last = max(tally.at, default=0) + 1 if tally.lacking(earlier) else last
            later = _steps(index, scope, range(step, step + 1))
            for number, people in tally.counts(later).items():
                if people and (number < last or (order.apart and number == last)):
                    what = f"{people} of step {step + 1} leave before all of the steps before it have left"
                    yield Finding(order.guarantee, order.ref, number, what, later)


def _steps(index: int, scope: frozenset[str], steps: range) -> Callable[[Concern], bool]:
    return lambda c: c.side in scope and c.steps[index] in steps


def judge_size(index: int, limit: Limit, tally: Tally) -> Iterator[Finding]:
    """Neither too many in one hand-over nor, while enough are left, too few."""

    def inside(concern: Concern) -> bool:
        return index in concern.limits

    counts = tally.counts(inside)
    left = sum(counts.values()) + tally.lacking(inside)
    whom = limit.of or limit.side
    for number, people in counts.items():
        if limit.largest is not None and people > limit.largest:
            yield Finding("batch-size", limit.ref, number, f"{people} of {whom}; at most {limit.largest}", inside)
        if people < min(limit.smallest, left):
            yield Finding("batch-size", limit.ref, number, f"{people} of {whom}; at least {limit.smallest}", inside)
        left -= people


def judge_pace(index: int, pace: Pace, case: Situation, tally: Tally, *, complete: bool) -> Iterator[Finding]:
    """Enough of a category in every period, until all of them are out; periods that are over are not judged."""

    def inside(concern: Concern) -> bool:
        return index in concern.paces

    if not tally.at:
        return
    start = min([at for at, _ in tally.before.values()] + list(tally.at.values()))
    begin = min(tally.at.values())
    done: Counter[int] = Counter()
    where: dict[int, int] = {}
    for at, leaving in tally.before.values():
        done[(at - start) // pace.per] += sum(n for concern, n in leaving.items() if inside(concern))
    counts = tally.counts(inside)
    for number, people in counts.items():
        period = (tally.at[number] - start) // pace.per
        done[period] += people
        where[period] = number
    current, last = (begin - start) // pace.per, max(where)
    left = sum(counts.values()) + tally.lacking(inside)
    already = done[current] - sum(
        n for number, n in counts.items() if (tally.at[number] - start) // pace.per == current
    )
    left += already
    for period in range(current, last + 1 if complete else last):
        if done[period] < min(pace.at_least, left):
            number = max(n for p, n in where.items() if p <= period)
            what = f"{done[period]} of {pace.of} in period {period + 1}; at least {pace.at_least}"
            yield Finding("pace", pace.ref, number, what, inside)
        left -= done[period]


def judge_apart(case: Situation, tally: Tally) -> Iterator[Finding]:
    """Not too many of those who must not be together."""
    for index, apart in enumerate(case.terms.apart):

        def inside(concern: Concern, index: int = index) -> bool:
            return index in concern.apart

        for number, people in tally.counts(inside).items():
            if people > apart.at_most:
                yield Finding("apart", apart.ref, number, f"{people} of {apart.of}; at most {apart.at_most}", inside)


def judge_deadlines(case: Situation, tally: Tally) -> Iterator[Finding]:
    """Everybody of a category has left before the instant agreed."""
    for index, done in enumerate(case.terms.done):

        def inside(concern: Concern, index: int = index) -> bool:
            return index in concern.done

        for number, people in tally.counts(inside).items():
            if people and tally.at[number] >= done.by:
                what = f"{people} of {done.of or 'all'} leave after {done.by.isoformat()}"
                yield Finding("deadline", done.ref, number, what, inside)
