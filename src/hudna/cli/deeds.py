"""Deeds: the verbs that record something in a case. One function each serves the command line and a story.

A deed is given the case, its state, who decides and when it was true, and returns decisions; what all deeds have in
common (which case, by whom, when, how told) is added to its options here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from hudna.agreements import consequence
from hudna.cli.app import AsFormat, Format, app
from hudna.cli.telling import as_json, print_entries
from hudna.ground import Fault
from hudna.house import HOUSE, Case, State, entry_as_json, office, open_case
from hudna.journal import JOURNAL, Decision, Entry
from hudna.monitoring import check_named

CaseAt = Annotated[str, typer.Argument(help="The case: its file, or postgresql://… (hudna open).", metavar="CASE")]
By = Annotated[
    str | None,
    typer.Option("--by", envvar="HUDNA_BY", help="Who decides: an office or code, as mediator-1; no person's name."),
]
At = Annotated[
    str | None,
    typer.Option("--at", metavar="TIME", help="When it was true, as 2014-01-17T14:00 in --zone; default: now."),
]
ZoneOf = Annotated[str | None, typer.Option("--zone", help="Named zone of the times given; default: the case's own.")]
Recorded = Annotated[
    str | None, typer.Option("--recorded", metavar="TIME", help="In an exercise only: when it is recorded.")
]
KeysIn = Annotated[
    Path | None, typer.Option("--keys", envvar="HUDNA_KEYS", help="Folder of the keys; default: CASE.keys.")
]
Why = Annotated[str, typer.Option("--why", help="For what reason.")]
COMMON: dict[str, tuple[Any, Any]] = {
    "by": (By, None),
    "at": (At, None),
    "zone": (ZoneOf, None),
    "recorded": (Recorded, None),
    "keys": (KeysIn, None),
    "format": (AsFormat, Format.TEXT),
}
Deed = Callable[..., Sequence[Decision]]
DEEDS: dict[str, Deed] = {}
"""Every verb that records something, by name."""
_GIVEN = ("case", "state", "said")


def deed(panel: str, name: str = "") -> Callable[[Deed], Deed]:
    """Make a function a verb: its own parameters after CASE, then those that all deeds have."""

    def make(function: Deed) -> Deed:
        verb = name or function.__name__
        DEEDS[verb] = function
        hints = get_type_hints(function, include_extras=True)
        own = [p for p in signature(function).parameters.values() if p.name not in _GIVEN]
        own = [p.replace(annotation=hints[p.name], kind=Parameter.KEYWORD_ONLY) for p in own]
        first = Parameter("where", Parameter.KEYWORD_ONLY, annotation=CaseAt)
        common = [
            Parameter(word, Parameter.KEYWORD_ONLY, annotation=kind, default=default)
            for word, (kind, default) in COMMON.items()
        ]

        def command(**given: Any) -> None:
            said = Words(**{word: given.pop(word) for word in COMMON})
            raise typer.Exit(perform(verb, given.pop("where"), said, given))

        command.__doc__ = function.__doc__
        command.__signature__ = Signature([first, *own, *common])  # type: ignore[attr-defined]
        command.__annotations__ = {p.name: p.annotation for p in (first, *own, *common)}
        app.command(verb, rich_help_panel=panel)(command)
        return function

    return make


def options_of(verb: str) -> dict[str, Parameter]:
    """The options and arguments of a deed, by the name that they have on the command line without hyphens before it."""
    function = DEEDS[verb]
    hints = get_type_hints(function, include_extras=True)
    found = {}
    for parameter in signature(function).parameters.values():
        if parameter.name in _GIVEN:
            continue
        info = hints[parameter.name].__metadata__[0]
        names = (info.default, *(info.param_decls or ()))  # typer holds the first name where else a default stands
        declared = [name.removeprefix("--") for name in names if isinstance(name, str) and name.startswith("--")]
        for name in declared or [parameter.name.replace("_", "-")]:
            found[name] = parameter.replace(annotation=hints[parameter.name])
    return found


@dataclass(frozen=True)
class Words:
    """What all deeds are told, as it was typed."""

    by: str | None = None
    at: str | None = None
    zone: str | None = None
    recorded: str | None = None
    keys: Path | None = None
    format: Format = Format.TEXT


def perform(verb: str, where: str, words: Words, given: dict[str, Any]) -> int:
    """Open the case, record the deed, and tell what was recorded and what it means."""
    with open_case(where, keys=words.keys) as case:
        entries, means = carry_out(case, verb, words, given)
        tell(case, entries, words.format, means)
    return 0


def carry_out(case: Case, verb: str, words: Words, given: dict[str, Any]) -> tuple[list[Entry], list[str]]:
    """Record a deed in an open case; gives its entries, and what they mean where that does not say itself."""
    said = case.said(words.by, words.at, words.zone, words.recorded)
    given = {name: _hidden(case, value) for name, value in given.items()}
    means: list[str] = []

    def decide(state: State) -> Sequence[Decision]:
        decisions = DEEDS[verb](case, state, said, **given)
        _check(case, state, decisions)
        means.extend(consequence(state.consents, case.texts, decision, case.opened.zone) for decision in decisions)
        return decisions

    return case.record(decide, said), [one for one in means if one]


def _hidden(case: Case, value: Any) -> Any:
    """Words with the names in [[double brackets]] put on slips."""
    if isinstance(value, list):
        return [_hidden(case, one) for one in value]
    return case.hide(value) if isinstance(value, str) and ("[[" in value or "]]" in value) else value


def named_office(text: str) -> str:
    """An office, a party or a code that a deed names, and nobody's name. Raises actor-missing."""
    try:
        return office(text)
    except Fault as fault:
        remedy = "name an office, a party or a code, as team-north; a person's name goes on a slip."
        raise HOUSE.fault(fault.code, fault.what, remedy=remedy) from None


def _check(case: Case, state: State, decisions: Sequence[Decision]) -> None:
    """Raise for what two desks are in conflict about, and for what no register of the plans has."""
    torn = {conflict.thing for conflict in state.settled.conflicts}
    for decision in decisions:
        if decision.event.about in torn:
            what = f"Two desks recorded different things about {decision.event.about}."
            raise JOURNAL.fault("in-conflict", what)
    offered = {
        (plan, name): version.offer.document
        for plan, versions in state.consents.plans.items()
        for name, version in versions.items()
    }
    if all(document in case.texts for document in offered.values()):
        texts = {name: case.texts[document] for name, document in offered.items()}
        for decision in decisions:
            check_named(decision.event, texts)


def tell(case: Case, entries: Sequence[Entry], format: Format, means: Sequence[str] = ()) -> None:
    """What was recorded, and under which number."""
    if format == Format.JSON:
        print(as_json({"entries": [entry_as_json(entry) for entry in entries], "means": list(means)}))
        return
    print_entries(entries, {}, case.opened.zone)
    for words in means:
        print(words)


def write_new(out: Path, data: bytes) -> None:
    """Write a file that is not there yet. Raises file-unwritable."""
    try:
        with out.open("xb") as file:
            file.write(data)
    except OSError as error:
        raise HOUSE.fault("file-unwritable", f"{error.strerror}.", where=str(out)) from None
