"""Slips: names outside the chain, opened by somebody for a purpose, destroyed for good."""

import traceback
from datetime import timedelta
from io import BytesIO

import pytest

from hudna.ground import Fault
from hudna.journal import (
    SlipRead,
    SlipWithdrawn,
    SlipWritten,
    Store,
    access_slips,
    append_with_slips,
    export_case,
    hide_names,
    make_identity,
    merge,
    seal,
    verify_store,
    withdraw_slip,
)
from hudna.journal.model import Decision
from tests.journal.cases import CODEC, Desk, Noted, entropy, joined, opened

SECRET, PUBLIC = make_identity()
NAME = "Yusuf al-Invented"


def written(store: Store | None = None) -> tuple[Desk, str]:
    """A case with one name on a slip."""
    desk = opened(store, recipient=PUBLIC)
    text, slips = hide_names(f"[[{NAME}]] was seen at the bridge.", recipients=[PUBLIC], entropy=entropy())
    append_with_slips(desk.journal, [Decision(Noted(text), desk.now)], slips, by="monitor-3", now=desk.tick())
    return desk, slips[0].name


def read(desk: Desk, *names: str, identity: str = SECRET, actor: str = "mediator-1", purpose: str = "exchange"):  # type: ignore[no-untyped-def]
    return access_slips(desk.journal, names, actor=actor, purpose=purpose, identity=identity, now=desk.tick())


def test_a_name_is_hidden_kept_and_opened_in_every_store(store: Store) -> None:
    desk, name = written(store)
    assert read(desk, name) == {name: NAME}
    last = desk.journal.entries()[-1]
    assert (last.event, last.by) == (SlipRead((name,), "exchange"), "mediator-1")
    assert verify_store(store, now=desk.now, codec=CODEC).findings == ()


def test_one_name_has_one_slip_and_other_text_stays() -> None:
    text, slips = hide_names(
        "[[A B]] met [[ A  B ]] and [[C]]; [x] [[slip:ab]] []", recipients=[PUBLIC], entropy=entropy()
    )
    first, second = (slip.name for slip in slips)
    assert text == f"[[slip:{first}]] met [[slip:{first}]] and [[slip:{second}]]; [x] [[slip:ab]] []"
    assert hide_names(text, recipients=[PUBLIC], entropy=entropy()) == (text, ())


def test_no_name_is_in_the_chain_in_an_export_or_in_a_representation() -> None:
    desk, _ = written()
    out = BytesIO()
    export_case(desk.store, out, slips=True)
    sealed = seal(NAME, holds="name", recipients=[PUBLIC], entropy=entropy())
    for shown in (out.getvalue().decode(), repr(sealed), str(desk.journal.entries())):
        assert "Yusuf" not in shown
    assert "age-encryption" not in repr(sealed)


def test_the_same_name_gives_another_commitment_under_another_salt() -> None:
    one, two = (seal(NAME, holds="name", recipients=[PUBLIC], entropy=entropy(seed)) for seed in ("a", "b"))
    assert one.event.commitment != two.event.commitment
    assert len(one.event.commitment) == 64


def test_a_file_can_lie_on_a_slip() -> None:
    desk = opened(recipient=PUBLIC)
    slip = seal(b"\x00\xffscan", holds="file", recipients=[PUBLIC], entropy=entropy())
    append_with_slips(desk.journal, [], [slip], by="monitor-3", now=desk.tick())
    assert read(desk, slip.name) == {slip.name: b"\x00\xffscan"}


@pytest.mark.parametrize(("actor", "purpose"), [("", "exchange"), ("mediator-1", ""), (" ", "exchange")])
def test_who_and_why_are_asked(actor: str, purpose: str) -> None:
    desk, name = written()
    with pytest.raises(Fault, match="by somebody, for a purpose"):
        read(desk, name, actor=actor, purpose=purpose)


def test_what_is_not_handed_out_is_not_recorded_as_read() -> None:
    desk, name = written()
    before = desk.journal.position()
    other, _ = make_identity()
    for names, identity, code in (
        ([name, "ffff"], SECRET, "slip-missing"),
        ([name], other, "key-lost"),
        ([name], "AGE-SECRET-KEY-1NONSENSE", "key-lost"),
    ):
        with pytest.raises(Fault) as refused:
            read(desk, *names, identity=identity)
        assert refused.value.code == code
        assert "Yusuf" not in "".join(traceback.format_exception(refused.value))
    assert desk.journal.position() == before


def test_a_slip_that_was_exchanged_for_another_does_not_fit_its_commitment() -> None:
    desk, name = written()
    false = seal("Somebody else", holds="name", recipients=[PUBLIC], entropy=entropy("other"))
    desk.store._slips[name] = false.sealed  # type: ignore[attr-defined]
    with pytest.raises(Fault, match="does not hold what the record says") as refused:
        read(desk, name)
    assert refused.value.code == "slip-unfit"
    assert "Somebody" not in "".join(traceback.format_exception(refused.value))


