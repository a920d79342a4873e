"""Documents: the plain subset of YAML is read, everything else is refused with its line."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hudna.ground import MOST_BYTES, Fault, Mark, Plain, parse_document, read_document, validate

KEYS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=6)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=8)
LEAVES = st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    LEAVES | TEXT, lambda part: st.lists(part, max_size=3) | st.dictionaries(KEYS, part, max_size=3), max_leaves=12
)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: 12:00", {"a": "12:00"}),
        ("a: 2016-02-27", {"a": "2016-02-27"}),
        ("a: 2016-02-27T00:00:00Z", {"a": "2016-02-27T00:00:00Z"}),
        ("a: yes", {"a": "yes"}),
        ("a: NO", {"a": "NO"}),
        ("a: 010", {"a": "010"}),
        ("a: 0x1f", {"a": "0x1f"}),
        ("a: 1_000", {"a": "1_000"}),
        ("a: E5", {"a": "E5"}),
        ("a: .inf", {"a": ".inf"}),
        ("a: 1e3", {"a": 1000.0}),
        ("a: -0.5", {"a": -0.5}),
        ("a: 12", {"a": 12}),
        ("a: '12'", {"a": "12"}),
        ("a: 12345678901234567890", {"a": 12345678901234567890.0}),
        ('"<<": 1', {"<<": 1}),
        ("a:", {"a": None}),
        ("a: ~", {"a": None}),
        ("a: true", {"a": True}),
        ("- 1\n- [2, {b: 3}]", [1, [2, {"b": 3}]]),
        ("\ufeffa: حلب", {"a": "حلب"}),
    ],
)
def test_scalars_are_what_a_reader_takes_them_for(text: str, data: Any, tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    path.write_text(text, encoding="utf-8")
    assert read_document(path).data == data


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\nb: &x 2", "yaml-anchor", 2),
        ("a: 1\nb: *x", "yaml-anchor", 2),
        ("a: {}\nb:\n  <<: {c: 1}", "yaml-anchor", 3),
        ("a: 1\nb: !!python/object/apply:os.system [ls]", "yaml-tag", 2),
        ("a: !!str 1", "yaml-tag", 1),
        ("a: 1\nb: 2\na: 3", "yaml-duplicate-key", 3),
        ("a:\n  - {b: 1,\n     b: 2}", "yaml-duplicate-key", 3),
        ("? [a, b]\n: 1", "yaml-key", 1),
        ("a: 1\n b: 2", "yaml-syntax", 2),
        ("a: 'open", "yaml-syntax", 1),
        ("a: 1\n\tb: 2", "yaml-syntax", 2),
        ("a: 1\n---\nb: 2", "yaml-syntax", 2),
        ("a: 1\nb: \x07", "yaml-syntax", 2),
        ("[" * 100, "yaml-depth", 1),
        ("\n".join(" " * n + "a:" for n in range(100)), "yaml-depth", 61),
        ("# only a comment", "file-empty", 0),
    ],
)
def test_what_is_not_plain_is_refused_with_its_line(text: str, code: str, line: int) -> None:
    with pytest.raises(Fault) as refused:
        parse_document(text, "d.yaml")
    assert refused.value.code == code
    assert refused.value.where.file == "d.yaml"
    assert refused.value.where.line in (line, line + 1) if code == "yaml-syntax" else refused.value.where.line == line


def test_a_bomb_of_aliases_is_refused_at_its_first_anchor() -> None:
    bomb = "a: &a [x, x]\n" + "\n".join(f"b{n}: &b{n} [*a, *a]" for n in range(50))
    with pytest.raises(Fault, match=r":1: .*\[yaml-anchor\]"):
        parse_document(bomb, "bomb.yaml")


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "file-empty", 0),
        (b" \n\t\n", "file-empty", 0),
        ("a: 1".encode("utf-16"), "encoding", 1),
        ("a: 1\nb: é".encode("latin-1"), "encoding", 2),
        (b"x" * (MOST_BYTES + 1), "file-too-large", 0),
    ],
)
def test_files_that_hold_no_text_are_refused(tmp_path: Path, content: bytes, code: str, line: int) -> None:
    path = tmp_path / "d.yaml"
    path.write_bytes(content)
    with pytest.raises(Fault) as refused:
        read_document(path)
    assert (refused.value.code, refused.value.where.line) == (code, line)


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="file-missing"):
        read_document(tmp_path / "none.yaml")
    with pytest.raises(Fault, match="file-unreadable"):
        read_document(tmp_path)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no device that never ends")
def test_a_device_that_never_ends_is_too_large() -> None:
    with pytest.raises(Fault, match="file-too-large"):
        read_document("/dev/zero")


def test_every_value_knows_its_line_and_a_missing_one_its_parents() -> None:
    document = parse_document("a: 1\nb:\n  - c: 2\n    d: 3\n  - x\n", "f.yaml")
    places = {("a",): 1, ("b", 0, "d"): 4, ("b", 1): 5, ("b", 0, "nowhere", 3): 3, ("z",): 1}
    assert {path: document.mark(path).line for path in places} == places


@settings(deadline=None)
@given(data=st.dictionaries(KEYS, VALUES, max_size=4))
def test_json_is_read_as_it_is(data: dict[str, Any]) -> None:
    assert parse_document(json.dumps(data, ensure_ascii=False)).data == data


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=60) | st.text(st.sampled_from("a:-[]{}&*!<>|'\"#\n ?,%@`~"), max_size=40))
def test_any_text_ends_in_a_document_or_a_fault(text: str) -> None:
    with contextlib.suppress(Fault):
        parse_document(text, "x")


class Inner(Plain):
    n: int


class Outer(Plain):
    hudna: str
    parts: list[Inner] = []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- 1", "d.yaml:1: The document is not a map of keys. [document-kind]"),
        ("a: 1", "d.yaml:1: The document does not say what it is; expected “hudna: outer/1”. [document-kind]"),
        ("hudna: inner/1", "d.yaml:1: The document says “hudna: inner/1”; expected “hudna: outer/1”."),
        ("hudna: outer/1\nextra: 1", "d.yaml:2: In extra: “extra” is not a key that stands here."),
        ("hudna: outer/1\nparts:\n  - n: x", "d.yaml:3: In parts.0.n: Input should be a valid integer"),
        ("hudna: outer/1\nparts:\n  - {}\n  - {}", "d.yaml:3: In parts.0: “n” is missing (1 more)."),
    ],
)
def test_a_document_of_another_shape_is_told_where(text: str, said: str) -> None:
    with pytest.raises(Fault) as refused:
        validate(parse_document(text, "d.yaml"), Outer, "outer")
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        (Mark("f.yaml", 3, 1), "f.yaml:3"),
        (Mark("f.yaml"), "f.yaml"),
        (Mark("", 3), "line 3"),
        (Mark("f.yaml", 3, 1, "ban-1"), "f.yaml:3 (clause ban-1)"),
        (Mark(clause="ban-1"), "clause ban-1"),
        (Mark(), ""),
    ],
)
def test_a_mark_says_where(mark: Mark, said: str) -> None:
    assert str(mark) == said
