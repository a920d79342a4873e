"""Schema: an editor that checks a document by its schema says what the parser says."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from hudna.agreements import parse_agreement, schema
from hudna.agreements.schema import KINDS
from hudna.ground import Document, Fault, parse_document, read_document, validate

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DOCUMENTS = sorted([*ROOT.glob("examples/**/*.yaml"), *HERE.glob("good/*.yaml"), *HERE.glob("shared/*.yaml")])
CHECKERS = {name: jsonschema.Draft202012Validator(schema(name)) for name in KINDS}


@pytest.mark.parametrize("name", KINDS)
def test_each_schema_is_sound_and_titled(name: str) -> None:
    made = schema(name)
    jsonschema.Draft202012Validator.check_schema(made)
    assert made["title"].startswith("Hudna ")
    assert made["description"]
    assert "$id" not in made
    assert json.loads(json.dumps(made)) == made


def test_an_unknown_schema_is_refused() -> None:
    with pytest.raises(Fault, match="schema-unknown"):
        schema("treaty")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_document_of_ours_fits_its_schema(path: Path) -> None:
    document = read_document(path)
    kind = str(document.data["hudna"]).partition("/")[0]
    if kind in KINDS:
        assert [error.message for error in CHECKERS[kind].iter_errors(document.data)] == []


def fits(document: Document) -> bool:
    return not list(CHECKERS["agreement"].iter_errors(document.data))


def parses(document: Document) -> bool:
    try:
        validate(document, KINDS["agreement"][0], "agreement")
    except Fault:
        return False
    return True


GOOD = """
at: 2016-02-27
at: {at: 2016-02-27, zone: UTC}
at: {event: signature, offset: PT48H}
at: null
at: {at: x, event: null}
zone: plain
zone: {area: plain}
zone: {polygon: [[1, 2], [3, 4], [5, 6.5]]}
zone: {union: [plain, {circle: {at: [1, 2], km: 3}}]}
weapons: [artillery]
weapons: [{kind: artillery, calibre_from_mm: 100}]
weapons: []
hours: [{opens: "22:00", closes: "24:00"}]
words: {en: Yes}
words: {fr-CH: Oui}
uses: [a, b]
"""
BAD = """
at: {}
at: {at: x, event: y}
at: {zone: UTC}
at: [x]
at: 7
at: {event: "no spaces"}
zone: {}
zone: {area: plain, line: [[1, 2], [3, 4]]}
zone: {area: null}
zone: Plain Of
zone: {polygon: [[1, 2], [3, 4]]}
zone: {polygon: [[1, 2], [3, 4], [5, 96]]}
zone: {polygon: [[1, 2, 3], [3, 4], [5, 6]]}
zone: {circle: {at: [1, 2], km: "3"}}
zone: {circle: {at: [1, 2], km: 0}}
zone: {buffer: {of: plain}}
zone: {union: []}
zone: {polygon: [[1, 2], [3, 4], [5, true]]}
weapons: [{calibre_from_mm: 100}]
weapons: [{kind: artillery, calibre_from_mm: "100"}]
weapons: artillery
weapons: [Artillery]
hours: [{opens: "24:30", closes: "06:00"}]
hours: [{opens: "6:00", closes: "07:00"}]
hours: [{opens: "06:00"}]
words: {}
words: Yes
words: {English: Yes}
words: {en: null}
words: {en: 7}
uses: a
uses: [1]
colour: red
by: north
"""


def snippet(line: str) -> Document:
    kind = "entry-into-force" if line.startswith("at:") else "ban"
    text = f"hudna: agreement/1\nid: x\ntitle: {{en: X}}\nclauses:\n  - id: '1'\n    kind: {kind}\n    {line}\n"
    return parse_document(text)


def cases(lines: str) -> list[str]:
    return lines.strip().splitlines()


@pytest.mark.parametrize("line", cases(GOOD))
def test_schema_and_parser_accept(line: str) -> None:
    assert (fits(snippet(line)), parses(snippet(line))) == (True, True)


@pytest.mark.parametrize("line", cases(BAD))
def test_schema_and_parser_refuse(line: str) -> None:
    assert (fits(snippet(line)), parses(snippet(line))) == (False, False)


def bad_shapes() -> list[Any]:
    return [path for path in sorted((HERE / "bad").glob("*.yaml")) if "[document-" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", bad_shapes(), ids=lambda path: path.stem)
def test_the_schema_refuses_what_the_parser_refuses_for_its_shape(path: Path) -> None:
    document = read_document(path)
    assert not fits(document)
    with pytest.raises(Fault):
        parse_agreement(document)
