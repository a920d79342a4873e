"""Verify: a sound case is told sound, and whatever is altered is found and named."""

import dataclasses
import sqlite3
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from random import Random

import psycopg
import pytest

from hudna.ground import Fault
from hudna.journal import (
    CaseOpened,
    Decision,
    Head,
    Journal,
    KeyWithdrawn,
    LogBegun,
    MemoryStore,
    PostgresStore,
    Row,
    SqliteStore,
    Store,
    export_case,
    fingerprint,
    read_export,
    verify_export,
    verify_store,
)
from hudna.journal.codec import Place, canonical
from hudna.journal.merkle import leaf
from tests.journal.cases import CASE, CODEC, NOON, Desk, Noted, joined, opened, signer, small

LATER = NOON + timedelta(days=1)


def test_a_sound_case_is_sound_in_every_store(store: Store) -> None:
    small(store)
    report = verify_store(store, now=LATER, codec=CODEC, trusted_key=fingerprint(signer(1).key))
    assert report.findings == ()
    assert report.is_sound
    assert report.first_bad == ""
    assert [(log.log, log.size, log.signed, log.is_admitted) for log in report.logs] == [
        ("desk-1", 5, 5, True),
        ("desk-2", 3, 3, True),
    ]
    assert any("that you named" in words for words in report.proved)
    assert any("what an entry says is true" in words for words in report.not_proved)


def test_an_empty_store_holds_no_case() -> None:
    report = verify_store(MemoryStore(), now=NOON)
    assert [finding.code for finding in report.findings] == ["case-missing"]
    assert not report.is_sound


def altered(desk: Desk, seq: int, **changes: object) -> Desk:
    """The same with one row of desk 1 changed behind the store's back."""
    rows = desk.store._rows["desk-1"]  # type: ignore[attr-defined]
    rows[seq] = rows[seq]._replace(**changes)
    return desk


def said(desk: Desk, **more: object) -> list[tuple[str, str]]:
    report = verify_store(desk.store, now=LATER, **more)  # type: ignore[arg-type]
    assert bool([f for f in report.findings if f.is_grave]) is not report.is_sound
    assert report.is_sound or report.proved == ()
    return [(finding.code, finding.entry) for finding in report.findings]


def test_a_changed_text_is_named_and_nothing_else() -> None:
    desk = small()
    row = list(desk.store.rows("desk-1"))[3]
    text = row.text.replace(b"Aleppo", b"Azaz..").replace(b"violation", b"Violation")
    text = text if text != row.text else row.text.replace(b"12:0", b"12:1", 1)
    assert said(altered(desk, 3, text=text)) == [("chain-broken", "desk-1/3")]


def test_a_changed_hash_is_named_and_nothing_else() -> None:
    assert said(altered(small(), 2, hash=bytes(32)))[0] == ("chain-broken", "desk-1/2")


def test_a_text_rewritten_with_its_hash_is_found_by_the_entry_after_it_or_the_head() -> None:
    for seq, named in ((1, 1), (2, 2), (3, 3), (4, 3)):  # 3 and 4 are under one head, and nothing follows 4
        desk = small()
        text = list(desk.store.rows("desk-1"))[seq].text.replace(b'"by":"mediator-1"', b'"by":"mediator-7"')
        report = verify_store(altered(desk, seq, text=text, hash=leaf(text)).store, now=LATER)
        assert report.first_bad == f"desk-1/{named}"


def test_a_history_rewritten_to_its_end_is_found_by_the_heads() -> None:
    desk = small()
    rows = desk.store._rows["desk-1"]  # type: ignore[attr-defined]
    prev = rows[1].hash.hex()
    for seq in range(2, 5):
        entry = CODEC.read(rows[seq])
        place = Place("desk-1", seq, prev, entry.seen)
        rows[seq] = CODEC.write(Decision(entry.event, entry.at), place, by="somebody", recorded=entry.recorded)
        prev = rows[seq].hash.hex()
    report = verify_store(desk.store, now=LATER)
    assert report.first_bad == "desk-1/2"
    assert report.findings[0].code == "chain-broken"


@pytest.mark.parametrize("seq", [1, 4])
def test_a_missing_entry_is_named(seq: int) -> None:
    desk = small()
    del desk.store._rows["desk-1"][seq]  # type: ignore[attr-defined]
    report = verify_store(desk.store, now=LATER)
    assert report.first_bad == f"desk-1/{seq}"


