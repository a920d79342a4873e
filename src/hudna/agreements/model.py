"""The nouns of an agreement: typed clauses beside the words that were signed.

Everything here is a frozen document node. A term that the text leaves open is left out (or null): the
linter says so, the parser does not guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator

from hudna.agreements.model_exchange import (
    AllForAll,
    Apart,
    Balance,
    Batches,
    BatchSize,
    Category,
    Done,
    Opens,
    Order,
    Pace,
    Place,
    Ratio,
    Remains,
    Waits,
)
from hudna.agreements.parts import ClauseId as ClauseId
from hudna.agreements.parts import ClockTime as ClockTime
from hudna.agreements.parts import Flag as Flag
from hudna.agreements.parts import Moment as Moment
from hudna.agreements.parts import Number as Number
from hudna.agreements.parts import Span as Span
from hudna.ground import ActId, Id, Plain, Shape, Words, or_text


class WeaponClass(Plain):
    """A class of weapons: a path of the weapons file, and calibre bounds in mm (from ≤ calibre < below)."""

    model_config = ConfigDict(json_schema_extra=or_text("kind"))

    kind: ActId
    calibre_from_mm: Number | None = Field(default=None, gt=0)
    calibre_below_mm: Number | None = Field(default=None, gt=0)
    except_kinds: list[ActId] = []

    @model_validator(mode="before")
    @classmethod
    def _text_alone(cls, value: Any) -> Any:
        return {"kind": value} if isinstance(value, str) else value


class Cites(Plain):
    """Where the words stand: a source of the agreement, and article, page or line."""

    source: Id
    at: str | None = None


class Clause(Plain):
    """What every clause has: its number, the words signed, and where they stand."""

    id: ClauseId
    words: Words | None = Field(default=None, description="The words signed, by language")
    cites: Cites | None = None
    uses: list[str] = Field(default=[], description="Terms the words use that definitions must explain")
    note: Words | None = Field(default=None, description="A remark of the editor; no part of the agreement")


class EntryIntoForce(Clause):
    """When the agreement begins to bind; ``at`` null: the text does not say."""

    kind: Literal["entry-into-force"]
    at: Moment | None = None


class Renewal(Plain):
    """How the agreement is carried on: who decides, for how long, with what notice; and what was decided."""

    how: Literal["automatic", "by-agreement", "by-mediator"] = "by-agreement"
    length: str | None = None
    notice: str | None = None
    renewed: list[Moment] = Field(default=[], description="New ends that were agreed, in order")


class DurationClause(Clause):
    """How long it binds: a length, or an end; open-ended only if said so."""

    kind: Literal["duration"]
    length: str | None = None
    until: Moment | None = None
    open_ended: Flag = False
    renewal: Renewal | None = None


class Answer(Plain):
    """A party's answer: accepted or refused, when, through whom; a late one binds only as accession."""

    party: Id
    answer: Literal["accepted", "refused"] = "accepted"
    at: Moment | None = None
    through: Words | None = None
    accession: Flag = False
    withdrawn: Moment | None = None


class Acceptance(Clause):
    """Who is asked, by when, through which channel, and what each answered."""

    kind: Literal["acceptance"]
    invited: list[Id] = []
    deadline: Moment | None = None
    channel: Words | None = None
    accession: Literal["allowed", "closed"] | None = Field(default=None, description="May one join later?")
    notice: str | None = Field(default=None, description="How long before a withdrawal takes effect: P2D")
    answers: list[Answer] = []


class Designation(Plain):
    """One entry of a list of excluded actors, with its dates (until: first instant no longer)."""

    party: Id
    since: Moment | None = None
    until: Moment | None = None
    reference: str | None = None


class Exclusion(Clause):
    """Actors that the agreement does not protect or bind: a list, and a designation list with dates."""

    kind: Literal["exclusion"]
    parties: list[Id] = []
    designated_by: Words | None = None
    designations: list[Designation] = []


class Scope(Clause):
    """Where the agreement holds, for every clause that names no zone; and each party's reference line."""

    kind: Literal["scope"]
    zone: Shape | None = None
    lines: dict[Id, Shape] = Field(default={}, description="Reference line per party")


class Selector(Clause):
    """What bans and permissions select. Left out: every act of the kind, every bound party, every target."""

    acts: list[str] = Field(default=[], description="Acts of the taxonomy, or terms that definitions explain")
    by: list[Id] | None = Field(default=None, description="Authors; left out: every party bound")
    against: list[Id] | None = Field(default=None, description="Targets; left out: any that is not excluded")
    weapons: list[WeaponClass] | None = None
    zone: Shape | None = None
    hours: list[Span] | None = None
    since: Moment | None = None
    until: Moment | None = None


class Ban(Selector):
    """An act that nobody bound may do."""

    kind: Literal["ban"]


class Permission(Selector):
    """An exception: an act that stays allowed, from which bans, under which conditions."""

    kind: Literal["permission"]
    of: list[ClauseId] | None = Field(default=None, description="The bans it excepts from; left out: all")
    conditions: list[Words] = Field(default=[], description="What must hold; a feed rarely says if it did")


class SelfDefence(Clause):
    """Return of fire, and the steps that must have been tried before."""

    kind: Literal["self-defence"]
    by: list[Id] | None = None
    steps: list[Words] = []


class Pullback(Plain):
    """Weapons of these classes stay beyond ``km`` of the line."""

    weapons: list[WeaponClass] = Field(min_length=1)
    km: Number = Field(gt=0, le=1000)


