"""The verbs on complaints and findings: from what was alleged to what was ruled, and what the parties said to it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from hudna.cli.deeds import deed, named_office
from hudna.cli.drafting import CLI
from hudna.house import Case, Said, State
from hudna.journal import Decision
from hudna.monitoring import (
    MONITORING,
    ComplaintReceived,
    EvidenceAdded,
    FindingTakenUp,
    Ruled,
    Ruling,
    Spot,
    add_evidence,
    complain,
    deny,
    deny_access,
    inquire,
    join_cases,
    next_case,
    reopen,
    reply,
    rule,
    set_clocks,
    take_up,
    tell,
)

PANEL = "Complaints and rulings"
Number = Annotated[
    str, typer.Argument(help="The complaint or finding, by its number (hudna docket).", metavar="NUMBER")
]
Words = Annotated[str, typer.Option("--words", help="In words; a person's name in [[double brackets]] goes on a slip.")]
Why = Annotated[str, typer.Option("--why", help="For what reason.")]
Party = Annotated[str, typer.Option("--party", help="Which party, by its id in the register.")]


@deed(PANEL, "complain")
def complain_of(
    case: Case,
    state: State,
    said: Said,
    complainant: Annotated[str, typer.Option("--from", help="Who complains: a party's id, or an office.")],
    words: Words,
    against: Annotated[str, typer.Option(help="Against which party; left out: not said.")] = "",
    clause: Annotated[str, typer.Option(help="Which clause is said to be violated.")] = "",
    plan: Annotated[str, typer.Option(help="Of which plan.")] = "",
    version: Annotated[str, typer.Option(help="Of which version of it.")] = "",
    when_: Annotated[
        str, typer.Option("--when", metavar="TIME", help="When it is said to have happened: a day, or from.")
    ] = "",
    until: Annotated[str, typer.Option(metavar="TIME", help="… and until.")] = "",
    spot: Annotated[str, typer.Option("--where", metavar="LON,LAT", help="Where, in degrees.")] = "",
    radius_m: Annotated[int, typer.Option(help="Within how many metres of that.")] = 0,
    area: Annotated[str, typer.Option(help="Or in which named area.")] = "",
    act: Annotated[str, typer.Option(help="What kind of act, as force.explosive.")] = "",
    source: Annotated[list[str] | None, typer.Option(help="Where it comes from; may be given several times.")] = None,
    standing: Annotated[
        Literal["party", "office", "public"],
        typer.Option(metavar="STANDING", help="party, office or public: as what they complain."),
    ] = "party",
    tell_also: Annotated[list[str] | None, typer.Option(help="A party that must be told of the ruling, too.")] = None,
    number: Annotated[str, typer.Option(help="Its number; left out: the next one of this desk.")] = "",
) -> Sequence[Decision]:
    """Receive a complaint: who alleges what, against whom. It is in the docket until it is ruled on, and after.

    Example: hudna complain aleppo.hudna --from aleppo-opposition-forces --against syrian-government --words
    "Shelling of a market" --when 2014-02-03 --act force.explosive --by monitor-1
    """
    if until and not when_:
        raise MONITORING.fault("complaint-unfit", "--until says when it ended, and nothing says when it began.")
    event = ComplaintReceived(
        case=number or next_case(state.docket, case.log),
        complainant=complainant,
        words=words,
        standing=standing,
        against=against,
        parties=tuple(tell_also or ()),
        clause=clause,
        plan=plan,
        version=version,
        span=said.span(when_, until) if when_ else None,
        spot=_spot(spot, radius_m, area),
        act=act,
        sources=tuple(source or ()),
    )
    return complain(state.docket, complaint=event, by=said.by, at=said.at)


def _spot(text: str, radius_m: int, area: str) -> Spot | None:
    if not text and not area and not radius_m:
        return None
    if radius_m and not text:
        raise MONITORING.fault("complaint-unfit", "--radius-m says how far from a point, and --where names none.")
    lon, _, lat = text.partition(",")
    return Spot(lon.strip(), lat.strip(), radius_m, area)


@deed(PANEL, "take")
def take(
    case: Case,
    state: State,
    said: Said,
    findings: Annotated[Path, typer.Argument(help="findings.parquet, as hudna assess wrote it.", metavar="FINDINGS")],
    incident: Annotated[str, typer.Argument(help="The incident, by its id.", metavar="INCIDENT")],
    clause: Annotated[str, typer.Argument(help="Under which clause.", metavar="CLAUSE")],
    tell_also: Annotated[list[str] | None, typer.Option(help="A party that must be told of the ruling, too.")] = None,
    number: Annotated[str, typer.Option(help="Its number; left out: the next one of this desk.")] = "",
) -> Sequence[Decision]:
    """Take a finding of an assessment into the docket, to be inquired and ruled on.

    Example: hudna take aleppo.hudna out/findings.parquet SYR-1 ceasefire --by monitor-1
    """
    row = _finding(findings, incident, clause)
    event = FindingTakenUp(
        case=number or next_case(state.docket, case.log),
        incident_id=incident,
        clause=clause,
        verdict=row["verdict"],
        p=f"{row['p']:.6f}",
        findings=case.keep_file(findings),
        against=row["author"] or "",
        parties=tuple(tell_also or ()),
    )
    return take_up(state.docket, finding=event, by=said.by, at=said.at)


def _finding(path: Path, incident: str, clause: str) -> dict[str, Any]:
    """The finding of an incident under a clause, in a file of findings. Raises finding-missing."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
        same = pc.and_(pc.equal(table["incident_id"], incident), pc.equal(table["clause"].cast(pa.string()), clause))
        rows = table.filter(same).select(["verdict", "p", "author"]).to_pylist()
    except (OSError, pa.ArrowException, KeyError) as error:
        what = f"These are no findings: {str(error).splitlines()[0]}"
        raise CLI.fault("finding-missing", what, where=str(path)) from None
    if not rows:
        raise CLI.fault("finding-missing", f"There is no finding on {incident} under {clause}.", where=str(path))
    return dict(rows[0])