def test_entries_under_no_head_are_named() -> None:
    desk = small()
    journal = Journal(desk.store, CODEC, case=CASE, log="desk-1", signer=desk.signer)
    last = desk.store.tails()["desk-1"].last
    place = Place("desk-1", 5, last.hash.hex(), CODEC.read(last).seen)
    row = CODEC.write(Decision(Noted("put in by hand"), NOON), place, by="nobody", recorded=desk.tick())
    desk.store.add([row])
    assert said(desk) == [("entry-unsigned", "desk-1/5")]
    journal.sign(now=desk.now)
    assert said(desk) == []


def reheaded(desk: Desk, **changes: object) -> Desk:
    heads = desk.store._heads["desk-1"]  # type: ignore[attr-defined]
    key, head = list(heads.items())[2]
    heads[key] = dataclasses.replace(head, **changes)
    return desk


def test_a_forged_head_is_named() -> None:
    other = signer(9)
    desk = small()
    head = next(head for head in desk.store.heads("desk-1") if head.size == 3)
    forged: list[dict[str, object]] = [
        {"signature": bytes(64)},
        {"root": bytes(32)},
        {"signed": NOON},
        {"case": "other"},
        {"key": other.key},
        {"signature": other.sign(CASE, "desk-1", 3, head.root, NOON).signature, "key": other.key},
        {"size": 4},
    ]
    for changes in forged:
        codes = said(reheaded(small(), **changes))
        assert codes
        assert {code for code, _ in codes} == {"head-forged"}, changes


def test_a_head_over_more_than_there_is_says_what_was_cut_off() -> None:
    desk = small()
    desk.store._rows["desk-1"].pop()  # type: ignore[attr-defined]
    assert said(desk)[0] == ("chain-broken", "desk-1/4")


def test_a_case_of_another_name_or_key_is_not_believed() -> None:
    assert ("head-forged", "desk-1/0") in said(small(), trusted_key="0000-0000-0000-0000-0000")
    desk = Desk(2)
    desk.record(CaseOpened(CASE, "Aleppo", "desk-2", desk.signer.key.hex(), "age1", "UTC"))
    assert "head-forged" in {code for code, _ in said(desk)}


def test_entries_from_the_future_are_told_and_do_not_make_it_unsound() -> None:
    desk = small()
    report = verify_store(desk.store, now=NOON - timedelta(days=1))
    assert {finding.code for finding in report.findings} == {"from-the-future"}
    assert report.is_sound


def test_a_clock_that_another_log_contradicts_is_told() -> None:
    first = opened()
    second = joined(first, 2)
    first.now += timedelta(days=30)
    first.record(Noted("a month later"))
    second.take(first)
    second.now = NOON + timedelta(hours=1)
    second.record(Noted("said to be of the first day"))
    report = verify_store(second.store, now=first.now, codec=CODEC)
    assert [(finding.code, finding.entry) for finding in report.findings] == [("clock-contradicted", "desk-2/1")]
    assert report.is_sound


def test_nothing_is_read_from_an_altered_record() -> None:
    desk = small()
    text = list(desk.store.rows("desk-1"))[3].text.replace(b"violation", b"Violation")
    for changes in ({"text": text}, {"text": text, "hash": leaf(text)}, {"hash": bytes(32)}):
        with pytest.raises(Fault) as refused:
            altered(small(), 3, **changes).journal.entries()
        assert refused.value.code == "chain-broken"


def test_logs_that_nobody_admitted_and_withdrawn_keys_are_told() -> None:
    first = opened()
    stranger = joined(first, 3, admit=False)
    assert said(first) == [("log-unadmitted", "desk-3/0")]
    second = joined(first, 2)
    first.record(KeyWithdrawn(second.signer.key.hex(), NOON, "the laptop was seized"))
    assert said(first) == [("key-withdrawn", ""), ("log-unadmitted", "desk-3/0")]
    assert verify_store(stranger.store, now=LATER).is_sound


def test_what_was_seen_of_other_logs_must_be_what_is_there() -> None:
    desk = small()
    del desk.store._rows["desk-2"]  # type: ignore[attr-defined]
    assert "chain-broken" in {code for code, _ in said(desk)}


def test_a_blob_that_is_not_its_hash_is_found() -> None:
    desk = small()
    name = next(iter(desk.store.blobs()))
    desk.store._blobs[name] = b"other"  # type: ignore[attr-defined]
    report = verify_store(desk.store, now=LATER)
    assert [finding.code for finding in report.findings] == ["blob-altered"]
    assert name in report.findings[0].what


def test_a_second_text_for_the_same_entry_is_refused() -> None:
    first = opened()
    row = first.store.tails()["desk-1"].last
    for text in (row.text.replace(b":", b": ", 1), row.text + b" ", row.text.replace(b"Aleppo", b"Alepp\\u006f")):
        desk = opened()
        desk.store._rows["desk-1"] = [Row("desk-1", 0, leaf(text), text)]  # type: ignore[attr-defined]
        desk.store._heads.clear()  # type: ignore[attr-defined]
        Journal(desk.store, CODEC, case=CASE, log="desk-1", signer=desk.signer).sign(now=NOON)
        assert ("entry-unreadable", "desk-1/0") in said(desk)


