"""Laws: what holds for every agreement, sensible or not."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hudna.agreements import (
    Agreement,
    Assumption,
    Resolved,
    Term,
    diff,
    load_agreement,
    parse_agreement,
    print_agreement,
    render,
    resolve,
    schedule,
    schema,
)
from hudna.ground import Fault, parse_document
from tests.agreements.strategies import agreements, loaded

HERE = Path(__file__).parent
WHOLE = load_agreement(HERE / "good" / "whole.yaml")
slowly = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def key(term: Term) -> Any:
    """A term as a value: its geometry by its bytes."""
    zone = term.zone.normalize().wkb
    return (term.clause, term.kind, zone, term.zone_name, term.periods, term.acts, term.weapons, term.bound,
            term.doubtful, term.excluded, term.targets, term.excepts, repr(term.conditions))  # fmt: skip


def told(resolved: Resolved) -> Any:
    left_out = {clause: (fault.code, fault.what) for clause, fault in resolved.left_out.items()}
    return {key(term) for term in resolved.terms}, left_out, set(map(repr, resolved.due)), resolved.start, resolved.end


@slowly
@given(agreements())
def test_parsing_what_is_printed_gives_the_same_agreement(agreement: Agreement) -> None:
    text = print_agreement(agreement)
    again = parse_agreement(parse_document(text))
    assert again == agreement
    assert print_agreement(again) == text


@slowly
@given(agreements())
def test_the_schema_accepts_every_agreement_that_the_parser_accepts(agreement: Agreement) -> None:
    data = parse_document(print_agreement(agreement)).data
    jsonschema.Draft202012Validator(schema("agreement")).validate(data)


@slowly
@given(agreements(), st.none() | st.just(Assumption(datetime(2016, 2, 27, tzinfo=UTC))))
def test_every_agreement_resolves_or_ends_in_a_fault(agreement: Agreement, assume: Assumption | None) -> None:
    try:
        resolved = resolve(loaded(agreement), assume=assume)
    except Fault:
        return
    assert told(resolved) == told(resolve(loaded(agreement), assume=assume))
    named = {term.clause for term in resolved.terms} | resolved.left_out.keys()
    assert {c.id for c in agreement.clauses if c.kind in ("ban", "permission", "freeze", "withdrawal")} <= named
    for term in resolved.terms:
        assert all(low < high for low, high in term.periods)
        assert all(one[1] <= other[0] for one, other in zip(term.periods, term.periods[1:], strict=False))
        assert not term.bound & term.excluded
        assert not term.bound & term.doubtful
    assert len(schedule(resolved)) == len(resolved.due)


@slowly
@given(agreements(), agreements())
def test_any_two_agreements_can_be_compared(one: Agreement, other: Agreement) -> None:
    changes = diff(loaded(one), loaded(other))
    assert render(changes)
    assert all(change.words for change in changes)
    assert diff(loaded(one), loaded(one)) == []


@slowly
@given(st.permutations(WHOLE.agreement.clauses))
def test_the_order_of_clauses_changes_nothing_but_the_order(clauses: Any) -> None:
    moved = loaded(WHOLE.agreement.model_copy(update={"clauses": clauses}))
    assert told(resolve(moved)) == told(resolve(WHOLE))
    assert [term.clause for term in resolve(moved).terms] == [
        term.clause for clause in clauses for term in resolve(WHOLE).terms if term.clause == clause.id
    ]
    assert diff(WHOLE, moved) == []


@pytest.mark.parametrize("path", sorted((HERE / "good").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_good_document_is_the_same_after_printing(path: Path, tmp_path: Path) -> None:
    agreement = load_agreement(path).agreement
    again = tmp_path / "again.yaml"
    again.write_text(print_agreement(agreement), encoding="utf-8")
    assert parse_agreement(parse_document(again.read_text(encoding="utf-8"))) == agreement
