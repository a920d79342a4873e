"""The verb that rehearses a draft."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from hudna.agreements import Loaded, load_agreement
from hudna.bulletin import compose_rehearsal, render
from hudna.cli.assessing import gaps, local, make_folder, open_feeds, write_rejects, writing
from hudna.cli.drafting import print_table
from hudna.ground import when
from hudna.monitoring import Rehearsal, Variation, as_json, count_as_json, in_area, rehearse, write_findings

VERDICTS = ("breach", "unattributed", "unverifiable", "excepted")


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line."""

    draft: Path
    feeds: tuple[Path, ...]
    out: Path
    start: str | None
    end: str | None
    area: str | None
    language: str
    mapping: Path | None
    zone: str | None


@contextmanager
def _telling() -> Iterator[Callable[[str], None]]:
    """A function that tells on a terminal's standard error what is being worked on."""
    if not sys.stderr.isatty():
        yield lambda what: None
        return
    from rich.console import Console

    with Console(stderr=True).status("Rehearsing") as status:
        yield lambda what: status.update(f"Rehearsing: {what}")


def _moment(text: str | None, loaded: Loaded, zone: str | None) -> datetime | None:
    return when.instant(text, zone or loaded.agreement.timezone or "UTC") if text else None


def rehearse_and_report(request: Request, json_wanted: bool) -> int:
    """Rehearse, write, and print; 1 if something was caught or left undecided."""
    loaded = load_agreement(request.draft)
    if request.area is not None:
        loaded = in_area(loaded, request.area)
    start, end = (_moment(text, loaded, request.zone) for text in (request.start, request.end))
    make_folder(request.out)
    feeds = open_feeds(loaded, request.feeds, request.mapping, request.zone)
    with _telling() as tell:
        rehearsal = rehearse(loaded, feeds, start=start, end=end, language=request.language, step=tell)
    page, summary = request.out / "rehearsal.html", request.out / "rehearsal.json"
    report = render(compose_rehearsal(rehearsal, language=request.language))
    figures = json.dumps(rehearsal_as_json(rehearsal), ensure_ascii=False, indent=1)
    with writing(request.out):
        page.write_text(report, encoding="utf-8")
        summary.write_text(figures + "\n", encoding="utf-8")
        tables, remarks = write_findings(rehearsal.assessment.findings, request.out)
        rejects = write_rejects(feeds, request.out)
    for remark in remarks:
        print(remark, file=sys.stderr)
    written = [page, summary, *tables, *rejects]
    if json_wanted:
        print(figures)
    else:
        _print(rehearsal, written)
    return int(rehearsal.concerned > 0)


def _variation(variation: Variation) -> dict[str, Any]:
    return {
        "name": variation.name,
        "by_verdict": dict(variation.by_verdict),
        "expected": count_as_json(variation.expected),
        "lost": list(variation.lost),
    }


def rehearsal_as_json(rehearsal: Rehearsal) -> dict[str, Any]:
    """The figures of a rehearsal: those of its assessment and what the answer hangs on."""
    assumed = rehearsal.assumed
    return {
        **as_json(rehearsal.assessment),
        "assumed": {
            "start": assumed.start.isoformat(),
            "end": assumed.end.isoformat() if assumed.end else None,
            "accepted": "everyone invited who has not refused",
        },
        "caught": rehearsal.caught,
        "undecided": rehearsal.undecided,
        "concerned": rehearsal.concerned,
        "blame": [asdict(blame) for blame in rehearsal.blame],
        "zones": [_variation(variation) for variation in rehearsal.zones],
        "precisions": [_variation(variation) for variation in rehearsal.precisions],
    }


def _print(rehearsal: Rehearsal, written: Sequence[Path]) -> None:
    r = rehearsal
    a = r.assessment
    if a.exercise:
        print("EXERCISE: the incidents are invented.")
    zone = a.window.zone
    end = local(r.assumed.end, zone) if r.assumed.end else "open"
    start = local(r.assumed.start, zone)
    print(f"Rehearsed as if in force from {start} to {end}, {zone}; everyone invited has accepted.")
    print(f"{a.incidents:,} incidents read, {a.rejected:,} rows rejected.")
    share = f"{100 * r.undecided / r.concerned:.0f}%" if r.concerned else "none"
    print(f"Caught: {r.caught:,} in breach. Undecided: {r.undecided:,} of {r.concerned:,} concerned ({share}).")
    for clause, fault in gaps(a.resolved).items():
        print(f"Clause {clause} caught nothing: {fault.what} [{fault.code}]")
    if r.blame:
        rows = [(b.clause, b.question, b.cause, f"{b.findings:,}", f"{100 * b.share:.0f}%") for b in r.blame[:12]]
        print_table("What stands in the way", ("clause", "question", "cause", "findings", "share"), rows)
    own = ("as drafted", *(f"{a.by_verdict[v]:,}" for v in VERDICTS), _expected(a.expected))
    for title, variations in (
        ("If zones were wider or narrower", r.zones),
        ("Without one precision class of place or time", r.precisions),
    ):
        if variations:
            cells = [(v.name, *(f"{v.by_verdict[x]:,}" for x in VERDICTS), _expected(v.expected)) for v in variations]
            print_table(title, ("", *VERDICTS, "expected"), [own, *cells])
        for lost in (v for v in variations if v.lost):
            print(f"{lost.name}: no ground is left of the zone of {', '.join(lost.lost)}.")
    print("Written: " + ", ".join(str(path) for path in written))


def _expected(count: Any) -> str:
    return f"{count.value:,.1f} ({count.low:,}–{count.high:,})"
