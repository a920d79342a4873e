"""Agreements: what was agreed, who is bound, where, and from when?

Answers a mediator with a draft, a monitor with a signed text, and the rooms that assess incidents. Refuses
an agreement whose clauses name themselves or wait for each other, a name that stands for two things, a time
without a named zone, a ban without acts or ground: never guesses what the text leaves open. Of a plan on its way it
answers who was offered what, what each answer is worth, and who is bound to which version, from the journal alone.
"""

from hudna.agreements.acts import (
    accept,
    counter,
    hand_over,
    offer,
    receive,
    refuse,
    settle_condition,
    transmit,
    withdraw_acceptance,
    withdraw_offer,
)
from hudna.agreements.binding import PlanEffect, Texts, from_consent, read_plan
from hudna.agreements.bound import Roll, Standing, call_roll
from hudna.agreements.clocks import RunningClock, running_clocks
from hudna.agreements.diff import diff, render
from hudna.agreements.effect import Effect, Reply
from hudna.agreements.events import (
    CONSENT_EVENTS,
    AcceptanceWithdrawn,
    Condition,
    ConditionSettled,
    MomentFixed,
    OfferWithdrawn,
    PlanAccepted,
    PlanCountered,
    PlanHandedOver,
    PlanOffered,
    PlanReceived,
    PlanRefused,
    PlanTransmitted,
    RenewalAgreed,
)
from hudna.agreements.faults import AGREEMENTS
from hudna.agreements.fixing import fix_moment, renew
from hudna.agreements.lint import lint
from hudna.agreements.lint_rules import RULES, Lint, Rule, explain
from hudna.agreements.model import Agreement, AnyClause, Clause, Exchange, Moment, PrisonerLists
from hudna.agreements.moments import Assumption, Clock, stamp
from hudna.agreements.pack import digest, pack, unpack
from hudna.agreements.parse import Given, Loaded, load_agreement, parse_agreement
from hudna.agreements.print import print_agreement
from hudna.agreements.resolve import resolve
from hudna.agreements.schedule import schedule
from hudna.agreements.schema import schema
from hudna.agreements.sides import Change
from hudna.agreements.standing import OfferStanding, PartyStanding, PlanStanding, Say, consequence, standing
from hudna.agreements.state import Consents, Said, Version, Void, fold_consent
from hudna.agreements.term import Period, Resolved, ScheduleEntry, SelfDefenceNote, Term

__all__ = [
    "AGREEMENTS",
    "CONSENT_EVENTS",
    "RULES",
    "AcceptanceWithdrawn",
    "Agreement",
    "AnyClause",
    "Assumption",
    "Change",
    "Clause",
    "Clock",
    "Condition",
    "ConditionSettled",
    "Consents",
    "Effect",
    "Exchange",
    "Given",
    "Lint",
    "Loaded",
    "Moment",
    "MomentFixed",
    "OfferStanding",
    "OfferWithdrawn",
    "PartyStanding",
    "Period",
    "PlanAccepted",
    "PlanCountered",
    "PlanEffect",
    "PlanHandedOver",
    "PlanOffered",
    "PlanReceived",
    "PlanRefused",
    "PlanStanding",
    "PlanTransmitted",
    "PrisonerLists",
    "RenewalAgreed",
    "Reply",
    "Resolved",
    "Roll",
    "Rule",
    "RunningClock",
    "Said",
    "Say",
    "ScheduleEntry",
    "SelfDefenceNote",
    "Standing",
    "Term",
    "Texts",
    "Version",
    "Void",
    "accept",
    "call_roll",
    "consequence",
    "counter",
    "diff",
    "digest",
    "explain",
    "fix_moment",
    "fold_consent",
    "from_consent",
    "hand_over",
    "lint",
    "load_agreement",
    "offer",
    "pack",
    "parse_agreement",
    "print_agreement",
    "read_plan",
    "receive",
    "refuse",
    "render",
    "renew",
    "resolve",
    "running_clocks",
    "schedule",
    "schema",
    "settle_condition",
    "stamp",
    "standing",
    "transmit",
    "unpack",
    "withdraw_acceptance",
    "withdraw_offer",
]
