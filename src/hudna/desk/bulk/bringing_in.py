"""Bring a file in: read it, lay it on the shelf, put on record that it came in, and assess it.

Every step writes into a folder of its own, and one update of the table of imports makes the new reading count: whoever
looks meanwhile sees the old one, and a worker that is killed leaves nothing but a folder that the next one removes.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from hudna.agreements import resolve
from hudna.desk.bulk.consent import Consent, Registers, consent_of
from hudna.desk.bulk.laid import Laid
from hudna.desk.bulk.lay import lay_findings, lay_incidents, lay_no_findings
from hudna.desk.bulk.reading import Table
from hudna.desk.bulk.shelves import folder_of
from hudna.desk.bulk.sources import root_of
from hudna.desk.compartments import COMMON, MISSION
from hudna.desk.faults import DESK
from hudna.desk.models import Import
from hudna.desk.place import Place
from hudna.desk.record import open_record, sight_of
from hudna.ground import Fault
from hudna.house import Said
from hudna.incidents import Feed, Rejects, Told, open_feed
from hudna.journal import BulkImported, Decision
from hudna.monitoring import as_json, assess

KINDS = ("actors", "acts", "weapons", "areas")
MOST_ROWS = 5_000_000
MOST_BYTES = 8 << 30
"""Rows of one import, and bytes of them as laid out: a small file can claim to hold far more than it should."""
MOST_UNMAPPED = 1000
"""Names of a kind that are kept to be mapped by hand; all are in mapping-stub.yaml."""
Progress = Callable[[str, int, int], None]
"""Called with the step, how much of it is done, and how much there is."""


@dataclass(frozen=True)
class Given:
    """What a reading was told: a mapping file, names mapped by hand, and the zone of dates that do not say theirs."""

    mapping: str = ""
    names: Mapping[str, Mapping[str, str]] | None = None
    zone: str = ""

    @property
    def told(self) -> Told:
        """The names, for the reader."""
        names = self.names or {}
        return Told(**{kind: names.get(kind, {}) for kind in KINDS})


def import_file(place: Place, one: Import, *, progress: Progress, given: Given | None = None) -> None:
    """Read the file of an import, put on record that it came in, assess it, and make it ready.

    ``given``: read it anew, so; by default as the import says. Raises the faults of feeds, mappings and the journal;
    the reading that counted before then still does.
    """
    given = given or Given(one.mapping, one.names, one.zone)
    home = folder_of(place, one.id)
    reading = _fresh(home, "r")
    folder = home / reading
    consent, text = consent_for(one.compartment), text_for(one.compartment)
    fresh = _read(home / one.sha256, folder, one.name, text.registers, given, progress)
    root = root_of(home / one.sha256, lambda done, total: progress("sealing", done, total), binary=fresh.binary)
    one.reader, one.rows, one.rejected, one.unmapped = fresh.reader, fresh.rows, fresh.rejected, fresh.unmapped
    one.mapping, one.names, one.zone = given.mapping, dict(given.names or {}), given.zone
    one.register = {"plan": text.plan, "version": text.version, "mark": text.mark}
    one.entry = one.entry or _put_on_record(one, root)
    one.assessment = f"{reading}/a1"
    one.assessed = _assess(one, folder, home / one.assessment, consent, progress)
    one.reading, one.ready = reading, True
    _count(one, ("reader", "rows", "rejected", "unmapped", "mapping", "names", "zone", "register", "entry", "reading"))
    _sweep(home, keep=one)


def assess_again(place: Place, one: Import, *, progress: Progress) -> None:
    """Assess an import under the consent that the journal tells now; what was read stays."""
    home = folder_of(place, one.id)
    consent = consent_for(one.compartment)
    assessment = f"{one.reading}/{_fresh(home / one.reading, 'a')}"
    one.assessed = _assess(one, home / one.reading, home / assessment, consent, progress)
    one.assessment = assessment
    _count(one, ())
    _sweep(home, keep=one)


def consent_for(compartment: str) -> Consent:
    """The consent that findings in a compartment may rest on: what whoever sees the compartment sees of it.

    Findings that everybody sees rest on what was released to everybody: their reasons would tell of the rest.
    """
    sees = None if compartment == MISSION else frozenset({COMMON, compartment})
    with open_record() as case:
        return consent_of(case, sight_of(case, sees).state)


def text_for(compartment: str) -> Consent:
    """The text with whose registers a feed is read. Names are no secret: a common feed is read with the mission's."""
    return consent_for(MISSION if compartment == COMMON else compartment)


@dataclass(frozen=True)
class _Fresh:
    """What a reading came to."""

    reader: str
    rows: int
    rejected: int
    unmapped: dict[str, dict[str, int]]
    binary: bool


