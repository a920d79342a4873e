"""The deeds on a plan as forms: what each asks for, what recording it means, and the act of the room that it calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.translation import gettext as _

from hudna.agreements import (
    Condition,
    Loaded,
    accept,
    counter,
    fix_moment,
    hand_over,
    offer,
    receive,
    refuse,
    renew,
    settle_condition,
    transmit,
    withdraw_acceptance,
    withdraw_offer,
)
from hudna.desk.faults import DESK
from hudna.house import Said, State
from hudna.journal import Decision

Kind = Literal["line", "words", "lines", "party", "time", "choice", "files", "zone"]
MOST_LINE, MOST_WORDS = 200, 4000


@dataclass(frozen=True)
class Field:
    """One field of a form. ``choices``: value and words; for a line: what is suggested."""

    name: str
    label: str
    kind: Kind = "line"
    required: bool = False
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    value: str = ""


@dataclass(frozen=True)
class Ground:
    """What the forms of a version need to know of it: its parties, what is open, whose conditions wait, its clock."""

    parties: tuple[tuple[str, str], ...] = ()
    moments: tuple[str, ...] = ()
    conditions: tuple[tuple[str, str], ...] = ()
    zone: str = "UTC"


@dataclass(frozen=True)
class Call:
    """All that an act is told: the state and texts to decide on, the version, and what was typed."""

    state: State
    texts: Mapping[str, Loaded]
    plan: str
    version: str
    said: Said
    typed: Mapping[str, str]
    packed: bytes = b""
    names: str = ""
    """What the agreement that was handed in calls itself."""

    def lines(self, name: str) -> tuple[str, ...]:
        """What was typed line by line."""
        return tuple(line.strip() for line in self.typed[name].splitlines() if line.strip())

    def common(self) -> dict[str, Any]:
        """What every act on a version takes."""
        return {"plan": self.plan, "version": self.version, "at": self.said.at}

    def expires(self) -> Any:
        """The last instant for an answer, if one was typed."""
        return self.said.instant(self.typed["expires"]) if self.typed["expires"] else None


Act = Callable[[Call], Sequence[Decision]]


@dataclass(frozen=True)
class Deed:
    """A deed: what it is called, what it means in one sentence, its fields, the act."""

    name: str
    title: str
    means: str
    fields: tuple[Field, ...]
    act: Act = field(repr=False)

    @property
    def takes_files(self) -> bool:
        """Is an agreement handed in with it?"""
        return any(one.kind == "files" for one in self.fields)

    def read(self, given: Mapping[str, str]) -> dict[str, str]:
        """What was typed, by field. Nothing is judged here."""
        return {one.name: str(given.get(one.name, "")).strip() for one in self.fields if one.kind != "files"}

    def check(self, typed: Mapping[str, str]) -> None:
        """Raise field-missing and field-long, naming the field."""
        for one in self.fields:
            value = typed.get(one.name, "")
            if one.required and one.kind != "files" and not value:
                raise DESK.fault("field-missing", _("“%(field)s” is empty.") % {"field": one.label})
            if len(value) > (MOST_WORDS if one.kind in ("words", "lines") else MOST_LINE):
                raise DESK.fault("field-long", _("“%(field)s” is too long.") % {"field": one.label})


def deeds(ground: Ground) -> dict[str, Deed]:
    """Every deed on a version, by name, in the order in which they usually come."""
    return {deed.name: deed for deed in _deeds(ground)}


def offering(ground: Ground) -> Deed:
    """The deed that stands on no version: to offer one."""
    return Deed(
        "offer",
        _("Offer a version"),
        _("The text and every file that it uses go into the record under their hash; it binds nobody by itself."),
        (
            _files(),
            Field("from", _("Offered by"), hint=_("a party’s id; empty: the mediation itself"), choices=ground.parties),
            *_addressed(_("a party’s id on each line, beside those that the text asks")),
            Field("plan", _("Name of the plan"), "line", hint=_("empty: the id of the agreement")),
            Field("version", _("Name of the version"), "line", hint=_("empty: the next number")),
        ),
        _offer,
    )


def _deeds(ground: Ground) -> Iterator[Deed]:
    party = Field("party", _("Party"), "party", required=True, choices=ground.parties)
    through = Field("through", _("Through"), hint=_("channel or office"))
    why = Field("why", _("Reason"), "words", hint=_("put a person’s name in [[double brackets]]: it goes on a slip"))
    yield Deed(
        "handover",
        _("Hand over"),
        _("It goes on record to whom this version was handed, and what they were asked to do; it binds nobody."),
        (
            Field("to", _("To which mediator"), required=True, hint=_("an office or a party")),
            Field("ask", _("Asked to"), "lines", hint=_("one thing on each line")),
        ),
        lambda c: hand_over(c.state.consents, **c.common(), mediator=c.typed["to"], asks=c.lines("ask")),
    )
    yield Deed(
        "transmit",
        _("Send to a party"),
        _("The version goes before the party: from then on its liaison sees this text on the desk."),
        (party, Field("through", _("Through"), required=True, hint=_("channel or office"))),
        lambda c: transmit(c.state.consents, c.texts, **c.common(), party=c.typed["party"], through=c.typed["through"]),
    )
    yield Deed(
        "receive",
        _("Received"),
        _("The party has the text, by its own word or that of who brought it; its liaison sees it from then on."),
        (party, through),
        lambda c: receive(c.state.consents, c.texts, **c.common(), party=c.typed["party"], through=c.typed["through"]),
    )
    yield from _answers(party, through, why)
    yield from _endings(ground, party, why)
    yield from _moments(ground)


def _answers(party: Field, through: Field, why: Field) -> Iterator[Deed]:
    yield Deed(
        "accept",
        _("Accept"),
        _("The party consents. Whether and from when it binds follows from the text, the time and its conditions."),
        (
            party,
            through,
            Field("condition", _("Conditions"), "lines", hint=_("one a line, as lists=The lists are exchanged first")),
        ),
        _accept,
    )
    yield Deed(
        "refuse",
        _("Refuse"),
        _("The party does not consent; the offer stays open to it as long as it is open."),
        (party, through, why),
        lambda c: refuse(
            c.state.consents,
            c.texts,
            **c.common(),
            party=c.typed["party"],
            through=c.typed["through"],
            why=c.typed["why"],
        ),
    )
    yield Deed(
        "counter",
        _("Counter"),
        _("The party answers with a version of its own; that closes this one for everybody."),
        (
            party,
            _files(),
            through,
            *_addressed(_("empty: whoever was asked about this version")),
            Field("with_version", _("Name of the new version"), hint=_("empty: the next number")),
        ),
        _counter,
    )


def _endings(ground: Ground, party: Field, why: Field) -> Iterator[Deed]:
    how = (("met", _("met")), ("waived", _("waived by the party")), ("refused", _("refused by the others")))
    if ground.conditions:
        yield Deed(
            "settle",
            _("Settle a condition"),
            _("When the last condition of an acceptance is met or waived in time, the acceptance counts from then."),
            (
                Field("condition", _("Condition"), "choice", required=True, choices=ground.conditions),
                Field("how", _("What became of it"), "choice", required=True, choices=how),
            ),
            _settle,
        )
    yield Deed(
        "withdraw",
        _("Withdraw an acceptance"),
        _("The party gives notice that it is bound no more; it stays bound until the notice has run out."),
        (
            party,
            Field("notice", _("Notice"), hint=_("a duration, as P3D or PT12H; empty: none beyond what the text asks")),
            why,
        ),
        lambda c: withdraw_acceptance(
            c.state.consents,
            c.texts,
            **c.common(),
            party=c.typed["party"],
            notice=c.typed["notice"] or "PT0S",
            why=c.typed["why"],
        ),
    )
    yield Deed(
        "retract",
        _("Take the offer back"),
        _("Nobody can accept this version afterwards; acceptances given before stand."),
        (why,),
        lambda c: withdraw_offer(c.state.consents, c.texts, **c.common(), why=c.typed["why"]),
    )


def _moments(ground: Ground) -> Iterator[Deed]:
    zone = Field("zone", _("On the clock of"), "zone", required=True, value=ground.zone)
    if ground.moments:
        yield Deed(
            "fix",
            _("Fix a moment"),
            _("An instant that the text left open gets its time; it can be moved until it comes, not afterwards."),
            (
                Field("moment", _("Which"), "choice", required=True, choices=tuple((m, m) for m in ground.moments)),
                Field("time", _("When it is"), "time", required=True),
                zone,
            ),
            lambda c: fix_moment(
                c.state.consents,
                c.texts,
                **c.common(),
                moment=c.typed["moment"],
                instant=_on(c, "time"),
                zone=c.typed["zone"],
            ),
        )
    yield Deed(
        "renew",
        _("Renew"),
        _("A later end was agreed; the agreement goes on until then."),
        (Field("time", _("Its new end"), "time", required=True), zone),
        lambda c: renew(c.state.consents, c.texts, **c.common(), until=_on(c, "time"), zone=c.typed["zone"]),
    )


def _addressed(whom: str) -> Iterator[Field]:
    """To whom an offer goes, whose answer it asks for, until when."""
    yield Field("to", _("Given to"), hint=_("a mediating office, or a party"))
    yield Field("invite", _("Whose answer is asked for"), "lines", hint=whom)
    yield Field("expires", _("Last instant for an answer"), "time")


def _files() -> Field:
    hint = _("the YAML of the agreement and every file that it shares, chosen together")
    return Field("files", _("Files"), "files", required=True, hint=hint)


def _on(call: Call, name: str) -> Any:
    """An instant typed on the clock that is named beside it."""
    return Said(call.said.by, call.said.at, call.said.now, call.typed["zone"]).instant(call.typed[name])


def _offer(call: Call) -> Sequence[Decision]:
    plan = call.typed["plan"] or call.names
    return offer(
        call.state.consents,
        plan=plan,
        version=call.typed["version"] or call.state.next_version(plan),
        packed=call.packed,
        at=call.said.at,
        by_party=call.typed["from"],
        to=call.typed["to"],
        invited=call.lines("invite"),
        expires=call.expires(),
    )


def _accept(call: Call) -> Sequence[Decision]:
    attached = [Condition(name.strip(), words.strip()) for name, _eq, words in map(_parted, call.lines("condition"))]
    for one in attached:
        if not one.id or not one.words:
            what = _("A condition is told as its id, the sign = and its words: “%(line)s” is not.")
            raise DESK.fault("field-missing", what % {"line": one.id or one.words})
    return accept(
        call.state.consents,
        call.texts,
        **call.common(),
        party=call.typed["party"],
        through=call.typed["through"],
        conditions=attached,
    )


def _parted(line: str) -> tuple[str, str, str]:
    return line.partition("=")


def _counter(call: Call) -> Sequence[Decision]:
    return counter(
        call.state.consents,
        call.texts,
        **call.common(),
        party=call.typed["party"],
        with_version=call.typed["with_version"] or call.state.next_version(call.plan),
        packed=call.packed,
        through=call.typed["through"],
        to=call.typed["to"],
        invited=call.lines("invite"),
        expires=call.expires(),
    )


def _settle(call: Call) -> Sequence[Decision]:
    party, _slash, condition = call.typed["condition"].partition("/")
    return settle_condition(
        call.state.consents,
        call.texts,
        **call.common(),
        party=party,
        condition=condition,
        how=_how(call.typed["how"]),
    )


def _how(word: str) -> Literal["met", "waived", "refused"]:
    """Raises field-missing for what is no way to settle."""
    for how in ("met", "waived", "refused"):
        if word == how:
            return how
    raise DESK.fault("field-missing", _("What became of the condition is not said."))
