"""Rehearsals: a version run over feeds that came in, in the background; what came of it is kept beside the case.

A rehearsal decides nothing and is no entry: it can be thrown away and made again from the same text and feeds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hudna.agreements import Loaded
from hudna.bulletin import compose_rehearsal, render
from hudna.desk.bulk import Laid, folder_of
from hudna.desk.bulk.reading import Table
from hudna.desk.faults import DESK
from hudna.desk.models import Import, Job
from hudna.desk.place import Place
from hudna.desk.record import open_record, sight_of
from hudna.ground import Fault, when
from hudna.monitoring import Rehearsal, Variation, count_as_json, in_area, rehearse

KIND = "rehearse"
MOST_ROWS = 300_000
"""Incidents that one rehearsal takes: it assesses them some fifteen times over, and keeps them in memory."""
ROWS_TOLD = 500
BY_DESIGN = frozenset({"not-assessed", "no-terms"})
Tell = Callable[[str, int, int], None]
STEPS = 12
"""About so many steps has a rehearsal; it tells each when it begins."""


@dataclass(frozen=True)
class Asked:
    """What a rehearsal was asked: which version, over which imports, when and where, told in which language."""

    plan: str
    version: str
    imports: tuple[str, ...]
    start: str = ""
    end: str = ""
    area: str = ""
    language: str = "en"

    def given(self) -> dict[str, Any]:
        """As a job keeps it."""
        return asdict(self) | {"imports": list(self.imports)}


def check(asked: Asked, imports: Sequence[Import]) -> None:
    """Raise feeds-missing where nothing was chosen, rehearsal-large where it is too much."""
    if not imports or len(imports) < len(set(asked.imports)):
        raise DESK.fault("feeds-missing", "No feed was chosen, or one of them is gone.")
    rows = sum(one.rows for one in imports)
    if rows > MOST_ROWS:
        raise DESK.fault("rehearsal-large", f"The feeds have {rows:,} incidents; {MOST_ROWS:,} are taken at once.")


def chosen(asked: Asked) -> list[Import]:
    """The imports that were asked for and still count."""
    return list(Import.objects.filter(pk__in=asked.imports, ready=True, withdrawn__isnull=True).order_by("at"))


def carry_out(place: Place, job: Job, tell: Tell) -> None:
    """Rehearse, and keep the figures and the report. Raises what rehearsing and the text raise."""
    asked = Asked(**job.given | {"imports": tuple(job.given["imports"])})
    imports = chosen(asked)
    check(asked, imports)
    with open_record() as case:
        offered = sight_of(case, None).state.consents.version(asked.plan, asked.version)
        loaded, zone = case.texts[offered.offer.document], case.opened.zone
    found = _rehearsed(place, asked, loaded, imports, zone, tell)
    tell("writing", STEPS, STEPS)
    folder = folder_for(place, job.pk)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    report = render(compose_rehearsal(found, language=asked.language, rows=ROWS_TOLD))
    (folder / "report.html").write_text(report, encoding="utf-8")
    (folder / "figures.json").write_text(json.dumps(figures(found), ensure_ascii=False), encoding="utf-8")


def _rehearsed(
    place: Place, asked: Asked, loaded: Loaded, imports: Sequence[Import], zone: str, tell: Tell
) -> Rehearsal:
    zone = loaded.agreement.timezone or zone
    done = 0

    def step(what: str) -> None:
        nonlocal done
        tell(what[:40], min(done, STEPS), STEPS)
        done += 1

    if asked.area:
        loaded = in_area(loaded, asked.area)
    feeds = [Laid(one, Table(folder_of(place, one.pk) / one.reading / "incidents.arrow")) for one in imports]
    return rehearse(
        loaded,
        feeds,
        start=when.instant(asked.start, zone) if asked.start else None,
        end=when.instant(asked.end, zone) if asked.end else None,
        language=asked.language,
        step=step,
    )


def figures(found: Rehearsal) -> dict[str, Any]:
    """What a rehearsal came to, for its page."""
    assessment, assumed = found.assessment, found.assumed
    return {
        "incidents": assessment.incidents,
        "rejected": assessment.rejected,
        "zone": assessment.window.zone,
        "start": assumed.start.isoformat(),
        "end": assumed.end.isoformat() if assumed.end else "",
        "caught": found.caught,
        "undecided": found.undecided,
        "concerned": found.concerned,
        "by_verdict": _plain(assessment.by_verdict),
        "expected": count_as_json(assessment.expected),
        "blame": [asdict(one) for one in found.blame],
        "zones": [_variation(one) for one in found.zones],
        "precisions": [_variation(one) for one in found.precisions],
        "gaps": _gaps(assessment.resolved.left_out),
    }


def _gaps(left_out: Mapping[str, Fault]) -> list[dict[str, str]]:
    """The clauses that caught nothing because of a fault."""
    return [
        {"clause": clause, "what": fault.what, "code": fault.code, "remedy": fault.remedy}
        for clause, fault in left_out.items()
        if fault.code not in BY_DESIGN
    ]


def _variation(one: Variation) -> dict[str, Any]:
    told = {"name": one.name, "by_verdict": _plain(one.by_verdict), "lost": list(one.lost)}
    return told | {"expected": count_as_json(one.expected)}


def _plain(counts: Mapping[Any, int]) -> dict[str, int]:
    return {str(verdict): int(count) for verdict, count in counts.items()}


def figures_of(place: Place, job: int) -> dict[str, Any] | None:
    """The figures of a rehearsal that is done; None where they are gone."""
    try:
        found: dict[str, Any] = json.loads((folder_for(place, job) / "figures.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return found


def report_of(place: Place, job: int) -> Path:
    """The file of the whole report."""
    return folder_for(place, job) / "report.html"


def folder_for(place: Place, job: int) -> Path:
    """Where a rehearsal is kept."""
    return place.folder / "rehearsals" / str(job)