@deed(PANEL, "inquire")
def inquire_into(
    case: Case,
    state: State,
    said: Said,
    number: Number,
    team: Annotated[str, typer.Option("--office", help="Which office inquires; left out: who decides.")] = "",
) -> Sequence[Decision]:
    """Give a complaint or a finding to an office to inquire, or to another one.

    Example: hudna inquire aleppo.hudna hq-3f2a-1 --office team-north --by monitor-1
    """
    return inquire(state.docket, case=number, office=named_office(team) if team else said.by, by=said.by, at=said.at)


@deed(PANEL, "evidence")
def evidence(
    case: Case,
    state: State,
    said: Said,
    number: Number,
    kind: Annotated[
        Literal["witness", "visit", "image", "document", "crater", "video", "sensor", "other"],
        typer.Argument(help="witness, visit, image, document, crater, video, sensor or other.", metavar="KIND"),
    ],
    words: Words,
    bearing: Annotated[
        Literal["supports", "contradicts", "neutral"],
        typer.Option(metavar="BEARING", help="supports, contradicts or neutral."),
    ] = "neutral",
    access: Annotated[
        Literal["granted", "denied", "none"],
        typer.Option(metavar="ACCESS", help="granted, denied or none: whether the place could be reached."),
    ] = "granted",
    file: Annotated[Path | None, typer.Option(help="A file of it, which goes on an encrypted slip.")] = None,
) -> Sequence[Decision]:
    """Add evidence to a complaint or a finding, with what it speaks for.

    Example: hudna evidence aleppo.hudna hq-3f2a-1 crater --words "Two craters, 2 m wide" --bearing supports
    """
    held = case.hide_file(file) if file else ""
    event = EvidenceAdded(number, kind, words, bearing, access, held)
    return add_evidence(state.docket, evidence=event, by=said.by, at=said.at)


@deed(PANEL, "noaccess")
def noaccess(
    case: Case,
    state: State,
    said: Said,
    number: Number,
    place: Annotated[str, typer.Option(help="Where they were kept out.")],
    words: Words,
    party: Annotated[str, typer.Option(help="By which party; left out: not established.")] = "",
) -> Sequence[Decision]:
    """Put on record that those who inquire were kept from a place or a person.

    Example: hudna noaccess aleppo.hudna hq-3f2a-1 --place "Road block north of the city" --words "Turned back twice"
    """
    return deny_access(state.docket, case=number, party=party, place=place, words=words, by=said.by, at=said.at)


