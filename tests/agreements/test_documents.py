"""Documents: what is read, what is refused and what is left out, each with its message and line."""

import re
from pathlib import Path

import pytest

from hudna.agreements import load_agreement, resolve
from hudna.ground import Fault

HERE = Path(__file__).parent
BAD = sorted((HERE / "bad").glob("*.yaml"))
REFUSED = [path for path in BAD if path.stem != "clauses-left-out"]

LEFT_OUT = """\
yes 13: There is no party “nobody”. [party-unknown]
list 14: There is no party “nothing”. [party-unknown]
no-zone 16: It names no zone of its own, and the scope gives none. There is no scope clause. [zone-missing]
no-outline 17: The area “nowhere” is named, but its outline is not given. [geometry-empty]
no-area 18: There is no area “atlantis”. [area-unknown]
a-line 19: Northern line covers no ground. [zone-line]
crossing 20: The outline is not sound: Self-intersection. [geometry-crossing]
no-ground 21: A ring encloses no ground. [geometry-empty]
around-the-globe 22: A side leaps over the antimeridian. [geometry-antimeridian]
no-acts 23: It does not say which acts it is about. [act-undefined]
words-only 24: The term “provocation” is defined in words only. [act-undefined]
no-such-act 25: “sorcery” is no act of the taxonomy and no term of the definitions. [act-unknown]
no-such-weapon 26: There is no weapon or class of weapons “trebuchet”. [weapon-unknown]
no-such-calibre 27: No weapon that is known belongs to artillery.tube from 900 mm. [weapon-unknown]
no-such-party 28: There is no party “ghosts”. [party-unknown]
not-bound 29: No party that it speaks of is bound while it holds. [nobody-bound]
too-late 30: From 2016-05-31 21:00 UTC on the agreement is not in force any more. [period-empty]
backwards 31: It would end (2016-03-31 21:00 UTC) no later than it begins (2016-04-01 21:00 UTC). [period-empty]
no-such-event 32: There is no event, clause or phase “coronation”. [event-unknown]
undated 33: The event “elections” has no time to count from. [event-undated]
no-such-length 34: “two days” is not a duration. [duration-unreadable]
of-nothing 35: There is no clause coronation to except from. [clause-unknown]
of-a-duty 36: Clause lists (deadline) forbids nothing that could be excepted from. [clause-kind]
no-lines 37: Neither the clause nor the scope gives any party its line. [line-missing]
no-day 38: It does not say by when the weapons must be gone. [done-missing]
line-of-people 39: “civilians” are people who can be hit, not a party with a line. [line-party]
due-first 40: It is due (2016-02-29 22:00 UTC) before it begins (2016-03-01 22:00 UTC). [due-before-begin]
after-nothing 41: There is no event, clause or phase “coronation”. [event-unknown]
lists 42: It is parsed, resolved and linted; deeds are not yet checked against it. [not-assessed]
"""


def message(fault: Fault) -> str:
    told = f"{fault.where}: {fault.what} [{fault.code}]"
    return told.replace(f"{HERE}/", "")


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: path.stem)
def test_a_bad_document_is_refused_with_its_line(path: Path) -> None:
    with pytest.raises(Fault) as caught:
        resolve(load_agreement(path))
    expected = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# refused: ")
    assert message(caught.value) == expected
    assert caught.value.remedy
    assert "\n" not in str(caught.value)


def test_a_clause_that_cannot_be_resolved_is_left_out_and_the_others_go_on() -> None:
    resolved = resolve(load_agreement(HERE / "bad" / "clauses-left-out.yaml"))
    assert {term.clause for term in resolved.terms} == {"kept"}
    told = [
        f"{clause} {fault.where.line}: {fault.what} [{fault.code}]"
        for clause, fault in sorted(resolved.left_out.items(), key=lambda entry: entry[1].where.line)
    ]
    tidy = [re.sub(r"(?<=intersection)\[.*?\]", "", line) for line in told]
    assert tidy == LEFT_OUT.splitlines()
    assert all(fault.where.clause == clause for clause, fault in resolved.left_out.items())


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"   \n", "file-empty"),
        ("hudna: agreement/1".encode("utf-16"), "encoding"),
        (b"hudna: agreement/1\ntitle: {en: \xe9t\xe9}\n", "encoding"),
        (b"hudna: [agreement/1\n", "yaml-syntax"),
        (b"- a\n- b\n", "document-kind"),
        (b"[" * 500 + b"]" * 500, "yaml-depth"),
        (b"hudna: agreement/1\nid: x\ntitle: {en: X}\nclauses: []\n", "document-shape"),
        (b"!!python/object:os.system x", "yaml-tag"),
    ],
)
def test_a_file_that_is_not_an_agreement_ends_in_a_fault(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(content)
    with pytest.raises(Fault) as caught:
        load_agreement(path)
    assert caught.value.code == code


def test_a_byte_order_mark_is_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfhudna: agreement/1\nid: x\ntitle: {en: X}\nclauses: [{id: a, kind: declaration}]\n")
    assert load_agreement(path).agreement.id == "x"


def test_every_clause_and_field_has_its_line() -> None:
    loaded = load_agreement(HERE / "good" / "whole.yaml")
    assert loaded.mark("3").line == 17
    assert loaded.mark("3", "deadline").line == 20
    assert loaded.mark("3", "answers", 3, "party").line == 27
    assert loaded.mark("3", "note").line == 17
    assert loaded.mark("3", "deadline").clause == "3"
    assert loaded.mark("", "timezone").line == 7


def test_a_shared_file_with_a_name_that_no_disk_takes_is_not_there(tmp_path: Path) -> None:
    good = (HERE / "bad" / "shared-file-not-there.yaml").read_text(encoding="utf-8")
    path = tmp_path / "agreement.yaml"
    path.write_text(good.replace("nobody.yaml", "n" * 5000), encoding="utf-8")
    with pytest.raises(Fault, match="shared-missing"):
        load_agreement(path)
