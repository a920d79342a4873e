"""How many hand-overs a plan needs: as few as it takes are tried first, and no more than could ever help."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from hudna.exchange.dates import coming
from hudna.exchange.faults import EXCHANGE
from hudna.exchange.formulate import formulate
from hudna.exchange.formulate_balance import owed_in_the_end
from hudna.exchange.group import Group, groups_of
from hudna.exchange.model import HandOver
from hudna.exchange.situation import Situation
from hudna.exchange.solve import Effort, Solution, optimise
from hudna.exchange.throughput import fewest_of_all
from hudna.exchange.tied import is_torn

Progress = Callable[[str], None]
LARGEST = 200_000
"""More groups times hand-overs than this are not tried."""
FEWEST_TRIES, LONGEST = 6, 4
"""After so many programs, none longer than so many times the first is tried: then it is neither a yes nor a no."""
FEW = 200
"""Up to so many units it pays to look at every longer plan exactly."""


def solve(case: Situation, effort: Effort, progress: Progress) -> Solution | None:
    """The best schedule by groups; None: proved that there is none, with any number of hand-overs."""
    groups = groups_of(case)
    if is_torn(case, groups):
        return None
    found = _over_horizons(case, groups, effort, progress, rounded_up=False)
    if found is None and any(owed_in_the_end(case, groups, pot).denominator > 1 for pot in case.stakes.pots):
        return _over_horizons(case, groups, effort, progress, rounded_up=True)
    return found


def is_possible(case: Situation, effort: Effort) -> bool:
    """Whether there is any schedule at all."""
    return solve(case, Effort(gap=1.0, limit_s=effort.limit_s), lambda _: None) is not None


def _over_horizons(
    case: Situation, groups: tuple[Group, ...], effort: Effort, progress: Progress, *, rounded_up: bool
) -> Solution | None:
    units = sum(len(group.units) for group in groups)
    first = 0
    for attempt, wanted in enumerate(_horizons(case, groups, units)):
        first = first or wanted
        ahead = list(islice(coming(case.terms, case.actuals), wanted + 1))
        hand_overs, following = ahead[:wanted], ahead[wanted] if len(ahead) > wanted and wanted < units else None
        if len(hand_overs) * len(groups) > LARGEST or (attempt > FEWEST_TRIES and wanted > LONGEST * first):
            raise EXCHANGE.fault("plan-undecided", f"in {len(hand_overs)} hand-overs not all can leave")
        progress(f"{len(groups)} groups of like people, up to {len(hand_overs)} hand-overs")
        found = optimise(formulate(case, groups, hand_overs, following, rounded_up=rounded_up), effort)
        if found is None or not found.waits_beyond:
            return found
        if following and (attempt or units <= FEW) and _no_longer(case, groups, hand_overs, following, effort):
            return optimise(formulate(case, groups, hand_overs, None, rounded_up=rounded_up), effort)
    return None


def _no_longer(
    case: Situation, groups: tuple[Group, ...], hand_overs: list[HandOver], following: HandOver, effort: Effort
) -> bool:
    """Whether no plan has somebody leaving in every one of these hand-overs: then a longer one helps nobody.

    A hand-over in which nobody leaves can be left out.
    """
    form = formulate(case, groups, hand_overs, following, rounded_up=True)
    for step in range(form.steps):
        form.program.row([(row[step], 1.0) for row in form.leaves], lower=1)
    people = frozenset(column for row in form.leaves for column in row)
    form.program.spend(None)
    rough = form.program.solve(gap=1.0, limit_s=effort.limit_s, loose=people)
    if rough.state == "solved" and sum(len(group.units) for group in groups) <= FEW:
        return form.program.solve(gap=1.0, limit_s=effort.limit_s).state == "none"
    return rough.state == "none"


def _horizons(case: Situation, groups: tuple[Group, ...], units: int) -> Iterator[int]:
    """Numbers of hand-overs to try: from what seats and sizes need at least, up to one for each unit."""
    wanted = min(fewest_of_all(case, groups) + 1, units)
    while True:
        yield wanted
        if wanted >= units:
            return
        wanted = min(units, wanted + max(2, wanted // 3))