@deed(PANEL, "deny")
def deny_it(
    case: Case,
    state: State,
    said: Said,
    number: Number,
    party: Party,
    words: Words,
    of: Annotated[
        str, typer.Option(help="An entry that is denied, by its number (hudna log); else the allegation.")
    ] = "",
) -> Sequence[Decision]:
    """Put a party's denial beside what it denies.

    Example: hudna deny aleppo.hudna hq-3f2a-1 --party syrian-government --words "No shelling that day"
    """
    target = case.entry(of).hash if of else ""
    return deny(state.docket, case=number, party=party, words=words, of=target, by=said.by, at=said.at)


@deed(PANEL, "rule")
def rule_on(
    case: Case,
    state: State,
    said: Said,
    number: Number,
    ruling: Annotated[
        Ruling,
        typer.Argument(
            help="violation, no violation, not attributable, insufficient access or not verifiable.", metavar="RULING"
        ),
    ],
    reasons: Annotated[str, typer.Option(help="Why; a person's name in [[double brackets]] goes on a slip.")],
    against: Annotated[str, typer.Option(help="Author of a violation, by its id.")] = "",
    clause: Annotated[str, typer.Option(help="Which clause was violated.")] = "",
    occurrence: Annotated[str, typer.Option(help="Grade that it happened, A1 to F6 (Admiralty scale).")] = "",
    attribution: Annotated[str, typer.Option(help="Grade that this party did it, A1 to F6.")] = "",
) -> Sequence[Decision]:
    """Rule on a complaint or a finding. A ruling is what was decided, with reasons; it is never told as what happened.

    Example: hudna rule aleppo.hudna hq-3f2a-1 "not attributable" --reasons "Craters, but no direction" --by board
    """
    event = Ruled(number, ruling, reasons, against, clause, occurrence, attribution)
    return rule(state.docket, ruling=event, by=said.by, at=said.at)


@deed(PANEL, "tell")
def tell_party(
    case: Case,
    state: State,
    said: Said,
    number: Number,
    party: Party,
    through: Annotated[str, typer.Option(help="Through whom or what.")],
) -> Sequence[Decision]:
    """Put on record that a party was told of the ruling.

    Example: hudna tell aleppo.hudna hq-3f2a-1 --party syrian-government --through "liaison office"
    """
    return tell(state.docket, case=number, party=party, through=through, by=said.by, at=said.at)


@deed(PANEL, "reply")
def reply_to(case: Case, state: State, said: Said, number: Number, party: Party, words: Words) -> Sequence[Decision]:
    """Take a party's reply to a ruling.

    Example: hudna reply aleppo.hudna hq-3f2a-1 --party syrian-government --words "We note the ruling"
    """
    return reply(state.docket, case=number, party=party, words=words, by=said.by, at=said.at)


@deed(PANEL, "reopen")
def reopen_it(case: Case, state: State, said: Said, number: Number, why: Why) -> Sequence[Decision]:
    """Let a ruling stand no longer, or part a combined complaint from the one that carries it.

    Example: hudna reopen aleppo.hudna hq-3f2a-1 --why "A witness came forward"
    """
    return reopen(state.docket, case=number, why=why, by=said.by, at=said.at)


@deed(PANEL, "combine")
def combine(
    case: Case,
    state: State,
    said: Said,
    number: Number,
    into: Annotated[str, typer.Argument(help="The one that carries it from now on.", metavar="INTO")],
    why: Why,
) -> Sequence[Decision]:
    """Let one complaint be carried by another, since both are about one event: one ruling settles both.

    Example: hudna combine aleppo.hudna hq-3f2a-2 hq-3f2a-1 --why "The same shell"
    """
    return join_cases(state.docket, case=number, into=into, why=why, by=said.by, at=said.at)


@deed(PANEL, "clocks")
def clocks(
    case: Case,
    state: State,
    said: Said,
    length: Annotated[list[str], typer.Argument(help="STAGE=DURATION, as inquiry=P3D.", metavar="STAGE=DURATION…")],
    number: Annotated[str, typer.Option(help="For this complaint or finding alone.")] = "",
) -> Sequence[Decision]:
    """Say how long a complaint or a finding may stay in a stage (received, inquiry, evidence, ruled, told, replied).

    Example: hudna clocks aleppo.hudna received=P1D inquiry=P7D --by mediator-1
    """
    pairs: dict[str, Any] = {}
    for text in length:
        stage, _, duration = text.partition("=")
        pairs[stage] = duration
    return set_clocks(state.docket, clocks=pairs, case=number, by=said.by, at=said.at)
