"""The verb that assesses."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from hudna.agreements import Loaded, Resolved, load_agreement, resolve
from hudna.bulletin import compose, render
from hudna.cli.drafting import print_table
from hudna.cli.effect import Effect, effect_of, prepare
from hudna.ground import Fault, when
from hudna.incidents import Feed, Seen, open_feed, write_links
from hudna.monitoring import MONITORING, Assessment, as_json, assess, read_exposure, write_findings

BY_DESIGN = ("not-assessed", "no-terms")
"""Why a clause gives no term although nothing is wrong with it."""
_OF_A_FEED = re.compile(r"(rejects(-\d+)?\.csv)|(mapping-stub(-\d+)?\.yaml)")


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line."""

    agreement: str
    feeds: tuple[Path, ...]
    out: Path
    language: str
    mapping: Path | None = None
    zone: str | None = None
    exposure: Path | None = None
    rows: int = 2000
    arabic_digits: bool = False
    plan: str = ""
    version: str = ""
    known_at: str | None = None
    fuse: bool = True


@contextmanager
def progress(paths: Sequence[Path]) -> Iterator[Callable[[int, int], None]]:
    """Tell on standard error how far the reading of ``paths`` has come; a bar on a terminal, else nothing.

    Yields a function of (bytes done, bytes in all) of the file being read.
    """
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading and assessing", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def open_feeds(
    loaded: Loaded,
    paths: Sequence[Path],
    mapping: Path | None,
    zone: str | None,
    report: Callable[[int, int], None] | None = None,
) -> list[Feed]:
    """Open every feed under the registers of an agreement; dates without a zone are in the agreement's."""
    zone = zone or loaded.agreement.timezone or "UTC"
    seen = Seen() if len(paths) > 1 else None
    return [
        open_feed(
            path, loaded.parties, loaded.acts, loaded.areas, mapping=mapping, zone=zone, progress=report, seen=seen
        )
        for path in paths
    ]


def write_rejects(feeds: Sequence[Feed], out: Path) -> list[Path]:
    """Write rejects.csv and mapping-stub.yaml for each feed that has any; numbered where there are several.

    Those of an earlier run are removed: they would be read as this one's.
    """
    for old in (*out.glob("rejects*.csv"), *out.glob("mapping-stub*.yaml")):
        if _OF_A_FEED.fullmatch(old.name):
            old.unlink()
    written = []
    for number, feed in enumerate(feeds, start=1):
        tail = f"-{number}" if len(feeds) > 1 else ""
        if feed.count_rejected:
            feed.write_rejects(out / f"rejects{tail}.csv")
            written.append(out / f"rejects{tail}.csv")
        if feed.unmapped_actors or feed.unmapped_acts or feed.unmapped_weapons or feed.unmapped_areas:
            (out / f"mapping-stub{tail}.yaml").write_text(feed.stub(), encoding="utf-8")
            written.append(out / f"mapping-stub{tail}.yaml")
    return written


@contextmanager
def writing(out: Path) -> Iterator[None]:
    """What keeps a file of ``out`` from being written is told in one line. Raises out-unwritable."""
    try:
        yield
    except OSError as error:
        where = str(error.filename or out)
        raise MONITORING.fault("out-unwritable", f"{error.strerror or error}.", where=where) from None


def make_folder(out: Path) -> None:
    """Make the folder to write into. Raises out-unwritable."""
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)


def load(request: Request) -> Loaded:
    """The agreement of a file; or of a case, with the consent that its journal tells and no other."""
    if not is_case(request.agreement):
        return load_agreement(request.agreement)
    from hudna.agreements import from_consent
    from hudna.house import open_case

    with open_case(request.agreement, read_only=True) as case:
        zone = request.zone or case.opened.zone
        state = case.state(when.instant(request.known_at, zone) if request.known_at else None)
        plan, version = state.which(request.plan, request.version)
        return from_consent(state.consents, plan, version, case.texts)


def is_case(where: str) -> bool:
    """Is it a case, and not an agreement: an address of PostgreSQL, or a file of SQLite?"""
    if where.startswith(("postgresql://", "postgres://")) or where == "-":
        return True
    try:
        with open(where, "rb") as file:
            return file.read(16).startswith(b"SQLite format 3")
    except OSError:
        return False


def run(request: Request) -> tuple[Assessment, list[Path]]:
    """Assess and write everything; returns the assessment and the files written."""
    assessment, written, _ = run_fused(request)
    return assessment, written