def test_a_withdrawn_slip_is_gone_and_the_chain_still_verifies(store: Store) -> None:
    desk, name = written(store)
    entry = withdraw_slip(desk.journal, name, by="mediator-1", why="he asked for it", now=desk.tick())
    assert entry.event == SlipWithdrawn(name, "he asked for it")
    with pytest.raises(Fault, match="was withdrawn") as refused:
        read(desk, name)
    assert refused.value.code == "slip-missing"
    assert verify_store(store, now=desk.now, codec=CODEC).findings == ()


def test_a_slip_that_never_was_cannot_be_withdrawn() -> None:
    desk, _ = written()
    before = desk.journal.position()
    with pytest.raises(Fault, match="no slip ffff"):
        withdraw_slip(desk.journal, "ffff", by="mediator-1", why="?", now=desk.tick())
    assert desk.journal.position() == before


def test_withdrawing_is_all_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    desk, name = written()
    before = desk.journal.position()

    def fail(_: str) -> None:
        raise OSError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(desk.store, "erase_slip", fail)
        with pytest.raises(OSError):
            withdraw_slip(desk.journal, name, by="mediator-1", why="?", now=desk.tick())
    assert desk.journal.position() == before
    assert read(desk, name) == {name: NAME}
    assert verify_store(desk.store, now=desk.now).findings == ()


def test_a_withdrawn_slip_stays_withdrawn_through_merges_both_ways() -> None:
    first, name = written()
    second = joined(first, 2)
    held = second.store.slip(name)
    assert held is not None
    assert held.sealed is not None
    withdraw_slip(first.journal, name, by="mediator-1", why="he asked for it", now=first.tick())
    second.now = first.now
    assert merge(first.store, second.store, now=first.now).slips == 0
    assert merge(second.store, first.store, now=first.now).erased == 1
    for desk in (first, second):
        slip = desk.store.slip(name)
        assert slip is not None
        assert slip.sealed is None
        assert verify_store(desk.store, now=desk.now).findings == ()
    third = Desk(3, now=first.now)
    third.take(second)
    assert all(slip.sealed is None for slip in third.store.slips())


def test_a_stranger_cannot_have_a_slip_destroyed() -> None:
    first, name = written()
    stranger = joined(first, 3, admit=False)
    withdraw_slip(stranger.journal, name, by="nobody", why="malice", now=stranger.tick())
    first.take(stranger)
    assert read(first, name) == {name: NAME}


def test_slips_that_the_record_does_not_know_or_explain_are_told() -> None:
    desk, name = written()
    with desk.store.writing():
        desk.store.put_slip("feed", b"sealed")
        desk.store.erase_slip(name)
    report = verify_store(desk.store, now=desk.now + timedelta(hours=1))
    assert [(finding.code, finding.entry) for finding in report.findings] == [
        ("slip-unfit", ""),
        ("slip-unfit", "desk-1/1"),
    ]
    assert not report.is_sound


def test_any_change_to_a_sealed_slip_is_found_without_a_key() -> None:
    desk, name = written()
    sealed = desk.store._slips[name]  # type: ignore[attr-defined]
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1 << place % 8
        desk.store._slips[name] = bytes(altered)  # type: ignore[attr-defined]
        report = verify_store(desk.store, now=desk.now)
        assert [(finding.code, finding.entry) for finding in report.findings] == [("slip-unfit", "desk-1/1")]


@pytest.mark.parametrize("text", ["[[A", "A]]", "[[A [tall]]]", "[[]]", "[[ ]]", "[[slip:A B]] [[", "[[[[A]]"])
def test_brackets_that_are_typed_wrong_are_refused_before_a_name_is_recorded(text: str) -> None:
    with pytest.raises(Fault) as refused:
        hide_names(text, recipients=[PUBLIC], entropy=entropy())
    assert refused.value.code == "event-unfit"
    assert "A" not in refused.value.what


def test_a_name_cannot_pass_for_a_reference() -> None:
    text, slips = hide_names("[[slip:Yusuf]]", recipients=[PUBLIC], entropy=entropy())
    assert ("Yusuf" in text, len(slips)) == (False, 1)


def test_a_case_without_a_good_key_for_slips_seals_nothing() -> None:
    for recipients in ([], ["age1nonsense"]):
        with pytest.raises(Fault) as refused:
            seal(NAME, holds="name", recipients=recipients, entropy=entropy())
        assert refused.value.code == "key-lost"


def test_a_slip_is_told_by_its_written_entry() -> None:
    desk, name = written()
    events = [entry.event for entry in desk.journal.entries() if isinstance(entry.event, SlipWritten)]
    assert [event.slip for event in events] == [name]
