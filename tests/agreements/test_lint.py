"""The linter: each case says beside its lines which lints stand there, and no other of the same kinds may.

A comment `# lint: CODE CLAUSE; CODE CLAUSE` belongs to its own line.
"""

import re
from functools import cache
from pathlib import Path

import pytest

from hudna.agreements import RULES, Lint, Loaded, explain, lint, load_agreement, parse_agreement
from hudna.ground import Fault, load_acts, load_areas, load_parties, parse_document

CASES = Path(__file__).parent / "lint_cases"
ROOT = Path(__file__).parents[2]
EXPECTED = re.compile(r"# lint: (.+)$")

Place = tuple[str, str, int]


def expected_in(path: Path) -> set[Place]:
    """Code, clause and line of every lint that a case announces."""
    return {
        (code, clause, number)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (match := EXPECTED.search(line))
        for code, clause in (pair.split() for pair in match[1].split("; "))
    }


@cache
def lints_in(path: Path) -> list[Lint]:
    return lint(load_agreement(path))


def lints_of(name: str) -> list[Lint]:
    return lints_in(CASES / f"{name}.yaml")


def one(name: str, code: str, clause: str) -> Lint:
    return next(found for found in lints_of(name) if (found.code, found.clause) == (code, clause))


@pytest.mark.parametrize("path", sorted(CASES.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_case_has_the_lints_it_announces_at_their_lines_and_no_others_of_their_kind(path: Path) -> None:
    expected = expected_in(path)
    codes = {code for code, _, _ in expected}
    found = {(x.code, x.clause, x.line) for x in lints_in(path) if x.code in codes}
    assert found == expected


def test_a_complete_agreement_has_no_lint_at_all() -> None:
    assert lints_of("good") == []


@pytest.mark.parametrize("code", sorted(set(RULES) - {"unresolvable"}))
def test_every_rule_has_a_case_that_fires(code: str) -> None:
    assert any(code == expected for path in CASES.glob("*.yaml") for expected, _, _ in expected_in(path))


def test_lints_come_in_the_order_of_lines_and_say_what_to_do() -> None:
    for path in CASES.glob("*.yaml"):
        found = lints_in(path)
        assert [x.line for x in found] == sorted(x.line for x in found)
        for x in found:
            assert x.message.rstrip().endswith((".", "?")), x
            assert x.remedy == RULES[x.code].remedy
            assert x.file == str(path)
            assert x.clauses[0] == x.clause or x.clause == "agreement"


@pytest.mark.parametrize(
    ("name", "code", "clause", "severity"),
    [
        ("nobody", "party-not-accepted", "asked", "warning"),
        ("parties", "ban-nobody-bound", "b5", "error"),
        ("terms", "term-undefined", "b4", "warning"),
        ("terms", "term-undefined", "b3", "error"),
        ("dates", "deadline-before-start", "d1", "error"),
        ("dates", "deadline-before-start", "d2", "warning"),
        ("ground", "zone-outside-scope", "b8", "warning"),
        ("ground", "zone-outside-scope", "b9", "note"),
        ("lines", "line-missing", "w1", "error"),
        ("lines", "line-missing", "w2", "warning"),
        ("permissions", "clauses-disagree", "crosses", "warning"),
        ("permissions", "clauses-disagree", "unnamed", "error"),
        ("disagree", "clause-twice", "start-3", "error"),
        ("disagree", "clause-twice", "b2", "note"),
    ],
)
def test_a_lint_is_as_grave_as_what_follows_from_it(name: str, code: str, clause: str, severity: str) -> None:
    assert one(name, code, clause).severity == severity


def test_both_clauses_that_disagree_are_named() -> None:
    assert one("disagree", "clauses-disagree", "w2").clauses == ("w2", "w1")
    assert "clause w1" in one("disagree", "clauses-disagree", "w2").message
    assert one("permissions", "permission-swallows-ban", "swallows").clauses == ("swallows", "b1")


def test_a_misspelt_name_is_told_with_the_nearest_known_one() -> None:
    assert "“north”" in one("parties", "party-unknown", "b4").message
    assert "“valley”" in one("ground", "area-unknown", "b1").message
    assert "“Europe/Kiev”" in one("zones_of_time", "zone-unknown", "agreement").message


def test_what_several_clauses_share_is_said_once_and_names_them_all() -> None:
    assert one("ground", "zone-missing", "b2").clauses == ("b2", "b3")
    assert one("no_scope", "zone-missing", "b2").clauses == ("b2", "b3")


@pytest.mark.parametrize(
    ("clause", "phrase", "language"),
    [
        ("en", "to the extent possible", "English"),
        ("ar", "قدر الإمكان", "Arabic"),
        ("fr", "dans la mesure du possible", "French"),
        ("ru", "по мере возможности", "Russian"),
        ("uk", "за можливості", "Ukrainian"),
    ],
)
def test_a_vague_phrase_is_named_with_its_language(clause: str, phrase: str, language: str) -> None:
    assert f"“{phrase}” ({language})" in one("vague", "unverifiable", clause).message


def test_an_explanation_says_why_and_what_to_do() -> None:
    for code, rule in RULES.items():
        text = explain(code)
        assert all(part in text for part in (rule.title, rule.why, rule.example, rule.remedy, rule.source))


def test_a_code_that_no_rule_has_is_refused() -> None:
    with pytest.raises(Fault, match="lint-unknown"):
        explain("start-mising")


def test_a_clause_that_disagrees_with_many_is_told_once() -> None:
    """Otherwise the lints of a long agreement grow with the square of its clauses."""
    item = "- {{id: q{0}, kind: quantity, item: {{en: lorries}}, count: {0}, per: day}}"
    guns = "- {{id: w{0}, kind: withdrawal, lines: {{north: {{line: [[36, 48], [38, 48]]}}}}, pullbacks: [{1}]}}"
    pullback = "{{weapons: [artillery], km: {0}}}"
    rows = [item.format(n) for n in range(1, 60)]
    rows += [guns.format(n, pullback.format(n)) for n in range(1, 60)]
    text = "hudna: agreement/1\nid: long\ntitle: {en: Long}\nclauses:\n" + "\n".join(rows)
    document = parse_document(text, "long.yaml")
    shared = load_parties([CASES / "shared" / "parties.yaml"]), load_areas(), load_acts()
    found = lint(Loaded(parse_agreement(document), document, "long.yaml", CASES, *shared))
    assert sum(x.code == "clauses-disagree" for x in found) == 2 * 58
