"""Whatever an agreement says, as long as it can be read the linter has an answer.

Agreements are thrown together from the clauses of all cases, with values swapped between fields of one name,
left out, or replaced by odd ones.
"""

import copy
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hudna.agreements import Agreement, Loaded, lint, parse_agreement
from hudna.ground import Fault, load_acts, load_areas, load_parties, parse_document
from tests.agreements import strategies

CASES = Path(__file__).parent / "lint_cases"
ODD: list[Any] = [
    None,
    [],
    {},
    "",
    "zz",
    "entry-into-force",
    "signature",
    "9999-12-31T23:59",
    "0001-01-01T00:00",
    "P9999Y",
    "-P1D",
    "PT0S",
    "+14:00",
    "UTC",
    0,
    1e300,
    {"area": "front"},
    {"polygon": [[0, 0], [0, 0], [0, 0]]},
    {"line": [[0, 0], [1e-9, 0]]},
    {"circle": {"at": [180, 0], "km": 1}},
    {"intersection": ["town", "harbour"]},
    {"event": "end", "offset": "-P400Y"},
    {"en": "as soon as possible"},
]


@cache
def documents() -> list[dict[str, Any]]:
    paths = sorted(CASES.glob("*.yaml"))
    return [parse_document(path.read_text(encoding="utf-8"), path.name).data for path in paths]


@cache
def pool() -> dict[str, list[Any]]:
    """Every value of all cases, by the name of its field."""
    found: dict[str, list[Any]] = {}

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                found.setdefault(name, []).append(inner)
                collect(inner)
        elif isinstance(value, list):
            for inner in value:
                collect(inner)

    for document in documents():
        collect(document)
    return found


@cache
def shared() -> dict[str, Any]:
    return {
        "parties": load_parties([CASES / "shared" / "parties.yaml"]),
        "areas": load_areas([CASES / "shared" / "areas.yaml"]),
        "acts": load_acts(),
    }


@st.composite
def agreements(draw: st.DrawFn) -> dict[str, Any]:
    head = copy.deepcopy(draw(st.sampled_from(documents())))
    every = [clause for document in documents() for clause in document["clauses"]]
    chosen = draw(st.lists(st.sampled_from(every), min_size=1, max_size=8, unique_by=lambda c: c["id"]))
    head["clauses"] = copy.deepcopy(chosen)
    for _ in range(draw(st.integers(0, 4))):
        change(draw, head)
    return head


def change(draw: st.DrawFn, agreement: dict[str, Any]) -> None:
    """Leave a field out, swap its value for another of that name, or for an odd one."""
    node: Any = draw(st.sampled_from([agreement, *agreement["clauses"]]))
    while True:
        keys = [k for k in node if k not in ("hudna", "clauses", "kind", "shared")]
        if not keys:
            return
        key = draw(st.sampled_from(keys))
        inner = node[key][0] if isinstance(node[key], list) and node[key] else node[key]
        if not isinstance(inner, dict) or draw(st.booleans()):
            break
        node = inner
    how = draw(st.sampled_from(["out", "swap", "odd"]))
    if how == "out":
        del node[key]
    else:
        others = pool().get(key, [None]) if how == "swap" else ODD
        node[key] = copy.deepcopy(draw(st.sampled_from(others)))


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(agreements())
def test_an_agreement_that_can_be_read_can_be_linted(data: dict[str, Any]) -> None:
    document = parse_document(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "drawn.yaml")
    try:
        agreement = parse_agreement(document)
    except Fault:
        return
    check(Loaded(agreement, document, "drawn.yaml", CASES, **shared()))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.agreements())
def test_any_agreement_at_all_can_be_linted(agreement: Agreement) -> None:
    check(strategies.loaded(agreement))


def check(loaded: Loaded) -> None:
    """Linting gives the same twice, at lines that are there, about clauses that are there."""
    found = lint(loaded)
    assert found == lint(loaded)
    known = {clause.id for clause in loaded.agreement.clauses}
    assert all(x.line >= 1 and x.column >= 1 and x.message for x in found)
    assert all(set(x.clauses) <= known | {"agreement"} for x in found)
