"""Who: the lints about parties asked, bound, excluded and protected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hudna.agreements.lint_draft import Draft, like, listed
from hudna.agreements.lint_rules import Lint, Severity
from hudna.agreements.model import (
    Acceptance,
    Answer,
    AnyClause,
    Ban,
    Deadline,
    Exchange,
    Exclusion,
    Freeze,
    Permission,
    PrisonerLists,
    Quantity,
    Redeployment,
    Scope,
    SelfDefence,
    Withdrawal,
)
from hudna.agreements.names import Path_

Role = Literal["asked", "author", "allowed", "target", "excluded"]
EXCLUDED_AS = {
    "asked": "excluded-and-bound",
    "author": "excluded-and-bound",
    "target": "excluded-and-protected",
}
FIGHTING = frozenset({"government", "armed-group", "coalition", "umbrella"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A party named in a clause, and as what: asked, author of a duty, allowed, target, excluded."""

    party: str
    role: Role
    clause: str
    path: Path_


def mentions(clause: AnyClause) -> Iterator[Mention]:
    """Every party that a clause names."""

    def row(role: Role, parties: list[str] | None, *path: str | int) -> Iterator[Mention]:
        for number, party in enumerate(parties or ()):
            yield Mention(party, role, clause.id, (*path, number))

    if isinstance(clause, Ban | Freeze | Quantity | Deadline | PrisonerLists):
        yield from row("author", clause.by, "by")
    if isinstance(clause, Permission | SelfDefence):
        yield from row("allowed", clause.by, "by")
    if isinstance(clause, Ban):
        yield from row("target", clause.against, "against")
    elif isinstance(clause, Permission):
        yield from row("allowed", clause.against, "against")
    elif isinstance(clause, Acceptance):
        yield from row("asked", clause.invited, "invited")
        for number, answer in enumerate(clause.answers):
            yield Mention(answer.party, "asked", clause.id, ("answers", number, "party"))
    elif isinstance(clause, Exclusion):
        yield from row("excluded", clause.parties, "parties")
        for number, entry in enumerate(clause.designations):
            yield Mention(entry.party, "excluded", clause.id, ("designations", number, "party"))
    elif isinstance(clause, Exchange):
        yield from row("author", clause.sides, "sides")
    elif isinstance(clause, Redeployment):
        for number, phase in enumerate(clause.phases):
            yield from row("author", phase.who, "phases", number, "who")
    elif isinstance(clause, Scope | Withdrawal):
        for party in clause.lines or {}:
            yield Mention(party, "author", clause.id, ("lines", party))


def parties(draft: Draft) -> Iterator[Lint]:
    """party-unknown: one per party, at its first mention."""
    register = draft.loaded.parties
    unknown: dict[str, list[Mention]] = {}
    for clause in draft.agreement.clauses:
        for mention in mentions(clause):
            if mention.party not in register:
                unknown.setdefault(mention.party, []).append(mention)
    for party, found in unknown.items():
        what = f"The register has no party “{party}”.{like(party, register)}"
        yield draft.lint("party-unknown", found[0].clause, found[0].path, what, others=[m.clause for m in found])


def asked(draft: Draft) -> frozenset[str]:
    """The parties invited, and those that answered uninvited."""
    return frozenset(m.party for c in draft.of(Acceptance) for m in mentions(c) if m.role == "asked")


def signatories(draft: Draft) -> Iterator[Lint]:
    """acceptance-missing, party-not-signatory: one per party, at its first mention."""
    invited = asked(draft)
    if not invited:
        for clause in draft.of(Acceptance)[:1]:
            yield draft.lint("acceptance-missing", clause.id, (), f"Clause {clause.id} asks nobody to accept.")
        if not draft.of(Acceptance):
            yield draft.absent("acceptance-missing", "No clause says who is asked to accept.")
        return
    excluded = {m.party for c in draft.of(Exclusion) for m in mentions(c)}
    found: dict[str, list[Mention]] = {}
    for any_clause in draft.agreement.clauses:
        for mention in mentions(any_clause):
            if mention.role in ("author", "target") and not _is_asked(draft, mention.party, invited, excluded):
                found.setdefault(mention.party, []).append(mention)
    for party, named in found.items():
        verb = "binds" if any(m.role == "author" for m in named) else "protects"
        what = (
            f"Clause {named[0].clause} {verb} {draft.name_of(party)}, who was not asked and stands under "
            "no one who was."
        )
        yield draft.lint("party-not-signatory", named[0].clause, named[0].path, what, others=[m.clause for m in named])


