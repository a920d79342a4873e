"""What hudna plan tells on standard output: figures and numbers of people, and never a name."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from hudna.bulletin import exchange_words
from hudna.cli.assessing import local
from hudna.cli.drafting import print_table
from hudna.cli.plan_ground import Ground
from hudna.cli.shown import shown
from hudna.exchange import Account, Breach, Explanation, Impossible, Plan, Range, mixed

MOST_ROWS, MOST_PEOPLE, MOST_PARTS = 40, 8, 99


def told_lists(ground: Ground) -> None:
    """Whose lists were read, and what became of their people."""
    title = ground.loaded.agreement.title
    print(shown(title.get("en") or next(iter(title.values()))))
    for whose, read in ground.reads.items():
        side, kind, version = whose
        what = f"Whom {side} asks for" if kind == "wanted" else f"Whom {side} says it holds"
        what += f", version {version}" if version > 1 else ""
        rejected = f", {len(read.rejects):,} not read" if read.rejects else ""
        print(f"{what}: {ground.files[whose].name}, {len(read.people):,} rows{rejected}.")
    if not ground.answered:
        print("No answers were handed in: everybody who is asked for is taken to be held, and may leave.")
    rows = []
    for holder in dict.fromkeys((*ground.terms.sides, *(person.held_by for person in ground.people))):
        held = [person for person in ground.people if person.held_by == holder]
        counts = Counter(person.status for person in held)
        statuses = ", ".join(f"{count:,} {status}" for status, count in sorted(counts.items()))
        rows.append((f"held by {holder}", f"{len(held):,}", f"{sum(one.pending for one in held):,}", statuses))
    print_table("People", ("", "people", "in question", "said of them"), rows)
    if ground.register.questions:
        print(f"Open questions: {len(ground.register.questions):,}; they are in plan.xlsx.")
    for remark in ground.terms.remarks:
        print(shown(remark))


def told_ranges(ranges: Sequence[Range]) -> None:
    """What each side may come to owe, where it hangs on what is not known of people."""
    for one in ranges:
        if not one.term and one.least != one.most:
            between = f"between {_amount(one.least)} and {_amount(one.most)} people"
            print(f"Depending on what is not known, {one.debtor} may come to owe {between}.")


def told_plan(ground: Ground, plan: Plan) -> None:
    """The hand-overs, what stands out after them, who is left and why, and how good it is."""
    sides = ground.terms.sides
    held_by = {person.id: person.held_by for person in ground.people}
    leave = Counter((one.hand_over, held_by[one.person]) for one in plan.releases)
    rows = [
        (
            f"{one.number}  {local(one.at, ground.terms.zone)}",
            *(f"{leave[one.number, side]:,}" for side in sides),
            _stands_out(plan.accounts.get(one.number, ())),
        )
        for one in plan.hand_overs
    ]
    if rows:
        columns = ("", *(f"{side} releases" for side in sides), "stands out")
        print_table(f"Hand-overs ({ground.terms.zone})", columns, rows[:MOST_ROWS])
    else:
        print("Nobody on these lists may leave under these terms.")
    if len(rows) > MOST_ROWS:
        print(f"… and {len(rows) - MOST_ROWS:,} more, to {local(plan.hand_overs[-1].at, ground.terms.zone)}.")
    for event, number in plan.opens.items():
        print(f"Opens after hand-over {number}: {event}.")
    _told_left(ground, plan)
    if plan.drawn and not plan.seed:
        print("The lot was drawn without a seed of both sides (--seed-halves): neither can verify it.")
    gap = f"within {100 * plan.proof.gap:.3g}% of the best" if plan.proof.gap > 0 else "the best there is"
    print(f"Checked against every term after every hand-over. Proved {gap} ({plan.proof.solver}).")


def _told_left(ground: Ground, plan: Plan) -> None:
    if not plan.left:
        return
    reasons, _ = exchange_words()
    held_by = {person.id: person.held_by for person in ground.people}
    counts = Counter((reason, held_by[person]) for person, reason in plan.left.items())
    holders = list(dict.fromkeys((*ground.terms.sides, *held_by.values())))
    rows = [
        (reasons[reason], *(f"{counts[reason, holder]:,}" for holder in holders))
        for reason in dict.fromkeys(reason for reason, _ in counts)
    ]
    print_table("In no hand-over", ("", *(f"held by {holder}" for holder in holders)), rows)


def _stands_out(accounts: Sequence[Account]) -> str:
    """The account of which most stands out, in few words."""
    most = max(accounts, key=lambda one: abs(one.balance), default=None)
    if most is None or not most.balance:
        return "0"
    what = f" {most.category}" if most.category else ""
    debtor = most.debtor if most.balance > 0 else most.creditor
    return f"{_amount(abs(most.balance))}{what}, {debtor}"


def _amount(value: Fraction) -> str:
    if value.denominator > MOST_PARTS:
        return f"≈{float(value):,.2f}"
    return mixed(value, "{:,}".format)


def _signed(words: Mapping[str, str]) -> str:
    """The beginning of the words that were signed, in English if they are."""
    return textwrap.shorten(shown(words.get("en") or next(iter(words.values()), "")), 200, placeholder=" …")


def told_conflict(ground: Ground, refused: Impossible) -> None:
    """The terms that cannot stand together, and the least change of each that would let them."""
    print("No schedule keeps all terms. These cannot stand together; without any one of them the others can:")
    for term in refused.conflict:
        words = _signed(ground.terms.words.get(term.partition("/")[0], {}))
        print(f"  {term}" + (f": {words}" if words else ""))
    if refused.changes:
        print("Any one of these changes would do:")
    for change in refused.changes:
        print(f"  {change.term}, {change.field}: {change.to} in place of {change.now}")
    if not refused.changes:
        print("No change of one number would do.")


def told_explanation(found: Explanation) -> None:
    """One person's place, and what stands in the way of any other."""
    if found.hand_over:
        place = f" at {found.place}" if found.place else ""
        print(f"{found.person} leaves in hand-over {found.hand_over}{place}.")
    else:
        print(f"{found.person} is in no hand-over.")
    if found.with_them:
        print(f"Of one family, and leaving together: {', '.join(found.with_them)}.")
    if found.drawn_among:
        print(f"A lot was drawn among {found.drawn_among:,} for whom all terms are the same.")
    for title, reasons in (("Why not earlier", found.earlier), ("Why not later", found.later), ("Why", found.at_all)):
        if reasons:
            print(f"{title}:")
        for one in reasons:
            at = (
                f"hand-over{'s' if len(one.hand_overs) > 1 else ''} {_runs(one.hand_overs)}: " if one.hand_overs else ""
            )
            print(f"  {at}{shown(one.what)}" + (f" [{one.term}]" if one.term else ""))
            if words := _signed(one.signed):
                print(f"    “{words}”")


def _runs(numbers: Sequence[int]) -> str:
    """1–4, 6"""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(f"{first}" if first == last else f"{first}–{last}" for first, last in runs)


def told_breaches(found: Sequence[Breach]) -> None:
    """What of a schedule goes against the terms."""
    if not found:
        print("Every term is kept after every hand-over.")
        return
    for one in found:
        where = f", hand-over {one.hand_over}" if one.hand_over else ""
        term = f" [{one.term}]" if one.term else ""
        print(f"{one.guarantee}{term}{where}: {shown(one.what)}{_people(one.people)}")
    counts = Counter(one.guarantee for one in found)
    print("; ".join(f"{count:,} × {guarantee}" for guarantee, count in sorted(counts.items())) + ".")


def _people(people: Sequence[str]) -> str:
    if not people:
        return ""
    more = f" and {len(people) - MOST_PEOPLE:,} more" if len(people) > MOST_PEOPLE else ""
    return f" ({', '.join(people[:MOST_PEOPLE])}{more})"