def _read(source: Path, folder: Path, name: str, registers: Registers, given: Given, progress: Progress) -> _Fresh:
    mapping = None
    folder.mkdir(mode=0o700)
    if given.mapping:
        mapping = folder / "mapping.yaml"
        mapping.write_text(given.mapping, encoding="utf-8")
    feed = open_feed(
        source,
        registers.parties,
        registers.acts,
        registers.areas,
        mapping=mapping,
        zone=given.zone or registers.zone,
        progress=lambda done, total: progress("reading", done, total),
        told=given.told,
    )
    rows = lay_incidents(_renamed(feed, str(source), name), folder)
    progress("laying", rows, rows)
    _write_rejects(feed, folder / "rejects.csv", str(source), name)
    unmapped = {kind: _most(getattr(feed, f"unmapped_{kind}")) for kind in KINDS}
    if any(unmapped.values()):
        (folder / "mapping-stub.yaml").write_text(feed.stub(), encoding="utf-8")
    return _Fresh(feed.layout, rows, feed.count_rejected, unmapped, source.open("rb").read(4) == b"PAR1")


def _renamed(feed: Feed, path: str, name: str) -> Iterator[pa.RecordBatch]:
    """The batches of a feed, which call the file by the name it came under and not by where it lies here."""
    at, rows, size = None, 0, 0
    for batch in feed.batches():
        rows, size = rows + len(batch), size + batch.nbytes
        if rows > MOST_ROWS or size > MOST_BYTES:
            raise DESK.fault("import-too-heavy", f"It has more than {MOST_ROWS:,} rows or {MOST_BYTES >> 30} GiB.")
        at = batch.schema.get_field_index("file") if at is None else at
        column = batch["file"]
        words = pa.array([name if word == path else word for word in column.dictionary.to_pylist()], pa.string())
        renamed = pa.DictionaryArray.from_arrays(column.indices, words)
        yield batch.set_column(at, batch.schema.field(at), renamed)


def _write_rejects(feed: Feed, path: Path, source: str, name: str) -> None:
    rejects = Rejects()
    for reject in feed.rejects:
        rejects.add(replace(reject, file=name if reject.file == source else reject.file))
    rejects.write(path)


def _most(names: Mapping[str, int]) -> dict[str, int]:
    most = sorted(names.items(), key=lambda item: (-item[1], item[0]))[:MOST_UNMAPPED]
    return dict(most)


def _put_on_record(one: Import, root: str) -> str:
    """The hash of the entry that says it came in; the one that a worker recorded before it was killed is taken up."""
    event = BulkImported(one.name, one.sha256, one.rows + one.rejected, one.reader, root)
    with open_record(writing=True) as case:
        taken = set(Import.objects.exclude(entry="").values_list("entry", flat=True))
        for entry in case.entries():
            if entry.event == event and entry.by == one.by and entry.hash not in taken:
                return str(entry.hash)
        now = datetime.now(UTC)
        said = Said(one.by, now, now, case.opened.zone)
        entries = case.record(lambda state: [Decision(event, now)], said)
    return str(entries[-1].hash)


def _assess(one: Import, reading: Path, folder: Path, consent: Consent, progress: Progress) -> dict[str, Any]:
    """Assess what lies in a reading; says under what, and with what result or why there is none."""
    folder.mkdir(mode=0o700)
    table = Table(reading / "incidents.arrow")
    told: dict[str, Any] = {
        "plan": consent.plan,
        "version": consent.version,
        "mark": consent.mark,
        "position": dict(consent.position),
        "at": datetime.now(UTC).isoformat(),
    }
    if consent.loaded is None:
        lay_no_findings(folder, table.rows)
        return {**told, "fault": "no-plan"}
    try:
        laid = Laid(one, table)
        found = assess(
            resolve(consent.loaded), [laid], progress=lambda read, _: progress("assessing", read, table.rows)
        )
    except Fault as fault:
        lay_no_findings(folder, table.rows)
        return {**told, "fault": fault.code, "what": fault.what}
    lay_findings(found.findings, folder, table.column("incident_id"))
    summary = as_json(found)
    (folder / "summary.json").write_text(json.dumps(summary, ensure_ascii=False), encoding="utf-8")
    return {**told, "by_verdict": dict(found.by_verdict), "incidents_by_verdict": dict(found.incidents_by_verdict)}


def _fresh(home: Path, letter: str) -> str:
    """The name of a folder that is not there yet."""
    taken = [int(path.name[1:]) for path in home.glob(f"{letter}*") if path.name[1:].isdecimal()]
    return f"{letter}{max(taken, default=0) + 1}"


def _count(one: Import, more: tuple[str, ...]) -> None:
    one.save(update_fields=[*more, "assessment", "assessed", "ready"])


def _sweep(home: Path, *, keep: Import) -> None:
    """Remove readings and assessments that no longer count; who has them mapped keeps them until done."""
    for old in home.glob("r*"):
        if old.is_dir() and old.name != keep.reading:
            shutil.rmtree(old, ignore_errors=True)
    for old in (home / keep.reading).glob("a*"):
        if old.is_dir() and f"{keep.reading}/{old.name}" != keep.assessment:
            shutil.rmtree(old, ignore_errors=True)


__all__ = ["KINDS", "Given", "Progress", "assess_again", "consent_for", "import_file", "text_for"]