class Withdrawal(Clause):
    """Heavy weapons go back: class or calibre → distance, each party from its own line, begun and done by."""

    kind: Literal["withdrawal"]
    pullbacks: list[Pullback] = []
    lines: dict[Id, Shape] | None = Field(default=None, description="Line per party; default: the scope's")
    acts: list[str] = ["presence.weapon"]
    begins: Moment | None = None
    done_by: Moment | None = None
    until: Moment | None = None


class Freeze(Clause):
    """Positions stay as they were at the baseline; no advance, no new works."""

    kind: Literal["freeze"]
    baseline: Moment | None = None
    acts: list[str] = ["position.advance", "position.fortify"]
    by: list[Id] | None = None
    zone: Shape | None = None
    since: Moment | None = None
    until: Moment | None = None


class Phase(Plain):
    """One step of a redeployment: who moves out of or into where, by when, after what."""

    id: Id
    what: Words
    who: list[Id] = []
    leaves: Shape | None = None
    enters: Shape | None = None
    begins: Moment | None = None
    done_by: Moment | None = None
    after: ClauseId | None = Field(default=None, description="A phase, clause or event that comes first")


class Redeployment(Clause):
    """Troops move in phases."""

    kind: Literal["redeployment"]
    phases: list[Phase] = Field(min_length=1)


class SubQuota(Plain):
    """A part of the quantity that must be of one kind."""

    item: Words
    count: Number = Field(ge=0)


class Quantity(Clause):
    """So many of something per period: lorries a day, flights a week."""

    kind: Literal["quantity"]
    item: Words
    count: Number = Field(ge=0)
    per: Literal["day", "week", "month", "total"]
    subquotas: list[SubQuota] = []
    by: list[Id] | None = None
    since: Moment | None = None
    until: Moment | None = None


class Deadline(Clause):
    """Something to be done once, by whom, by when; or only when something else has happened."""

    kind: Literal["deadline"]
    duty: Words
    by: list[Id] | None = None
    begins: Moment | None = None
    due: Moment | None = None
    after: ClauseId | None = None


class Monitoring(Clause):
    """Who watches, and whether they may go where they must."""

    kind: Literal["monitoring"]
    body: Words | None = None
    access: Literal["unconditional", "conditional", "none"] | None = None
    reports: Words | None = None


class Dispute(Clause):
    """What happens when parties disagree or one breaks the terms."""

    kind: Literal["dispute"]
    steps: list[Words] = []


class PrisonerLists(Clause):
    """Lists of people are handed over: by whom, of whom, and by when each is handed in, answered and final."""

    kind: Literal["prisoner-lists"]
    by: list[Id] | None = Field(default=None, description="Who hands a list over; left out: every party bound")
    of: Literal["wanted", "held", "both"] = Field(default="both", description="Whom it asks for, or says it holds")
    through: Words | None = Field(default=None, description="The neutral body that carries the lists")
    fields: list[Words] = Field(default=[], description="What a row must tell")
    due: Moment | None = None
    answered_by: Moment | None = None
    final_by: Moment | None = None


class Exchange(Clause):
    """People are released by both sides: for whom, in what order and pace, where, and what each side may stand out.

    Every entry of a field is a term of its own, named ``clause/field/number`` where it stands in the way of others.
    Several clauses of this kind make one exchange; categories are known to all of them.
    """

    kind: Literal["exchange"]
    sides: list[Id] = Field(default=[], max_length=2, description="The two parties that release people")
    ages_on: Moment | None = Field(default=None, description="The day at which ages count; left out: entry into force")
    categories: list[Category] = []
    ratios: list[Ratio] = []
    all_for_all: AllForAll | None = None
    orders: list[Order] = []
    batches: Batches | None = None
    sizes: list[BatchSize] = []
    paces: list[Pace] = []
    places: list[Place] = []
    families: Literal["together"] | None = Field(default=None, description="together: a family leaves in one batch")
    apart: list[Apart] = []
    balance: list[Balance] = []
    remains: Remains | None = None
    done: list[Done] = []
    waits: list[Waits] = []
    opens: list[Opens] = []


class Declaration(Clause):
    """Words with no term that a machine can check: aims, thanks, hopes; kept so that nothing is lost."""

    kind: Literal["declaration"]


AnyClause = Annotated[
    EntryIntoForce
    | DurationClause
    | Acceptance
    | Exclusion
    | Scope
    | Ban
    | Permission
    | SelfDefence
    | Withdrawal
    | Freeze
    | Redeployment
    | Quantity
    | Deadline
    | PrisonerLists
    | Exchange
    | Monitoring
    | Dispute
    | Declaration,
    Field(discriminator="kind"),
]


class Source(Plain):
    """Where words or facts of the agreement come from."""

    id: Id
    title: str
    by: str | None = None
    date: str | None = None
    url: str | None = None
    note: str | None = None


class Definition(Plain):
    """A term of the agreement: what it means in words, and which acts of the taxonomy it stands for."""

    term: str
    means: Words
    acts: list[ActId] = []


class Shared(Plain):
    """Files that several agreements share; paths are relative to this document."""

    parties: list[str] = []
    areas: list[str] = []
    acts: list[str] = []


class Agreement(Plain):
    """A whole agreement."""

    hudna: Literal["agreement/1"]
    id: Id
    title: Words
    status: Literal["draft", "offered", "signed", "in-force", "ended"] = "draft"
    version: str | None = None
    timezone: str | None = Field(default=None, description="Named zone for every time that names none")
    signed: Moment | None = None
    shared: Shared = Shared()
    sources: list[Source] = []
    events: dict[Id, Moment | None] = Field(default={}, description="What clauses count from; null: not yet")
    definitions: list[Definition] = []
    clauses: list[AnyClause] = Field(min_length=1)

    @property
    def by_id(self) -> Mapping[str, AnyClause]:
        """The clauses by their id."""
        return {clause.id: clause for clause in self.clauses}
