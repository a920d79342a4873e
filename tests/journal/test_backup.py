"""Backup: the whole case but its private keys, from one instant, verified; and back again."""

from io import BytesIO
from pathlib import Path

import pytest

from hudna.ground import Fault
from hudna.journal import MemoryStore, SqliteStore, Store, backup, export_case, restore, verify_store, withdraw_slip
from tests.journal.cases import Noted, slipped, small
from tests.journal.conftest import NewStore


def text(store: Store) -> bytes:
    out = BytesIO()
    export_case(store, out, slips=True)
    return out.getvalue()


def test_a_case_comes_back_as_it_was(new_store: NewStore, tmp_path: Path) -> None:
    store, again = new_store(), new_store()
    desk = small(store)
    slipped(desk, "ab", "cd")
    withdraw_slip(desk.journal, "cd", by="mediator-1", why="he asked", now=desk.tick())
    with store.writing():
        store.put_settings({"case": desk.journal.case, "log": "desk-1", "place": store.place(), "format": "1"})
    copy = SqliteStore.create(tmp_path / "backup.hudna")
    report = backup(store, copy, now=desk.now)
    assert report.is_sound
    assert {log.log: log.root for log in report.logs} == {
        log.log: log.root for log in verify_store(store, now=desk.now).logs
    }
    assert restore(copy, again, now=desk.now).is_sound
    copy.close()
    assert text(store) == text(again)
    assert dict(again.settings()) == {"case": desk.journal.case, "format": "1"}


def test_nothing_is_restored_over_a_case() -> None:
    desk, other = small(), small()
    for copy in (backup, restore):
        with pytest.raises(Fault) as refused:
            copy(desk.store, other.store, now=desk.now)
        assert refused.value.code == "case-exists"
    assert text(desk.store) == text(other.store)


def test_what_holds_no_case_is_neither_backed_up_nor_restored() -> None:
    with pytest.raises(Fault) as refused:
        backup(MemoryStore(), MemoryStore(), now=small().now)
    assert refused.value.code == "case-missing"
    with pytest.raises(Fault) as refused:
        restore(MemoryStore(), MemoryStore(), now=small().now)
    assert refused.value.code == "backup-unfit"


def test_a_damaged_backup_is_not_restored_and_a_damaged_case_is_still_copied() -> None:
    desk = small()
    desk.record(Noted("more"))
    desk.store._rows["desk-1"][2] = desk.store._rows["desk-1"][1]  # type: ignore[attr-defined]
    into = MemoryStore()
    with pytest.raises(Fault) as refused:
        restore(desk.store, into, now=desk.now)
    assert refused.value.code == "chain-broken"
    assert into.tails() == {}
