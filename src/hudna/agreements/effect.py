"""Effect: what each answer to one version of a plan is worth, by its text and by the order in which things were true.

The rules, with what they lean on (VCLT: Vienna Convention on the Law of Treaties, 1969; CISG: UN sales convention,
1980; both by analogy, since most ceasefires are no treaties and few say which law governs them):

1. Consent is the party's own act (VCLT 11). No later than the deadline, and than the expiry of the offer, is in time.
   What is later does not bind, unless the text allows accession (VCLT 15): then from when it was given.
2. An acceptance on conditions is none yet (CISG 19(1)). It counts from when the last was met or waived, and that
   instant must be in time. A condition that the others refused ends it; the party may accept anew.
3. A counter-offer refuses the version and closes it (CISG 17, 19(1)): what others gave before stands, nobody can accept
   it afterwards. So does withdrawal of the offer (CISG 16(1)). That one party's counter closes it for all is our
   reading: a version is one package, and parties must not end up bound by a text that is being renegotiated.
4. Who offered consents by offering, from the first acceptance of another that counts: an offer alone binds nobody.
   From then on it is bound like any other until it withdraws, even if the other withdrew first: whether a truce that
   one side has left still holds is for those who remain to say, not for us.
5. Refusal leaves the offer open to the one who refused, as long as it is open (our reading; for a sale, CISG 17 would
   end it). The latest answer counts, save that an acceptance that counts is ended by withdrawal alone (VCLT 54, 56),
   not by refusing or countering afterwards.
6. Withdrawal ends the consent after its notice, by the calendar of the agreement's zone (UTC if it has none); the
   notice that the text asks for counts if it ends later (VCLT 56(2) would ask twelve months of a treaty that is
   silent: we ask none). Until then it can be revoked by accepting again (VCLT 68).
7. Who was not invited, and stands under nobody who was, cannot accept unless accession is allowed.

Of things true at the same instant an acceptance goes first, and what closes the offer last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from hudna.agreements.events import (
    AcceptanceWithdrawn,
    ConditionSettled,
    OfferWithdrawn,
    PlanAccepted,
    PlanCountered,
    PlanRefused,
)
from hudna.agreements.measure import span_words
from hudna.agreements.model import Acceptance
from hudna.agreements.moments import Clock, stamp
from hudna.agreements.parse import Loaded
from hudna.agreements.state import Said, Version, Void
from hudna.ground import NO_END, Fault, when


@dataclass(slots=True)
class Reply:
    """One answer of a party, read. ``counts``: since when it is consent (None: it is not, and ``why`` says why not).

    ``ends``: first instant at which it is consent no more. ``open``: the conditions not settled yet. ``implied``: the
    consent of who offered. ``accession``: it came late, and the text allows that.
    """

    party: str
    how: Literal["accepted", "refused", "countered"]
    said: Said
    counts: datetime | None = None
    ends: datetime = NO_END
    why: str = ""
    open: tuple[str, ...] = ()
    accession: bool = False
    implied: bool = False
    notice: Said | None = None

    def stands(self, at: datetime) -> bool:
        """Is it consent at that instant, or waiting for its conditions?"""
        return self.how == "accepted" and at < self.ends and (self.counts is not None or bool(self.open))


@dataclass(frozen=True, slots=True)
class Effect:
    """What the answers to one version are worth. ``closed``: since when, and by what, nobody can accept it."""

    version: Version
    loaded: Loaded
    replies: tuple[Reply, ...]
    closed: Said | None
    void: tuple[Void, ...]
    deadlines: Mapping[str, datetime]
    faults: Mapping[str, Fault]

    def of(self, party: str, until: datetime = NO_END) -> Reply | None:
        """The last answer of a party that was given by then."""
        given = [reply for reply in self.replies if reply.party == party and reply.said.at <= until]
        return given[-1] if given else None

    def allows_accession(self, party: str) -> bool:
        """May the party join later than the deadline, or without having been asked?"""
        return _allows_accession(self.loaded, party)

    def last_instant(self, party: str) -> datetime | None:
        """The last instant at which its answer is in time."""
        return _last_instant(self.deadlines, self.version, party)


def clause_of(loaded: Loaded, party: str) -> Acceptance | None:
    """The acceptance clause that invites the party, else the first that there is."""
    clauses = [clause for clause in loaded.agreement.clauses if isinstance(clause, Acceptance)]
    return next((clause for clause in clauses if party in clause.invited), clauses[0] if clauses else None)


def invited_to(version: Version, loaded: Loaded) -> frozenset[str]:
    """Whose answer the offer or its text asks for."""
    clauses = [clause for clause in loaded.agreement.clauses if isinstance(clause, Acceptance)]
    return frozenset({*version.offer.invited, *(party for clause in clauses for party in clause.invited)})


def is_invited(version: Version, loaded: Loaded, party: str, at: datetime) -> bool:
    """May the party answer at that instant: itself, or as one that stands under a party that may?"""
    invited = invited_to(version, loaded)
    return not invited or party in invited or bool(invited & loaded.parties.above(party, at))


def zone_of(loaded: Loaded) -> str:
    """The zone by whose calendar a notice runs: the agreement's, if there is such a clock, else UTC."""
    try:
        return when.zone(loaded.agreement.timezone or "UTC").key
    except Fault:
        return "UTC"


