"""One batch: incidents in, findings out, both Arrow. The function that a laptop and a cluster run alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hudna.agreements import Resolved
from hudna.monitoring.answer import answer_alike, answerable, kept
from hudna.monitoring.cases import Parts
from hudna.monitoring.compile import Compiled
from hudna.monitoring.encode import AreaShares, Batch, encode
from hudna.monitoring.judge import QUESTIONS, VERDICTS, WHAT, WHEN, WHERE, WHO, Judged, judge
from hudna.monitoring.model import FINDINGS, Verdict
from hudna.monitoring.numbering import number_rows
from hudna.monitoring.reasons import Reasons

_OWN = {
    "p",
    "p_low",
    "p_high",
    "clause",
    "verdict",
    "undecided",
    "author",
    "authors",
    "answerable",
    "excepted_by",
}
_OWN |= {"reasons", "p_what", "p_where", "p_when", "p_who"}
COPIED = tuple(name for name in FINDINGS.names if name not in _OWN)


@dataclass(frozen=True)
class Found:
    """Findings before the columns of their incidents are put beside them.

    ``own``: what was found, one row per finding; ``incidents``: those that have findings, with the columns that are
    copied; ``incident``: the row in ``incidents`` of each finding. Text is long, and an incident may fall under many
    clauses, so it is copied once, when the findings stand in their order.
    """

    own: pa.Table
    incidents: pa.Table
    incident: NDArray[np.int64]

    def table(self, order: NDArray[np.int64] | None = None) -> pa.Table:
        """The findings (FINDINGS schema), in some order of their rows."""
        own, incident = self.own, self.incident
        if order is not None:
            own, incident = own.take(pa.array(order)), incident[order]
        copied = self.incidents.drop_columns("note").take(pa.array(incident))
        columns = dict(zip(own.column_names + copied.column_names, own.columns + copied.columns, strict=True))
        columns["note"] = self._notes(incident)
        return pa.table([columns[f.name] for f in FINDINGS], schema=FINDINGS)

    def _notes(self, incident: NDArray[np.int64]) -> pa.DictionaryArray:
        """The note of each finding: its place among the notes, of which each is kept once for its incident."""
        notes = self.incidents["note"].combine_chunks()
        none = notes.is_null().to_numpy(zero_copy_only=False)[incident]
        words = pc.fill_null(notes, "")  # Parquet knows no null among the words
        return pa.DictionaryArray.from_arrays(pa.array(incident.astype(np.int32), mask=none), words)


@dataclass(frozen=True)
class Assessor:
    """Compiled terms and what is needed to speak about them; the small side that goes along with every batch."""

    compiled: Compiled
    resolved: Resolved | None = None
    language: str = "en"
    shares: AreaShares = field(default_factory=lambda: AreaShares(None))

    def __call__(self, incidents: pa.RecordBatch | pa.Table) -> pa.Table:
        """Findings (FINDINGS schema) of incidents (INCIDENTS schema), in order of row and clause."""
        return self.found(incidents).table()

    def found(self, incidents: pa.RecordBatch | pa.Table) -> Found:
        """What is found of incidents, in order of row and clause."""
        batch = encode(incidents, self.compiled, self.shares)
        rows = judge(batch, self.compiled)
        touched = np.zeros(incidents.num_rows, dtype=np.bool_)
        touched[rows.incident] = True
        copied = incidents.select(list(COPIED)).take(pa.array(np.flatnonzero(touched)))
        columns = [copied[n] if n == "note" else _cast(copied[n], FINDINGS.field(n).type) for n in COPIED]
        return Found(self._own(batch, rows), pa.table(columns, names=COPIED), (np.cumsum(touched) - 1)[rows.incident])

    @property
    def exclusion(self) -> str:
        """The clause that excludes actors, for reasons."""
        clauses = self.resolved.agreement.clauses if self.resolved else ()
        return next((clause.id for clause in clauses if clause.kind == "exclusion"), "exclusion")

    def _own(self, batch: Batch, rows: Judged) -> pa.Table:
        """The columns of judged rows that are not their incidents'."""
        columns: dict[str, pa.Array] = {}
        numbers = dict(zip(("p_what", "p_where", "p_when", "p_who"), (WHAT, WHERE, WHEN, WHO), strict=True))
        columns |= {name: pa.array(rows.shares[:, at]) for name, at in numbers.items()}
        columns |= {"p": pa.array(rows.p), "p_low": pa.array(rows.low), "p_high": pa.array(rows.high)}
        columns["clause"] = _named(rows.term, self.compiled.clauses)
        columns["verdict"] = _named(rows.verdict, [str(v or "") for v in VERDICTS])
        columns["undecided"] = _named(rows.undecided, QUESTIONS)
        columns["author"] = _named(rows.author, self.compiled.parties)
        profile = batch.numbers.profile[rows.incident]
        profiles = batch.profiles  # whom a source with direction accuses stands on side a alone
        named, first = number_rows(np.where(profiles.directed[profile], -1 - profiles.a[profile], profile))
        columns["authors"] = _named(named, [authors(batch.profiles[p]) for p in profile[first].tolist()])
        code, answers = self._answers(batch, rows)
        columns["answerable"] = _named(code, [_parts(answer) for answer in answers])
        columns["excepted_by"] = self._excepted_by(rows)
        columns["reasons"] = Reasons(batch, self.compiled, self.resolved, self.language).column(rows, self.exclusion)
        return pa.table({name: _cast(column, FINDINGS.field(name).type) for name, column in columns.items()})

    def _answers(self, batch: Batch, rows: Judged) -> tuple[NDArray[np.int64], list[dict[str, float]]]:
        """Number of each row's answer and the answers: who would be in breach, with parts of p_who."""
        profile, who = batch.numbers.profile[rows.incident], self.compiled.terms.who[rows.term]
        code, first = answer_alike(batch.profiles, profile, who, self.compiled)
        pairs = zip(profile[first].tolist(), who[first].tolist(), strict=True)
        return code.astype(np.int64), [kept(answerable, self.compiled, batch.profiles[q], w) for q, w in pairs]

    def parts(self, batch: Batch, rows: Judged) -> tuple[NDArray[np.int64], Parts]:
        """The case of each row and who would be in breach, as parts of it."""
        code, answers = self._answers(batch, rows)
        case, first = number_rows(code, np.round(rows.shares[:, WHO] * 1e6).astype(np.int64))
        return case.astype(np.int64), Parts.of([answers[k] for k in code[first].tolist()], rows.shares[first, WHO])

    def _excepted_by(self, rows: Judged) -> pa.Array:
        names = [*dict.fromkeys(self.compiled.clauses), self.exclusion]
        number = {name: i for i, name in enumerate(names)}
        of_term = np.array([number[name] for name in self.compiled.clauses] + [len(names) - 1], dtype=np.int32)
        excepted = np.array([v == Verdict.EXCEPTED for v in VERDICTS])[rows.verdict]
        code = np.where(rows.permission >= 0, of_term[rows.permission], np.where(excepted, len(names) - 1, -1))
        return _named(code, names)


