"""Match two lists of people, write what comes of it, and tell the figures."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from hudna.cli.assessing import is_case
from hudna.cli.drafting import print_table
from hudna.cli.lists import Access, open_lists, telling
from hudna.house import open_case
from hudna.matching import Costs, fold_judgements, read_weights
from hudna.people import (
    PEOPLE_FAULTS,
    JudgedPair,
    ListOfPeople,
    MatchedLists,
    Pairings,
    ReadList,
    counts_of,
    guarded_file,
    match_lists,
    placed,
    read_judgements,
    row_marks,
    secret_of,
    tables_of,
    write_tables,
)

DOCUMENT = "match/1"
_MOST_REMARKS = 12


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line. ``costs``: of a wrong merge, a wrong split, a look; and the queue."""

    a: Path
    b: Path
    access: Access
    one_to_one: bool = True
    no_doubles: tuple[Literal["a", "b"], ...] = ()
    costs: tuple[float, float, float, float] = (20.0, 1.0, 0.01, 0.05)
    judgements: tuple[Path, ...] = ()
    called: tuple[str, str] = ("", "")
    weights: Path | None = None
    excel: bool = True


def match(request: Request) -> int:
    """Match, write, print; 1 if a person must look at something."""
    with telling(request.access.as_json) as step:
        a, b, matched = _matched(request, step)
        step("Writing", 0.9)
        written, told = write_tables(
            tables_of(matched, a, b),
            request.access.out,
            workbook=request.excel,
            step=lambda what: step(f"Writing {what}", 0.95),
        )
        summary = summary_of(matched, a, b, told)
        with guarded_file(request.access.out / "summary.json") as file:
            file.write((json.dumps(summary, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))
        with guarded_file(request.access.out / "weights.yaml") as file:
            file.write(matched.weights.to_yaml().encode("utf-8"))
    if request.access.as_json:
        print(json.dumps(summary, ensure_ascii=False, indent=1))
    else:
        _print(summary, [*written, request.access.out / "summary.json", request.access.out / "weights.yaml"])
    return int(_to_look_at(summary))


def explain(request: Request, rows: tuple[int, int], svg: Path | None) -> int:
    """Explain one pair of rows, whatever is said of it; 1 if a person must look at it."""
    with telling(request.access.as_json) as step:
        _, _, matched = _matched(request, step)
    at = [
        _position(people, row, path)
        for people, row, path in zip((matched.a, matched.b), rows, (request.a, request.b), strict=True)
    ]
    explanation = matched.explain(*at)
    if svg is not None:
        with guarded_file(svg) as file:
            file.write(explanation.svg().encode("utf-8"))
    if request.access.as_json:
        print(json.dumps(explanation.as_json(), ensure_ascii=False, indent=1))
    else:
        print(explanation.text())
    return int(explanation.outcome == "review")


def _position(people: Any, row: int, path: Path) -> int:
    found = people.table.column("row").to_numpy().searchsorted(row)
    if found >= len(people) or people.table.column("row")[int(found)].as_py() != row:
        what = f"There is no row {row} that was read as a person."
        raise PEOPLE_FAULTS.fault("list-row", what, where=str(path))
    return int(found)


def _matched(request: Request, step: Any) -> tuple[ReadList, ReadList, MatchedLists]:
    a, b = open_lists([request.a, request.b], request.access)
    if not request.access.as_json:
        _print_remarks(a, b)
    merge, split, look, queue = request.costs
    matched = match_lists(
        a.people,
        b.people,
        costs=Costs(merge=merge, split=split, look=look, queue=queue),
        weights=read_weights(request.weights) if request.weights else None,
        judgements=[one for path in request.judgements for one in _judged(path, request.called, a.people, b.people)],
        one_to_one=request.one_to_one,
        no_doubles=request.no_doubles,
        progress=lambda what, part: step(what, 0.9 * part),
    )
    return a, b, matched


def _judged(path: Path, called: tuple[str, str], a: ListOfPeople, b: ListOfPeople) -> Sequence[JudgedPair]:
    """The judgements of a file, or of the journal of a case, whose marks of rows are made anew from the lists."""
    if not is_case(str(path)):
        return read_judgements(path, a, b)
    with open_case(str(path), read_only=True) as case:
        secret = secret_of(case.keyring.identity(passphrase=case.passphrase))
        settled = fold_judgements(case.state().settled.entries).settled()
    marks = (row_marks(replace(people, name=name), secret) for people, name in zip((a, b), called, strict=True))
    return placed(settled, *marks)


def _print_remarks(*lists: ReadList) -> None:
    for read in lists:
        for words in read.told[:_MOST_REMARKS]:
            print(f"{read.people.name}: {words}", file=sys.stderr)


def summary_of(matched: MatchedLists, a: ReadList, b: ReadList, told: Sequence[str] = ()) -> Mapping[str, Any]:
    """The figures of a run, without a name; the keys are told in docs/reference/lists.md."""
    sides: tuple[tuple[Literal["a", "b"], ReadList, Pairings], ...] = (
        ("a", a, matched.doubles_a),
        ("b", b, matched.doubles_b),
    )
    return {
        "hudna": DOCUMENT,
        "lists": {side: _list_as_json(read) for side, read, _ in sides},
        "rows": {side: counts_of(matched, side, len(read.rejects)) for side, read, _ in sides},
        "pairs": _outcomes(matched.pairs),
        "doubles": {side: _outcomes(doubles) for side, _, doubles in sides},
        "judged": int(matched.pairs.judged.sum()),
        "costs": {_key(name): value for name, value in matched.told.costs.items()},
        "thresholds": {_key(name): value for name, value in matched.told.thresholds.items()},
        "blocking": {key: dict(sizes) for key, sizes in matched.told.blocking.items()},
        "weights": {name: dict(levels) for name, levels in matched.told.weights.items()},
        "remarks": [*matched.told.remarks, *told],
    }


def _key(words: str) -> str:
    return words.removeprefix("the ").removeprefix("for ").removeprefix("a ").replace(" ", "_")


def _list_as_json(read: ReadList) -> Mapping[str, Any]:
    names = read.layout.header.names
    return {
        "sha256": read.people.digest,
        "rows": read.rows,
        "people": len(read.people),
        "rejected": len(read.rejects),
        "cells_not_read": len(read.unread),
        "columns": {column: [names[place] for place in places] for column, places in read.layout.columns.items()},
        "told": list(read.told),
    }


def _outcomes(pairs: Pairings) -> Mapping[str, int]:
    return {"same": int((pairs.outcome == 2).sum()), "review": int((pairs.outcome == 1).sum())}


def _to_look_at(summary: Mapping[str, Any]) -> bool:
    review = summary["pairs"]["review"] + sum(side["review"] for side in summary["doubles"].values())
    lost = sum(one["rejected"] for one in summary["lists"].values())
    return bool(review or lost)


def _print(summary: Mapping[str, Any], written: Sequence[Path]) -> None:
    states = ("matched", "review", "only", "rejected", "rows")
    rows = [(side.upper(), *(f"{counts[state]:,}" for state in states)) for side, counts in summary["rows"].items()]
    print_table("Rows of the lists", ("", "matched", "for review", "only in it", "rejected", "all"), rows)
    pairs = summary["pairs"]
    print(f"Pairs: {pairs['same']:,} the same, {pairs['review']:,} for review.")
    for side, found in summary["doubles"].items():
        if found["same"] or found["review"]:
            print(f"Doubles in {side.upper()}: {found['same']:,} pairs the same, {found['review']:,} for review.")
    limits = summary["thresholds"]
    bounds = ", ".join(f"{name} from {value:.4g}" for name, value in limits.items())
    print(f"Probability: {bounds}. Weights, keys and their sizes are in summary.json.")
    for remark in summary["remarks"][:_MOST_REMARKS]:
        print(remark)
    print("Written: " + ", ".join(str(path) for path in written))