def test_two_objects_that_pass_for_two_rows_together_are_found_out() -> None:
    desk = small()
    rows = desk.store._rows["desk-1"]  # type: ignore[attr-defined]
    joined_text = rows[3].text + b"," + rows[4].text
    cut = joined_text.index(b'"body":{') + 20
    rows[3] = rows[3]._replace(text=joined_text[:cut])
    rows[4] = rows[4]._replace(text=joined_text[cut + 1 :])
    assert verify_store(desk.store, now=LATER).first_bad == "desk-1/3"


def test_an_entry_of_a_newer_format_is_told() -> None:
    desk = opened()
    row = desk.store.tails()["desk-1"].last
    text = row.text.replace(b'"v":1', b'"v":2')
    desk.store._rows["desk-1"] = [Row("desk-1", 0, leaf(text), text)]  # type: ignore[attr-defined]
    assert ("journal-newer", "desk-1/0") in said(desk)


def test_a_head_that_was_kept_must_be_a_beginning_of_what_is_there() -> None:
    desk = small()
    kept = next(head for head in desk.store.heads("desk-1") if head.size == 3)
    assert said(desk, kept=kept) == []
    cut = MemoryStore()
    copy_beginning(desk.store, cut, 2)
    report = verify_store(cut, now=LATER, kept=kept)
    assert [(finding.code, finding.entry) for finding in report.findings] == [("chain-broken", "desk-1/2")]
    fork = opened()
    fork.record(Noted("another"), Noted("history"))
    assert said(fork, kept=kept) == [("fork", "")]


def copy_beginning(store: Store, into: Store, size: int) -> None:
    with into.writing():
        into.add(list(store.rows("desk-1", 0, size)))
        into.add_heads([head for head in store.heads("desk-1") if head.size <= size])


# Every bit


def test_a_flip_of_any_byte_of_an_export_is_found() -> None:
    out = BytesIO()
    desk = small()
    export_case(desk.store, out)
    whole = out.getvalue()
    assert verify_export(BytesIO(whole), now=LATER).is_sound
    random = Random(3)
    for place in range(len(whole)):
        data = bytearray(whole)
        data[place] ^= 1 << random.randrange(8)
        report = verify_export(BytesIO(bytes(data)), now=LATER)
        assert not report.is_sound, place


def test_a_flip_within_an_entry_of_an_export_names_it() -> None:
    out = BytesIO()
    export_case(small().store, out)
    lines = out.getvalue().splitlines(keepends=True)
    random = Random(4)
    for number, line in enumerate(lines):
        if not line.startswith(b'["entry","desk-1"'):
            continue
        seq = int(line.split(b",")[2])
        for _ in range(40):
            data = bytearray(line)
            data[random.randrange(len(line) - 1)] ^= 1 << random.randrange(8)
            copy = b"".join([*lines[:number], bytes(data), *lines[number + 1 :]])
            report = verify_export(BytesIO(copy), now=LATER)
            assert any(finding.entry == f"desk-1/{seq}" for finding in report.findings), bytes(data)


COLUMNS = [("entries", "text"), ("entries", "hash"), ("heads", "root"), ("heads", "signature"), ("heads", "signer")]


@pytest.mark.parametrize(("table", "column"), [*COLUMNS, ("blobs", "data")])
def test_a_flip_in_a_sqlite_file_is_found_and_its_entry_named(tmp_path: Path, table: str, column: str) -> None:
    path = tmp_path / "case.hudna"
    store = SqliteStore.create(path)
    small(store)
    store.close()
    whole = path.read_bytes()
    with sqlite3.connect(path) as direct:
        values = direct.execute(f"SELECT 1, {column} FROM {table}").fetchall()
    random = Random(5)
    for _, value in values:
        held = value if isinstance(value, bytes) else value.encode()
        at = whole.find(held)
        assert at >= 0
        data = bytearray(whole)
        data[at + random.randrange(len(held))] ^= 1 << random.randrange(8)
        path.write_bytes(data)
        assert not sound(path), (table, column)


def sound(path: Path) -> bool:
    try:
        store = SqliteStore.open(path)
    except Fault:
        return False
    try:
        return verify_store(store, now=LATER).is_sound
    finally:
        store.close()


KEYS = {"entries": ("log", "seq"), "heads": ("log", "size"), "blobs": ("name",)}


