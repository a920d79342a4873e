"""A file that is cut off, damaged, foreign or of another version is refused in one line, whatever was done to it."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hudna.ground import Fault
from hudna.people.blind import Secret
from hudna.people.blind_file import AnswerHead, OfferHead, read_blind, read_round
from hudna.people.blind_keep import destroy_secret, keep_secret, kept_secret, write_round
from tests.people.blinded import Side, list_of, played

OURS, THEIRS = Side(list_of([("Rana Fuad Nasser", 1988)])), Side(list_of([("Rana Fuad Nasser", 1988)]))
OFFER = OURS.offer


def refusal(data: bytes, kind: type[OfferHead] | type[AnswerHead] = OfferHead) -> str:
    with pytest.raises(Fault) as caught:
        read_blind(data, kind, "stick/offer.blind")
    line = str(caught.value)
    assert line.startswith("stick/offer.blind: ")
    assert "\n" not in line
    return caught.value.code


def summed(data: bytes) -> bytes:
    return data + sha256(data).digest()


def test_what_was_written_is_read() -> None:
    head, body = read_blind(OFFER, OfferHead)
    assert head.keys * 33 == len(body)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(OFFER) - 1))
def test_a_file_that_is_cut_off_anywhere_is_refused(at: int) -> None:
    assert refusal(OFFER[:at]) == "blind-file"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(OFFER) - 1), st.integers(1, 255))
def test_a_byte_that_was_changed_anywhere_is_found(at: int, by: int) -> None:
    changed = bytearray(OFFER)
    changed[at] ^= by
    assert refusal(bytes(changed)) in {"blind-file", "blind-version", "blind-round"}


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_a_foreign_file_is_refused(data: bytes) -> None:
    assert refusal(data) == "blind-file"


def test_a_file_with_more_behind_it_is_refused() -> None:
    assert refusal(OFFER + b"\n") == "blind-file"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("hudna", "blind/2", "blind-version"),
        ("hudna", None, "blind-file"),
        ("round", "third", "blind-file"),
        ("round", ["offer"], "blind-file"),
        ("keys", -1, "blind-file"),
        ("keys", 10**40, "blind-file"),
        ("keys", "288", "blind-file"),
        ("room", 0, "blind-file"),
        ("tier", "loose", "blind-file"),
        ("maker", "nonsense", "blind-file"),
        ("name", "a field too many", "blind-file"),
    ],
)
def test_a_first_line_that_says_nonsense_is_refused(field: str, value: object, code: str) -> None:
    line, _, rest = OFFER.partition(b"\n")
    said = json.dumps(json.loads(line) | {field: value}, separators=(",", ":")).encode()
    assert refusal(summed(said + b"\n" + rest[:-32])) == code


def test_a_first_line_nested_without_end_is_refused() -> None:
    assert refusal(b'{"hudna":"blind/1","round":' + b"[" * 3000 + b"\n") == "blind-file"


def test_a_secret_is_for_its_owner_alone_and_gone_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "ours.csv.secret"
    keep_secret(path, OURS.secret, anew=True)
    assert path.stat().st_mode & 0o777 == 0o600
    assert kept_secret(path).head == OURS.secret.head
    destroy_secret(path)
    assert list(tmp_path.iterdir()) == []


def test_a_session_under_way_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "ours.csv.secret"
    keep_secret(path, OURS.secret, anew=True)
    with pytest.raises(Fault, match="blind-secret"):
        keep_secret(path, THEIRS.secret, anew=True)
    assert kept_secret(path).head == OURS.secret.head


def test_a_write_that_was_interrupted_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "ours.csv.secret"
    keep_secret(path, OURS.secret)
    (tmp_path / ".ours.csv.secret.part").write_bytes(b"half")
    assert kept_secret(path).head == OURS.secret.head
    keep_secret(path, THEIRS.secret)
    assert kept_secret(path).head == THEIRS.secret.head
    assert [file.name for file in tmp_path.iterdir()] == ["ours.csv.secret"]


def test_a_missing_secret_or_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="blind-secret"):
        kept_secret(tmp_path / "none.secret")
    with pytest.raises(Fault, match="blind-file"):
        read_round(tmp_path / "none.blind")
    with pytest.raises(Fault, match="blind-file"):
        read_round(tmp_path)
    (tmp_path / "plain").write_text("file")
    with pytest.raises(Fault, match="blind-output"):
        write_round(tmp_path / "plain" / "offer.blind", b"")


def test_a_damaged_secret_is_refused_and_not_used() -> None:
    with pytest.raises(Fault, match="blind-file"):
        Secret.read(OURS.secret.written()[:-1])


def test_a_secret_shown_in_a_traceback_tells_nothing() -> None:
    one, _, shared, _ = played(OURS.people, THEIRS.people)
    assert repr(one.secret) == "Secret()"
    assert repr(shared) == "Shared()"
