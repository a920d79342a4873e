"""The verbs on the record itself, as a user runs them: prove, export, merge, back up, keys and slips, and refusals."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from hudna.house import open_case
from hudna.journal import Decision, KeyAdmitted
from tests.cli.run import Ran, done, hudna
from tests.journal.conftest import Server

COMPLAINT = ("--from", "aleppo-opposition-forces", "--against", "syrian-government", "--when", "2014-02-03")
NAME = "Yusuf al-Example"


def complain(case: str, words: str = "Shelling of a market") -> str:
    """The number of the entry that records a complaint."""
    told = done("complain", case, *COMPLAINT, "--words", words, "--format", "json").json
    return str(told["entries"][-1]["entry"])


def log(case: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = hudna("log", case, "--format", "json").json
    return found


def verified(record: object, *options: object) -> tuple[int, bool, list[str]]:
    ran = hudna("verify", record, "--format", "json", *options)
    told = ran.json
    return ran.status, told["sound"], [finding["code"] for finding in told["findings"]]


SOUND = (0, True, [])


def open_at(where: str) -> Ran:
    return done("open", where, "--name", "aleppo", "--zone", "Asia/Damascus", "--format", "json")


def test_a_record_is_verified_proved_and_copied(where: str, tmp_path: Path) -> None:
    key = open_at(where).json["fingerprint"]
    entry = complain(where)
    done("head", where, "--out", tmp_path / "head.json")
    complain(where, "More")
    assert verified(where, "--key", key, "--head", tmp_path / "head.json") == SOUND
    assert verified(where, "--key", "0000-0000-0000-0000-0000") == (1, False, ["head-forged"])
    done("prove", where, entry, "--out", tmp_path / "proof.json")
    done("prove", where, "--since", tmp_path / "head.json", "--out", tmp_path / "beginning.json")
    done("export", where, "--out", tmp_path / "copy.jsonl")
    for file in ("proof.json", "beginning.json", "head.json", "copy.jsonl"):
        assert verified(tmp_path / file, "--key", key) == SOUND, file
        data = bytearray((tmp_path / file).read_bytes())
        data[len(data) // 2] ^= 1
        (tmp_path / "flipped").write_bytes(data)
        assert verified(tmp_path / "flipped")[:2] == (1, False), file
    assert entry in done("verify", tmp_path / "proof.json").out


def test_a_record_that_was_cut_off_is_shown_by_a_head_alone(case: str, tmp_path: Path) -> None:
    complain(case)
    shutil.copy(case, tmp_path / "older.hudna")
    complain(case)
    done("head", case, "--out", tmp_path / "head.json")
    assert verified(tmp_path / "older.hudna") == SOUND
    assert verified(tmp_path / "older.hudna", "--head", tmp_path / "head.json") == (1, False, ["chain-broken"])


def test_an_altered_entry_is_named(case: str) -> None:
    entry = complain(case)
    with sqlite3.connect(case) as direct:
        direct.execute("DROP TRIGGER entries_changed")
        direct.execute("UPDATE entries SET text = CAST(replace(text, 'market', 'bakery') AS BLOB) WHERE seq = 2")
    ran = hudna("verify", case)
    assert (ran.status, ran.err) == (1, "")
    assert f"The first bad entry is {entry}." in ran.out
    assert "the trigger entries_changed is missing" in ran.out
    assert "NOT SOUND." in ran.out


def equipped(case: str, folder: Path, desk: str = "north") -> str:
    done("equip", case, folder, "--desk", desk)
    return str(folder / f"{desk}.hudna")


def answers(case: str, north: str) -> None:
    """Both desks record another answer of one party, without knowing of each other."""
    party = ("--party", "aleppo-opposition-forces")
    done("accept", case, *party)
    done("refuse", north, *party, "--why", "No word on detainees")


def test_desks_that_were_cut_off_come_together_and_a_conflict_is_resolved(case: str, tmp_path: Path) -> None:
    done("offer", case, Path("examples/aleppo-2014/agreement.yaml"), "--from", "syrian-government")
    north = equipped(case, tmp_path / "stick")
    answers(case, north)
    done("export", case, "--out", tmp_path / "hq.jsonl")
    assert hudna("merge", case, north).status == 1
    assert hudna("merge", north, tmp_path / "hq.jsonl").status == 1
    for copy in (case, north):
        (conflict,) = hudna("status", copy, "--format", "json").json["conflicts"]
    assert log(case) == log(north)
    refused = next(e["entry"] for e in log(case) if e["kind"] == "agreements.plan-refused")
    hudna("resolve", case, "plan/none", "--choose", refused, "--why", "Seen").refused("conflict-unknown")
    hudna("resolve", case, conflict["thing"], "--choose", "hq/99", "--why", "Seen").refused("entry-missing")
    done("resolve", case, conflict["thing"], "--choose", refused, "--why", "Seen")
    done("merge", north, case)
    assert hudna("merge", case, north).out.startswith("Nothing new")
    for copy in (case, north):
        assert hudna("status", copy, "--format", "json").json["conflicts"] == []
        assert verified(copy) == SOUND
    assert log(case) == log(north)


def test_a_backup_comes_back_as_it_was_and_goes_on_in_a_log_of_its_own(where: str, tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    done("open", where, "--name", "aleppo", "--keys", folder)
    done("complain", where, *COMPLAINT, "--words", f"[[{NAME}]] saw it", "--keys", folder)
    done("backup", where, tmp_path / "backup")
    done("restore", tmp_path / "backup", tmp_path / "again.hudna")
    again = str(tmp_path / "again.hudna")
    for copy, name in ((where, "one"), (again, "two")):
        done("export", copy, "--slips", "--out", tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    for copy in (where, again):  # both go on: the restored one in a log of its own
        done("complain", copy, *COMPLAINT, "--words", copy, "--keys", folder)
    done("merge", where, again, "--keys", folder)
    done("merge", again, where, "--keys", folder)
    assert log(where) == log(again)
    assert verified(where) == verified(again) == SOUND


def test_a_backup_that_is_no_good_leaves_no_case(case: str, tmp_path: Path) -> None:
    complain(case)
    done("backup", case, tmp_path / "backup")
    with sqlite3.connect(tmp_path / "backup") as direct:
        direct.execute("DROP TRIGGER heads_removed")
        direct.execute("DELETE FROM heads")
    again = tmp_path / "again.hudna"
    hudna("restore", tmp_path / "backup", again).refused("case-unreadable")
    assert not again.exists()
    hudna("restore", tmp_path / "none", again).refused("case-missing")
    hudna("backup", case, tmp_path / "backup").refused("case-exists")


def test_read_models_come_out_identical_until_somebody_alters_them(case: str) -> None:
    complain(case)
    assert "Made" in done("rebuild", case).out
    complain(case)
    assert done("rebuild", case).out == "Identical.\n"
    with sqlite3.connect(case) as direct:
        direct.execute("UPDATE view_rows SET value = replace(value, 'received', 'ruled') WHERE view = 'docket'")
    assert (hudna("rebuild", case).status, done("rebuild", case).out) == (1, "Identical.\n")


def test_a_struck_entry_stays_and_has_no_effect(case: str) -> None:
    entry = complain(case)
    done("strike", case, entry, "--why", "Wrong day typed")
    assert next(one for one in log(case) if one["entry"] == entry)["set_aside"]
    assert hudna("docket", case, "--format", "json").json["received"] == 0
    hudna("strike", case, "hq/99", "--why", "x").refused("entry-missing")


# Keys


def test_a_lost_key_is_replaced_with_the_recovery_key(case: str) -> None:
    entry, keys = complain(case), Path(f"{case}.keys")
    (own,) = keys.glob("sign-*.pem")
    own.unlink()
    hudna("complain", case, *COMPLAINT, "--words", "x").refused("key-lost")
    (spare,) = (keys / "recovery").iterdir()
    done("rekey", case, "--why", f"Lost by [[{NAME}]]", "--recovery", spare)
    complain(case)
    assert hudna("docket", case, "--format", "json").json["received"] == 2
    assert verified(case) == SOUND
    assert entry in [one["entry"] for one in log(case) if not one["set_aside"]]
    assert NAME not in str(log(case))


def test_a_desk_that_takes_a_new_key_gives_up_its_own_and_no_other(case: str, tmp_path: Path) -> None:
    north = equipped(case, tmp_path / "stick")
    complain(north)
    done("rekey", north, "--why", "Seen by others")
    complain(north)
    hudna("merge", case, north)
    complain(case)
    assert [one["entry"] for one in log(case) if one["set_aside"]] == []
    assert hudna("docket", case, "--format", "json").json["received"] == 3


def test_a_desk_whose_key_was_withdrawn_is_told_before_it_records(case: str, tmp_path: Path) -> None:
    north = equipped(case, tmp_path / "stick")
    complain(north)
    hudna("merge", case, north)
    key = next(one["key"] for one in hudna("verify", north, "--format", "json").json["logs"] if "north" in one["log"])
    done("revoke", case, key, "--why", "Laptop seized")
    hudna("revoke", case, "0000-0000-0000-0000-0000", "--why", "x").refused("key-unknown")
    complain(north, "The thief does not know yet")
    hudna("merge", case, north)
    assert verified(case)[1:] == (True, ["key-withdrawn"])
    assert hudna("docket", case, "--format", "json").json["received"] == 1
    hudna("merge", north, case)
    hudna("complain", north, *COMPLAINT, "--words", "x").refused("key-withdrawn")


def test_a_desk_that_was_not_equipped_is_admitted(case: str, tmp_path: Path) -> None:
    done("open", tmp_path / "other.hudna")
    shutil.copy(case, tmp_path / "copy.hudna")
    foreign = next((tmp_path / "other.hudna.keys").glob("sign-*.pem"))
    (tmp_path / "foreign").mkdir()
    shutil.copy(foreign, tmp_path / "foreign")
    copy = str(tmp_path / "copy.hudna")
    with sqlite3.connect(copy) as direct:
        direct.execute("DELETE FROM settings WHERE name IN ('log', 'place')")
    done("complain", copy, *COMPLAINT, "--words", "x", "--keys", tmp_path / "foreign")
    told = done("merge", case, copy)
    assert "Nobody admitted the key" in told.out
    assert hudna("docket", case, "--format", "json").json["received"] == 0
    done("admit", case, foreign.stem.removeprefix("sign-"), "--desk", "south")
    assert hudna("docket", case, "--format", "json").json["received"] == 1


@pytest.mark.slow
def test_keys_under_a_passphrase_need_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUDNA_PASSPHRASE", "nine green doors")
    case = str(tmp_path / "locked.hudna")
    done("open", case)
    complain(case, f"[[{NAME}]] saw it")
    for wrong in ("ten", None):
        monkeypatch.setenv("HUDNA_PASSPHRASE", wrong) if wrong else monkeypatch.delenv("HUDNA_PASSPHRASE")
        hudna("complain", case, *COMPLAINT, "--words", "x").refused("key-locked")
        done("status", case)
    assert len(log(case)) == 4


# Slips


def slip_of(case: str) -> str:
    return next(str(one["event"]["slip"]) for one in log(case) if one["kind"] == "journal.slip-written")  # type: ignore[index]


def everything(tmp_path: Path) -> bytes:
    return b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_name_is_on_a_slip_alone_and_gone_when_it_is_shredded(case: str, tmp_path: Path) -> None:
    complain(case, f"[[{NAME}]] saw it")
    slip = slip_of(case)
    with sqlite3.connect(case) as direct:
        ((sealed,),) = direct.execute("SELECT sealed FROM slips")
    done("rebuild", case)
    hudna("complain", case, *COMPLAINT, "--words", f"[[{NAME}", "--by", "mediator-1").refused("event-unfit")
    done("export", case, "--slips", "--out", tmp_path / "copy.jsonl")
    assert NAME.encode() not in everything(tmp_path)
    assert done("reveal", case, slip, "--purpose", f"For [[{NAME}]]").out == f"{slip}  {NAME}\n"
    done("shred", case, f"[[slip:{slip}]]", "--why", f"[[{NAME}]] asked for it")
    hudna("reveal", case, slip, "--purpose", "Look").refused("slip-missing")
    hudna("shred", case, "feed", "--why", "x").refused("slip-missing")
    (tmp_path / "copy.jsonl").unlink()
    assert sealed[60:] not in everything(tmp_path)
    assert NAME.encode() not in everything(tmp_path)
    assert verified(case) == SOUND


# Refusals


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("verify", "none"), "case-missing"),
        (("verify", "."), "case-unreadable"),
        (("verify", "{case}", "--head", "none"), "file-missing"),
        (("verify", "{case}", "--head", "{case}"), "proof-unfit"),
        (("verify", "empty"), None),
        (("status", "empty"), "case-unreadable"),
        (("log", "."), "case-unreadable"),
        (("prove", "{case}"), "entry-missing"),
        (("prove", "{case}", "hq/99"), "entry-missing"),
        (("prove", "{case}", "--since", "none"), "file-missing"),
        (("export", "{case}", "--out", "{case}"), "file-unwritable"),
        (("export", "{case}", "--out", "none/copy"), "file-unwritable"),
        (("head", "{case}", "--out", "h", "--by", "Some Body"), "actor-missing"),
        (("merge", "{case}", "none"), "case-missing"),
        (("merge", "{case}", "empty"), "case-unreadable"),
        (("restore", "{case}", "{case}"), "case-exists"),
        (("backup", "{case}", "none/backup"), "case-unwritable"),
        (("equip", "{case}", "stick", "--desk", "North Desk"), "name-unfit"),
        (("rekey", "{case}", "--why", "x", "--recovery", "none"), "key-lost"),
        (("open", "{case}"), "keys-exist"),
        (("open", "new.hudna", "--title", "[[A]]"), "name-unfit"),
        (("open", "new.hudna", "--name", "A B"), "name-unfit"),
        (("reveal", "{case}", "feed", "--purpose", "Look"), "slip-missing"),
        (("reveal", "{case}", "feed", "--purpose", " "), "event-unfit"),
    ],
)
def test_what_cannot_be_is_one_line_and_nothing_is_recorded(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").touch()
    before = log(case)
    ran = hudna(*[word.replace("{case}", case) for word in words])
    if code is None:
        assert (ran.status, "NOT SOUND." in ran.out, ran.err) == (1, True, "")
    else:
        ran.refused(code)
    assert log(case) == before


def test_a_copy_that_is_said_to_write_another_log_writes_none(case: str) -> None:
    with sqlite3.connect(case) as direct:
        direct.execute("UPDATE settings SET value = 'hq-000000' WHERE name = 'log'")
    before = log(case)
    hudna("complain", case, *COMPLAINT, "--words", "x").refused("case-unreadable")
    assert log(case) == before
    assert verified(case)[:2] == (1, False)


def test_a_cut_or_newer_file_is_told(case: str, tmp_path: Path) -> None:
    data = Path(case).read_bytes()
    for name, content in (("cut", data[: len(data) // 2]), ("short", data[:5000]), ("head", data[:60])):
        (tmp_path / name).write_bytes(content)
        hudna("status", tmp_path / name).refused("case-unreadable")
        assert hudna("verify", tmp_path / name).status in (1, 2)
    with sqlite3.connect(case) as direct:
        direct.execute("PRAGMA user_version = 2")
    for verb in ("status", "verify", "rebuild"):
        hudna(verb, case).refused("journal-newer")


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://desk:geheim-7@127.0.0.1:1/cases",
        "postgresql://desk:geheim-7%zz@127.0.0.1:1/cases",
        "postgresql://desk:geheim-7/x@127.0.0.1:1/cases",
        "postgresql://desk:geheim-7@127.0.0.1:port/cases",
        "postgresql://desk@127.0.0.1:1/cases?password=geheim-7",
        "postgresql://desk@127.0.0.1:1/cases?nonsense=geheim-7",
        "postgresql://[desk:geheim-7@127.0.0.1/cases",
    ],
)
def test_a_server_that_is_not_there_is_told_without_its_password(address: str) -> None:
    for verb in ("status", "open"):
        ran = hudna(verb, address).refused("server-missing")
        assert "geheim" not in ran.err


def test_a_wrong_password_is_told_without_it(postgres_server: Server) -> None:
    ran = hudna("status", postgres_server.url.replace("keeper", "nobody:geheim-7")).refused("server-missing")
    assert "geheim" not in ran.err


# What a process that was killed left unsigned


def burst(case: str, count: int = 3) -> None:
    """Entries that come by the second, of a process that is killed before it signs for the last of them."""
    with open_case(case) as opened:
        said = opened.said("mediator-1", None, None, None)
        for number in range(count + 1):
            opened.record(lambda _, number=number: [Decision(KeyAdmitted("00", f"desk-{number}"), said.now)], said)  # type: ignore[misc]
        assert opened.journal.unsigned == count
        opened.journal.finish = lambda: None  # type: ignore[method-assign]


UNSIGNED = (1, True, ["entry-unsigned"])


def test_what_was_left_unsigned_is_said_and_verifying_signs_nothing(where: str) -> None:
    open_at(where)
    burst(where)
    for _ in range(2):
        ran = hudna("verify", where)
        assert (ran.status, ran.err) == (1, "")
        assert "From here on 3 entries have no signed head over them yet. [entry-unsigned] To do: " in ran.out
        assert "  - 3 entries at the end are not signed for yet: each follows the one before it by its hash" in ran.out
        assert "on are those that the desk recorded, and all of them: they are not signed for yet" in ran.out
        assert "\nSOUND.\n" in ran.out


def test_the_next_deed_signs_what_was_left_unsigned(where: str) -> None:
    open_at(where)
    burst(where)
    complain(where)
    assert verified(where) == SOUND


def test_who_ends_signs_for_what_came_by_the_second(where: str) -> None:
    open_at(where)
    with open_case(where) as opened:
        said = opened.said("mediator-1", None, None, None)
        for number in range(3):
            opened.record(lambda _, number=number: [Decision(KeyAdmitted("00", f"desk-{number}"), said.now)], said)  # type: ignore[misc]
        assert opened.journal.unsigned == 2
    assert verified(where) == SOUND


@pytest.mark.parametrize("verb", ["prove", "export", "backup", "head"])
def test_what_is_handed_out_is_signed_first_by_who_has_the_key(case: str, tmp_path: Path, verb: str) -> None:
    burst(case)
    last = log(case)[-1]["entry"]
    out = tmp_path / "out"
    words = {"prove": (case, last, "--out", out), "backup": (case, out)}.get(verb, (case, "--out", out))
    done(verb, *words)
    assert verified(out) == verified(case) == SOUND


def test_what_is_handed_out_without_the_key_says_what_is_not_signed(case: str, tmp_path: Path) -> None:
    burst(case)
    Path(f"{case}.keys").rename(tmp_path / "elsewhere")
    last = log(case)[-1]["entry"]
    hudna("prove", case, last, "--out", tmp_path / "proof").refused("entry-unsigned")
    done("export", case, "--out", tmp_path / "copy.jsonl")
    assert hudna("backup", case, tmp_path / "backup").status == 1
    for copy in (case, tmp_path / "copy.jsonl", tmp_path / "backup"):
        assert verified(copy) == UNSIGNED


def test_a_restored_case_signs_what_its_backup_held_unsigned_before_it_begins_its_log(
    case: str, tmp_path: Path
) -> None:
    burst(case)
    keys = tmp_path / "elsewhere"
    Path(f"{case}.keys").rename(keys)
    hudna("backup", case, tmp_path / "backup")
    assert hudna("restore", tmp_path / "backup", tmp_path / "again.hudna").status == 1
    again = str(tmp_path / "again.hudna")
    done("complain", again, *COMPLAINT, "--words", "x", "--keys", keys)
    assert verified(again) == SOUND
    done("merge", case, again, "--keys", keys)
    assert verified(case) == SOUND


def test_an_alteration_of_what_was_left_unsigned_is_named_and_signed_by_nobody(case: str) -> None:
    burst(case)
    altered = str(log(case)[-2]["entry"])
    seq = int(altered.rpartition("/")[2])
    with sqlite3.connect(case) as direct:
        direct.execute("DROP TRIGGER entries_changed")
        direct.execute("UPDATE entries SET text = CAST(replace(text, 'desk-', 'disk-') AS BLOB) WHERE seq = ?", (seq,))
    assert f"The first bad entry is {altered}." in hudna("verify", case).out
    hudna("complain", case, *COMPLAINT, "--words", "x").refused("chain-broken")
    hudna("head", case, "--out", Path(case).with_name("head")).refused("chain-broken")
    assert f"The first bad entry is {altered}." in hudna("verify", case).out