def run_fused(request: Request) -> tuple[Assessment, list[Path], Effect | None]:
    """Assess and write everything; returns the assessment, the files written, and what fusing did to the counts."""
    loaded = load(request)
    resolved = resolve(loaded)
    exposure = read_exposure(request.exposure) if request.exposure else None
    make_folder(request.out)
    with progress(request.feeds) as report:
        feeds = open_feeds(loaded, request.feeds, request.mapping, request.zone, report)
        prepared = prepare(loaded, feeds, request.fuse)
        assessment = assess(resolved, prepared.feeds, language=request.language, exposure=exposure)
    effect = effect_of(prepared, resolved, assessment, request.language)
    page = compose(assessment, language=request.language, rows=request.rows, arabic_digits=request.arabic_digits)
    report_file, summary = request.out / "report.html", request.out / "summary.json"
    with writing(request.out):
        report_file.write_text(render(page), encoding="utf-8")
        told = json.dumps(_summary(assessment, effect), ensure_ascii=False, indent=1)
        summary.write_text(told + "\n", encoding="utf-8")
        tables, remarks = write_findings(assessment.findings, request.out)
        links, more = write_links(effect.fused if effect else None, request.out)
        rejects = write_rejects(feeds, request.out)
    for remark in (*remarks, *more):
        print(remark, file=sys.stderr)
    return assessment, [report_file, *tables, summary, *links, *rejects], effect


def _summary(assessment: Assessment, effect: Effect | None) -> dict[str, Any]:
    return {**as_json(assessment), "fused": effect.as_json() if effect else None}


def assess_and_report(request: Request, json_wanted: bool) -> int:
    """Assess, write, and print the figures; 1 if there is anything to look at."""
    assessment, written, effect = run_fused(request)
    if json_wanted:
        print(json.dumps(_summary(assessment, effect), ensure_ascii=False, indent=1))
    else:
        print_assessment(assessment, written)
        if effect:
            effect.print()
    by_verdict = assessment.by_verdict
    open_ = sum(by_verdict[name] for name in ("breach", "unattributed", "unverifiable"))
    silent = not assessment.in_window or bool(gaps(assessment.resolved))
    return int(open_ > 0 or assessment.rejected > 0 or silent)


def gaps(resolved: Resolved) -> dict[str, Fault]:
    """Clauses that should have been assessed and could not be, with why."""
    return {clause: fault for clause, fault in resolved.left_out.items() if fault.code not in BY_DESIGN}


def local(instant: datetime, zone: str) -> str:
    """An instant on the wall clock of a zone, to the minute."""
    return f"{instant.astimezone(when.zone(zone)):%Y-%m-%d %H:%M}"


def print_assessment(assessment: Assessment, written: Sequence[Path]) -> None:
    """The figures for a person, and where the rest lies."""
    a, zone = assessment, assessment.window.zone
    if a.exercise:
        print("EXERCISE: the incidents are invented.")
    title = a.resolved.agreement.title
    print(title.get("en") or next(iter(title.values())))
    print(f"Assessed from {local(a.window.start, zone)} to {local(a.window.end, zone)}, {zone}.")
    for feed in a.feeds:
        print(f"{feed.file}: {feed.read:,} rows read, {feed.rejected:,} rejected ({feed.reader}).")
    if not a.in_window:
        print("No incident lies in the time in which the agreement was in force: nothing was tested, nothing cleared.")
    for clause, fault in gaps(a.resolved).items():
        print(f"Clause {clause} was not assessed: {fault.what} [{fault.code}]")
    verdicts = ("breach", "unattributed", "unverifiable", "excepted")
    rows = [(clause, *(f"{counts[v]:,}" for v in verdicts)) for clause, counts in a.by_clause.items()]
    rows.append(("all findings", *(f"{a.by_verdict[v]:,}" for v in verdicts)))
    rows.append(("incidents, by gravest", *(f"{a.incidents_by_verdict[v]:,}" for v in verdicts)))
    print_table("Findings", ("clause", *verdicts), rows)
    e = a.expected
    between = f"between {e.low:,} and {e.high:,}"
    print(f"Expected incidents in breach: {e.value:,.1f}, {between} (95%, open questions either way).")
    _print_comparison(a)
    for feed in a.feeds:
        for kind in ("actors", "acts", "weapons", "areas"):
            names: Mapping[str, int] = getattr(feed, f"unmapped_{kind}")
            if names:
                most = sorted(names.items(), key=lambda name: (-name[1], name[0]))[:5]
                told = ", ".join(f"{name} ({count:,})" for name, count in most)
                print(f"Not mapped, {kind}: {len(names):,}; most often {told}. See mapping-stub.yaml.")
    print("Written: " + ", ".join(str(path) for path in written))


def _print_comparison(a: Assessment) -> None:
    """The baseline beside the same length after entry into force, and hours watched where they are known."""
    if a.baseline and a.matched:
        days = a.baseline.window.length.days
        span = "day" if days == 1 else f"{days} days"
        print(
            f"Same clauses, first {span}: {a.matched.value:,.1f} ({a.matched.low:,}–{a.matched.high:,}); "
            f"{span} before, as if in force: {a.baseline.value:,.1f} ({a.baseline.low:,}–{a.baseline.high:,})."
        )
    watched = a.expected.exposure
    if watched is None:
        print("Hours watched: not known for every day of the window, so no rate can be told (--exposure).")
    elif watched.hours_watched:
        rate = 100 * a.expected.value / watched.hours_watched
        denied = f", access denied for {watched.hours_denied:,.0f}"
        print(f"Hours watched: {watched.hours_watched:,.0f}{denied}; {rate:,.2f} expected per 100 hours watched.")