def _is_asked(draft: Draft, party: str, invited: frozenset[str], excluded: set[str]) -> bool:
    """Is there nothing to say: asked, above or below one asked, excluded, unknown, or no fighting party?"""
    known = draft.loaded.parties.by_id.get(party)
    if known is None or known.kind not in FIGHTING:
        return True
    uppers = draft.uppers(party)
    return bool(uppers & invited or uppers & excluded or draft.lowers[party] & invited)


def answers(draft: Draft) -> Iterator[Lint]:
    """party-not-accepted, party-refused, acceptance-late, acceptance-undated."""
    given = [(clause, n, answer) for clause in draft.of(Acceptance) for n, answer in enumerate(clause.answers)]
    accepted = {answer.party for _, _, answer in given if answer.answer == "accepted"}
    answered = {answer.party for _, _, answer in given}
    for clause in draft.of(Acceptance):
        for number, party in enumerate(clause.invited):
            if party not in draft.loaded.parties or party in answered or draft.uppers(party) & accepted:
                continue
            what = f"{draft.name_of(party)} is asked, but has not answered."
            severity: Severity | None = "note" if draft.agreement.status == "draft" else None
            path = ("invited", number)
            yield draft.lint("party-not-accepted", clause.id, path, what, severity=severity)
    for clause, number, answer in given:
        path = ("answers", number)
        if answer.answer == "refused":
            if answer.party not in accepted:
                what = f"{draft.name_of(answer.party)} has refused; the others alone are bound."
                yield draft.lint("party-refused", clause.id, path, what)
        elif answer.at is None:
            what = f"{draft.name_of(answer.party)} accepted, but when is not said."
            yield draft.lint("acceptance-undated", clause.id, path, what)
        else:
            yield from _late(draft, clause, number, answer)


def _late(draft: Draft, clause: Acceptance, number: int, answer: Answer) -> Iterator[Lint]:
    path = ("answers", number, "at")
    at = draft.instant(answer.at, clause.id, *path)
    deadline = draft.instant(clause.deadline, clause.id, "deadline")
    late = at is not None and deadline is not None and at > deadline
    if clause.accession == "allowed" or not (late or answer.accession):
        return
    allowed = "is closed" if clause.accession == "closed" else "is not provided for"
    how = "by accession"
    if late and at and deadline:
        how = f"on {draft.stamp(at)}, after the deadline ({draft.stamp(deadline)})"
    what = f"{draft.name_of(answer.party)} accepted {how}, and later accession {allowed}: it is not bound."
    yield draft.lint("acceptance-late", clause.id, path, what)


def invitations(draft: Draft) -> Iterator[Lint]:
    """acceptance-channel-missing, acceptance-deadline-missing, acceptance-after-start."""
    for clause in draft.of(Acceptance):
        answered = {answer.party for answer in clause.answers}
        waiting = [p for p in clause.invited if p not in answered]
        by_hand = [answer.party for answer in clause.answers if answer.through is None]
        if clause.channel is None and (waiting or by_hand):
            what = f"Through whom {listed(map(draft.name_of, [*waiting, *by_hand]))} accept is not said."
            yield draft.lint("acceptance-channel-missing", clause.id, (), what)
        if clause.deadline is None:
            if waiting:
                what = f"By when {listed(map(draft.name_of, waiting))} should answer is not said."
                yield draft.lint("acceptance-deadline-missing", clause.id, (), what)
            continue
        deadline = draft.instant(clause.deadline, clause.id, "deadline")
        if deadline is not None and draft.start is not None and deadline > draft.start:
            binds = draft.stamp(draft.start)
            what = f"A party may answer until {draft.stamp(deadline)}; the agreement binds from {binds} on."
            yield draft.lint("acceptance-after-start", clause.id, ("deadline",), what)