def authors(profile: tuple[str | None, str | None, bool]) -> str | None:
    """Everyone who may have done it, with shares: “a 0.5; b 0.5”; None where nobody is named."""
    a, b, directed = profile
    sides = [a] if directed else [a, b]
    shares: dict[str, float] = {}
    for side in sides:
        members = side.split(";") if side else []
        for member in members:
            shares[member] = shares.get(member, 0.0) + 1.0 / (len(sides) * len(members))
    return _parts(shares)


def _parts(shares: Mapping[str, float]) -> str | None:
    return "; ".join(f"{party} {share:.3g}" for party, share in shares.items() if share > 0.0) or None


def _named(
    codes: NDArray[np.int64] | NDArray[np.int32] | NDArray[np.int8],
    names: tuple[str, ...] | list[str] | list[str | None],
) -> pa.Array:
    numbers = codes.astype(np.int32)
    indices = pa.array(numbers, mask=numbers < 0)
    values = list(names)
    if None not in values and len(set(values)) == len(values):
        return pa.DictionaryArray.from_arrays(indices, pa.array(values, pa.string()))
    return pc.take(pa.array(values, pa.string()), indices).dictionary_encode()


def _cast(column: pa.Array | pa.ChunkedArray, kind: pa.DataType) -> pa.Array | pa.ChunkedArray:
    if pa.types.is_dictionary(kind) and not pa.types.is_dictionary(column.type):
        return (
            column.dictionary_encode() if column.type == pa.string() else column.cast(pa.string()).dictionary_encode()
        )
    return column if column.type == kind else column.cast(kind)