def read_effect(version: Version, loaded: Loaded) -> Effect:
    """Read all answers to a version beside its text. Total: what cannot be read of the text is in ``faults``."""
    reading = _Reading(version, loaded)
    for said in version.course:
        reading.take(said)
    found = tuple(reading.replies), reading.closed, tuple(reading.void)
    return Effect(version, loaded, *found, reading.deadlines, reading.faults)


def _allows_accession(loaded: Loaded, party: str) -> bool:
    clause = clause_of(loaded, party)
    return clause is not None and clause.accession == "allowed"


def _last_instant(deadlines: Mapping[str, datetime], version: Version, party: str) -> datetime | None:
    ends = [end for end in (deadlines.get(party, deadlines.get("")), version.offer.expires) if end]
    return min(ends, default=None)


@dataclass(slots=True)
class _Reading:
    version: Version
    loaded: Loaded
    replies: list[Reply] = field(default_factory=list)
    void: list[Void] = field(default_factory=list)
    closed: Said | None = None
    faults: dict[str, Fault] = field(default_factory=dict)
    last: dict[str, Reply] = field(default_factory=dict)
    deadlines: dict[str, datetime] = field(init=False)
    clauses: tuple[Acceptance, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.clauses = tuple(c for c in self.loaded.agreement.clauses if isinstance(c, Acceptance))
        self.deadlines = dict(self._deadlines())

    def _deadlines(self) -> Iterator[tuple[str, datetime]]:
        """The deadline of each party that a clause invites; under “” that of everybody else."""
        clock = Clock(self.loaded)
        for clause in reversed(self.clauses):
            if clause.deadline is None:
                continue
            path = ("clauses", self.loaded.numbers[clause.id], "deadline")
            try:
                due = clock.read(clause.deadline, path).instant
            except Fault as fault:
                self.faults[clause.id] = fault
                continue
            for party in (*clause.invited, ""):
                yield party, due

    def take(self, said: Said) -> None:
        event = said.event
        if isinstance(event, PlanAccepted | PlanRefused | PlanCountered):
            if event.party not in self.loaded.parties:
                self._set_aside(said, f"the register has no party “{event.party}”")
            elif event.party == self.version.offer.offered_by:
                self._set_aside(said, "it answers its own offer; it consents once another party accepts")
            elif isinstance(event, PlanAccepted):
                self._accept(event, said)
            else:
                self._decline(event, said)
        elif isinstance(event, ConditionSettled):
            self._settle(event, said)
        elif isinstance(event, AcceptanceWithdrawn):
            self._withdraw(event, said)
        elif isinstance(event, OfferWithdrawn):
            if self.closed is None:
                self.closed = said
            else:
                self._set_aside(said, "the offer was closed before")

    def _set_aside(self, said: Said, why: str) -> None:
        self.void.append(Void(said, why))

    def _reply(self, reply: Reply) -> None:
        self.replies.append(reply)
        self.last[reply.party] = reply

    def _accept(self, event: PlanAccepted, said: Said) -> None:
        last = self.last.get(event.party)
        if last is not None and last.counts is not None and said.at < last.ends:
            if last.notice is not None and not event.conditions:
                self._set_aside(last.notice, "revoked before it took effect: the party accepted again")
                last.ends, last.notice = NO_END, None
            else:
                self._set_aside(said, f"it had accepted on {self._stamp(last.said.at)} already")
            return
        if last is not None and last.stands(said.at):
            last.open, last.why, last.ends = (), "it answered anew", said.at
        reply = Reply(event.party, "accepted", said, open=tuple(condition.id for condition in event.conditions))
        self._reply(reply)
        if reply.open:
            reply.why = "its conditions are open"
        else:
            self._count(reply, said.at)

    def _count(self, reply: Reply, at: datetime) -> None:
        """Decide what an acceptance without open conditions is worth from ``at`` on."""
        accession = _allows_accession(self.loaded, reply.party)
        due = _last_instant(self.deadlines, self.version, reply.party)
        if self.closed is not None and at > self.closed.at:
            how = "withdrawn" if isinstance(self.closed.event, OfferWithdrawn) else "countered"
            reply.why = f"this version had been {how} on {self._stamp(self.closed.at)}"
        elif not accession and not self._invited(reply.party, at):
            reply.why = "it was not invited, and later accession is not allowed"
        elif due is not None and at > due and not accession:
            what = "deadline" if due != self.version.offer.expires else "expiry of the offer"
            reply.why = f"{span_words(at - due)} after the {what} ({self._stamp(due)})"
        else:
            reply.why, reply.counts = "", at
            reply.accession = due is not None and at > due
            self._imply(reply)

    def _imply(self, first: Reply) -> None:
        """Who offered consents from the first acceptance of another that counts."""
        offeror = self.version.offer.offered_by
        if offeror in self.loaded.parties and offeror not in self.last and first.counts is not None:
            at, said = first.counts, self.version.offered
            self._reply(Reply(offeror, "accepted", said, at, accession=first.accession, implied=True))

    def _decline(self, event: PlanRefused | PlanCountered, said: Said) -> None:
        last = self.last.get(event.party)
        if last is not None and last.counts is not None and said.at < last.ends:
            self._set_aside(said, "it had accepted; only a withdrawal ends that")
            return
        if last is not None and last.stands(said.at):
            last.open, last.why, last.ends = (), "it answered anew", said.at
        counter = isinstance(event, PlanCountered)
        self._reply(Reply(event.party, "countered" if counter else "refused", said))
        if counter and self.closed is None and self._invited(event.party, said.at):
            self.closed = said

    def _settle(self, event: ConditionSettled, said: Said) -> None:
        last = self.last.get(event.party)
        if last is None or event.condition not in last.open or not last.stands(said.at):
            self._set_aside(said, f"no acceptance waits for the condition “{event.condition}”")
        elif event.how == "refused":
            last.open, last.why, last.ends = (), f"its condition “{event.condition}” was refused", said.at
        else:
            last.open = tuple(one for one in last.open if one != event.condition)
            if not last.open:
                self._count(last, said.at)

    def _withdraw(self, event: AcceptanceWithdrawn, said: Said) -> None:
        last = self.last.get(event.party)
        if last is None or not last.stands(said.at) or last.notice is not None:
            self._set_aside(said, "there was no acceptance to withdraw")
            return
        last.notice = said
        last.ends = said.at if last.counts is None else self._ends(event, said.at)
        if last.counts is None:
            last.open, last.why = (), "it was withdrawn before its conditions were settled"

    def _ends(self, event: AcceptanceWithdrawn, at: datetime) -> datetime:
        ends = [at]
        clause = clause_of(self.loaded, event.party)
        for text in (event.notice, clause.notice if clause else None):
            try:
                ends.append(when.shift(at, when.duration(text or "PT0S"), zone_of(self.loaded)))
            except Fault as fault:
                self.faults.setdefault(clause.id if clause else "", fault)
        return max(ends)

    def _invited(self, party: str, at: datetime) -> bool:
        return is_invited(self.version, self.loaded, party, at)

    def _stamp(self, at: datetime) -> str:
        return stamp(at, zone_of(self.loaded))
