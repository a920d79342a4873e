"""What recording a decision means, told before it is recorded: in sentences, and party by party, before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.utils.translation import gettext as _

from hudna.agreements import (
    Consents,
    Loaded,
    MomentFixed,
    OfferWithdrawn,
    PlanCountered,
    PlanHandedOver,
    PlanOffered,
    PlanReceived,
    PlanTransmitted,
    RenewalAgreed,
    Say,
    consequence,
    stamp,
    standing,
)
from hudna.desk.doorway import Door
from hudna.desk.names import names_of
from hudna.desk.standing_words import say_in
from hudna.ground import Fault
from hudna.journal import Decision


class Overlaid(Mapping[str, Loaded]):
    """The texts of the case, and one more that is about to be offered."""

    def __init__(self, texts: Mapping[str, Loaded], more: Mapping[str, Loaded]) -> None:
        self._texts, self._more = texts, more

    def __getitem__(self, document: str) -> Loaded:
        return self._more[document] if document in self._more else self._texts[document]

    def __iter__(self) -> Iterator[str]:
        yield from self._more
        yield from (document for document in self._texts if document not in self._more)

    def __len__(self) -> int:
        return sum(1 for _one in self)


@dataclass(frozen=True)
class Move:
    """How a party stands to a version before and after; ``before`` empty where it had no part in it."""

    party: str
    version: str
    before: str
    after: str
    bound_before: bool
    bound_after: bool


@dataclass(frozen=True)
class Effect:
    """What it means. ``seal``: stands for exactly these words, so that nobody records what they did not read."""

    sentences: tuple[str, ...]
    moves: tuple[Move, ...]
    at: datetime

    @property
    def seal(self) -> str:
        """A hash of the sentences and the moves."""
        return sha256(repr((self.sentences, self.moves)).encode()).hexdigest()


@dataclass(frozen=True)
class Reader:
    """Who reads it: the texts, on whose clock times are told, in which language."""

    texts: Mapping[str, Loaded]
    zone: str
    say: Say

    @classmethod
    def of(cls, door: Door, texts: Mapping[str, Loaded] | None = None) -> Reader:
        """The visitor, with the texts of the case or some beside them."""
        return cls(door.case.texts if texts is None else texts, door.zone, say_in(names_of(door)))


def effect_of(consents: Consents, reader: Reader, plan: str, decisions: Sequence[Decision], at: datetime) -> Effect:
    """What these decisions mean as of the instant at which they are true."""
    told = [one for decision in decisions for one in _sentences(consents, reader, decision)]
    return Effect(tuple(told), moves(consents, consents.also(decisions), reader, plan, at), at)


def moves(before: Consents, after: Consents, reader: Reader, plan: str, at: datetime) -> tuple[Move, ...]:
    """Whose standing differs between two states of a plan at an instant."""
    old, new = _standings(before, reader, plan, at), _standings(after, reader, plan, at)
    found = []
    for key in dict.fromkeys([*old, *new]):
        (words, bound), (then, bound_then) = old.get(key, ("", False)), new.get(key, ("", False))
        if (words, bound) != (then, bound_then):
            found.append(Move(key[0], key[1], words, then, bound, bound_then))
    return tuple(found)


def _standings(consents: Consents, reader: Reader, plan: str, at: datetime) -> dict[tuple[str, str], tuple[str, bool]]:
    if plan not in consents.plans:
        return {}
    try:
        found = standing(consents, plan, reader.texts, at, reader.zone, reader.say)
    except Fault:
        return {}
    return {(one.party, one.version): (one.words, one.bound) for one in found.parties}


def _sentences(consents: Consents, reader: Reader, decision: Decision) -> Iterator[str]:
    """The room's own sentence where it has one; ours for what is no answer of a party."""
    own = consequence(consents, reader.texts, decision, reader.zone, reader.say)
    event = decision.event
    if isinstance(event, PlanOffered):
        whose = event.offered_by or _("the mediation")
        yield _(
            "Version %(version)s of %(plan)s goes on record as offered by %(party)s. It binds nobody by itself."
        ) % {
            "version": event.version,
            "plan": event.plan,
            "party": whose,
        }
        if event.offered_by:
            yield _("Of the parties only %(party)s sees it until it is sent to another.") % {"party": event.offered_by}
        else:
            yield _("No party sees it until it is sent to one.")
    elif isinstance(event, PlanTransmitted | PlanReceived):
        yield _("From now on the liaison of %(party)s sees this version and the instants fixed for it.") % {
            "party": event.party
        }
    elif isinstance(event, PlanHandedOver):
        yield _("It goes on record that %(whom)s was given this version. Nobody is bound by that.") % {
            "whom": event.mediator
        }
    elif isinstance(event, OfferWithdrawn):
        yield _("Nobody can accept version %(version)s afterwards; acceptances given before stand.") % {
            "version": event.version
        }
    elif isinstance(event, MomentFixed):
        yield _("%(moment)s is %(when)s; it can be moved until it comes, not afterwards.") % {
            "moment": event.moment,
            "when": stamp(event.instant, event.zone),
        }
    elif isinstance(event, RenewalAgreed):
        yield _("The agreement goes on until %(when)s.") % {"when": stamp(event.until, event.zone)}
    elif own:
        yield own
    if isinstance(event, PlanCountered):
        yield _("That closes version %(version)s: nobody can accept it any more.") % {"version": event.version}