def exclusions(draft: Draft) -> Iterator[Lint]:
    """designation-undated, designation-list-missing, excluded-and-bound, excluded-and-protected."""
    for clause in draft.of(Exclusion):
        if clause.designated_by and not clause.designations:
            what = "Whom the list names is not said: it has no entry here."
            yield draft.lint("designation-list-missing", clause.id, ("designated_by",), what)
        for number, entry in enumerate(clause.designations):
            if entry.since is None:
                what = f"Since when {draft.name_of(entry.party)} is designated is not said."
                yield draft.lint("designation-undated", clause.id, ("designations", number), what)
    excluded = _excluded(draft)
    found: dict[tuple[str, str], list[Mention]] = {}
    for any_clause in draft.agreement.clauses if excluded else ():
        for mention in mentions(any_clause):
            if mention.role in EXCLUDED_AS and draft.uppers(mention.party) & excluded.keys():
                found.setdefault((EXCLUDED_AS[mention.role], mention.party), []).append(mention)
    for (code, party), named in found.items():
        first = named[0]
        by = min(draft.uppers(party) & excluded.keys(), key=lambda upper: (upper != party, upper))
        whose = "" if by == party else f" as part of {draft.name_of(by)}"
        done = {"asked": "asks", "author": "binds", "target": "protects"}[first.role]
        what = f"Clause {first.clause} {done} {draft.name_of(party)}, excluded by clause {excluded[by]}{whose}."
        others = [*(mention.clause for mention in named), excluded[by]]
        yield draft.lint(code, first.clause, first.path, what, others=others)


def _excluded(draft: Draft) -> dict[str, str]:
    """The parties excluded at some time while the agreement is in force, and the clause that says so."""
    since, until = draft.period
    found: dict[str, str] = {}
    for clause in draft.of(Exclusion):
        for party in clause.parties:
            found.setdefault(party, clause.id)
        for number, entry in enumerate(clause.designations):
            begins = draft.instant(entry.since, clause.id, "designations", number, "since")
            ends = draft.instant(entry.until, clause.id, "designations", number, "until")
            if (begins is None or begins < until) and (ends is None or ends > since):
                found.setdefault(entry.party, clause.id)
    return found


def bans(draft: Draft) -> Iterator[Lint]:
    """ban-nobody-bound (where nobody at all is bound, once for the agreement), permission-needless."""
    if draft.roll is None:
        return
    severity: Severity | None = "note" if draft.agreement.status == "draft" else None
    if not any(standing.bound for _, standing in draft.roll.standings()):
        yield from _nobody(draft, severity)
        return
    for clause in (*draft.bans, *draft.of(Permission)):
        field = "lines" if isinstance(clause, Withdrawal) else "by"
        names = list(getattr(clause, field) or ())
        if names and all(n in draft.loaded.parties for n in names) and not draft.roll.select(names):
            who = f"{'Of ' if len(names) > 1 else ''}{listed(map(draft.name_of, names))}"
            what = f"{who} nobody is bound at any time." if len(names) > 1 else f"{who} is not bound at any time."
            if isinstance(clause, Permission):
                yield draft.lint("permission-needless", clause.id, (field,), what)
            else:
                yield draft.lint("ban-nobody-bound", clause.id, (field,), what, severity=severity)


def _nobody(draft: Draft, severity: Severity | None) -> Iterator[Lint]:
    if draft.bans:
        holder = next((clause.id for clause in draft.of(Acceptance)), "")
        what = f"No party is bound at any time, so that {_number(draft.bans)} bind nobody."
        others = [clause.id for clause in draft.bans]
        path = () if holder else ("clauses",)
        yield draft.lint("ban-nobody-bound", holder, path, what, others=others, severity=severity)


def _number(clauses: list[Ban | Freeze | Withdrawal]) -> str:
    return f"{len(clauses)} clauses that forbid something" if len(clauses) > 1 else f"clause {clauses[0].id} would"


def self_defence(draft: Draft) -> Iterator[Lint]:
    """self-defence-without-steps."""
    for clause in draft.of(SelfDefence):
        if not clause.steps:
            what = "Force in self-defence is allowed, but nothing has to be tried or reported before."
            yield draft.lint("self-defence-without-steps", clause.id, (), what)


CHECKS = (parties, signatories, answers, invitations, exclusions, bans, self_defence)