@pytest.mark.parametrize(("table", "column"), [*COLUMNS, ("blobs", "data")])
def test_a_flip_by_raw_sql_on_a_server_is_found_and_its_entry_named(postgres_url: str, table: str, column: str) -> None:
    store = PostgresStore.create(postgres_url)
    small(store)
    server, _, schema = postgres_url.partition("?schema=")
    random = Random(7)
    with psycopg.connect(server, autocommit=True, options=f"-c search_path={schema}") as raw:
        triggers = raw.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass", (table,)).fetchall()
        columns = ", ".join(KEYS[table])
        rows = raw.execute(f"SELECT length({column}), {columns} FROM {table}".encode()).fetchall()
        assert len(rows) > (table != "blobs")
        for length, *key in rows:
            place, bit = random.randrange(length), 1 << random.randrange(8)
            for is_flipped in (True, False):
                flip(raw, table, column, [name for (name,) in triggers], key, place, bit)
                report = verify_store(store, now=LATER)
                assert report.is_sound is not is_flipped, (table, column, key, place)
                if is_flipped and table == "entries":
                    assert report.first_bad == f"{key[0]}/{key[1]}"
                assert not any("trigger" in finding.what for finding in report.findings)
    store.close()


def flip(
    raw: psycopg.Connection, table: str, column: str, triggers: list[str], key: list[object], place: int, bit: int
) -> None:
    """As whoever owns the database can: with the triggers off, and on again as they were."""
    one = " AND ".join(f"{name} = %s" for name in KEYS[table])
    with raw.transaction():
        raw.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        changed = raw.execute(
            f"UPDATE {table} SET {column} = set_byte({column}, {place}, get_byte({column}, {place}) # {bit})"
            f" WHERE {one}".encode(),
            key,
        )
        assert changed.rowcount == 1
        for name in triggers:
            raw.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}".encode())


# Exported copies


def test_an_export_is_the_same_every_time_and_reads_back_as_the_same_case(store: Store) -> None:
    small(store)
    first, second = BytesIO(), BytesIO()
    lines = export_case(store, first)
    assert lines == first.getvalue().count(b"\n")
    copy = read_export(BytesIO(first.getvalue()))
    export_case(copy, second)
    assert first.getvalue() == second.getvalue()


def exported() -> bytes:
    out = BytesIO()
    export_case(small().store, out)
    return out.getvalue()


def digest_again(lines: list[bytes]) -> bytes:
    body = b"".join(lines[:-1])
    return body + canonical(["end", len(lines) - 1, sha256(body).hexdigest()]) + b"\n"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: data[: len(data) // 2], "not a line of"),
        (lambda data: data[: data.index(b'\n["end"') + 1], "before its end"),
        (lambda data: data + b'["blob","x","y"]\n', "more after the last line"),
        (lambda data: data.replace(b"journal-export/1", b"journal-export/2", 1), "journal-export/2"),
        (lambda data: b'{"hudna":"agreement/1"}\n' + data, "first line is not"),
        (lambda data: b"", "before its end"),
        (lambda data: digest_again([*data.splitlines(keepends=True)[:3], b'["song","la"]\n', b"end"]), "not a line"),
        (lambda data: digest_again([*data.splitlines(keepends=True)[:2], *data.splitlines(True)[3:]]), "missing"),
    ],
)
def test_a_damaged_export_is_refused_in_words(change, message: str) -> None:  # type: ignore[no-untyped-def]
    data = change(exported())
    with pytest.raises(Fault, match=message) as refused:
        read_export(BytesIO(data))
    assert refused.value.code in ("case-unreadable", "journal-newer")
    report = verify_export(BytesIO(data), now=LATER)
    assert not report.is_sound


def test_slips_are_left_out_unless_asked_for() -> None:
    desk = small()
    with desk.store.writing():
        desk.store.put_slip("ab12", b"sealed bytes")
    plain, whole = BytesIO(), BytesIO()
    export_case(desk.store, plain)
    export_case(desk.store, whole, slips=True)
    assert list(read_export(BytesIO(plain.getvalue())).slips()) == []
    (slip,) = read_export(BytesIO(whole.getvalue())).slips()
    assert slip.sealed == b"sealed bytes"


def test_a_log_begins_with_its_key() -> None:
    desk = Desk(1)
    desk.record(Noted("before anything"))
    assert ("entry-unreadable", "desk-1/0") in said(desk)
    twice = opened()
    twice.record(LogBegun(CASE, "desk-1", twice.signer.key.hex(), "copied"))
    assert ("entry-unreadable", "desk-1/1") in said(twice)


def test_heads_are_found_in_order() -> None:
    heads: list[Head] = list(small().store.heads("desk-1"))
    assert [head.size for head in heads] == sorted(head.size for head in heads)
