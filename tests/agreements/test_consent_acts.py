"""The acts on a plan: what each records, what it means in words, and what is refused, with the message."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hudna.agreements import (
    CONSENT_EVENTS,
    Condition,
    accept,
    counter,
    fix_moment,
    hand_over,
    offer,
    pack,
    receive,
    refuse,
    renew,
    settle_condition,
    transmit,
    unpack,
    withdraw_acceptance,
    withdraw_offer,
)
from hudna.ground import Fault
from hudna.journal import Codec, Conflict, Journal, MemoryStore, Signer, settle
from tests.agreements.plans import PLAN, Case, instant, text

ASK: dict[str, Any] = {
    "id": "yes",
    "kind": "acceptance",
    "invited": ["south", "league"],
    "deadline": "2016-02-26T12:00",
}
ZERO = {"id": "zero", "kind": "entry-into-force"}
V: dict[str, Any] = {"plan": PLAN, "version": "1"}


@pytest.fixture
def case(tmp_path: Path) -> Case:
    found = Case()
    packed = text(tmp_path, ASK, start=ZERO)
    found.add(packed)
    found.record(offer(found.consents(), **V, packed=packed, at=instant("2016-02-20"), by_party="north", to="south"))
    return found


def test_the_way_of_an_offer(case: Case, tmp_path: Path) -> None:
    def do(act: Callable[..., Any], at: str, **more: Any) -> str:
        given = () if act is hand_over else (case.texts,)
        decisions = act(case.consents(), *given, **V, at=instant(at), **more)
        words = case.means(decisions)
        case.record(decisions)
        return words

    assert do(hand_over, "2016-02-20", mediator="mediator-1", asks=["name the zero hour"]) == ""
    assert do(transmit, "2016-02-21", party="south", through="envoy") == ""
    assert do(receive, "2016-02-22", party="south", through="envoy") == ""
    assert do(accept, "2016-02-23", party="south", conditions=[Condition("lists", "The lists are exchanged")]) == (
        "Recorded: south accepted on 2016-02-23 02:00 Asia/Damascus, on conditions that are open (lists); "
        "it does not bind before the last of them is met or waived, in time."
    )
    assert "once the agreement enters into force" in do(
        settle_condition, "2016-02-24", party="south", condition="lists", how="met"
    )
    assert do(fix_moment, "2016-02-25", moment="zero", instant=instant("2016-02-28"), zone="Asia/Damascus") == ""
    assert do(accept, "2016-02-26T10:01", party="league") == (
        "Recorded: league accepted on 2016-02-26 12:01 Asia/Damascus, 1 minute after the deadline "
        "(2016-02-26 12:00 Asia/Damascus); it does not bind."
    )
    assert set(case.bound("2016-02-28")) == {"north", "north-guard", "south", "southern-rebels"}
    assert do(withdraw_acceptance, "2016-03-01", party="south", notice="P2D") == (
        "Recorded: south accepted on 2016-02-23 02:00 Asia/Damascus, on conditions settled on 2016-02-24 02:00 "
        "Asia/Damascus; withdrawn on 2016-03-01 02:00 Asia/Damascus, with effect from 2016-03-03 02:00 Asia/Damascus."
    )
    assert "it binds from 2016-02-28 02:00" in do(accept, "2016-03-02", party="south").replace("; it", " it")


def test_a_counter_offer_is_two_decisions_and_asks_whom_the_offer_asked(case: Case, tmp_path: Path) -> None:
    packed = text(tmp_path, ASK, name="other.yaml", timezone="UTC")
    case.add(packed)
    decisions = counter(
        case.consents(), case.texts, **V, party="south", with_version="2", packed=packed, at=instant("2016-02-22")
    )
    kinds = [decision.event.KIND for decision in decisions]
    assert kinds == ["agreements.plan-countered", "agreements.plan-offered"]
    assert decisions[1].event.invited == ("north",)  # type: ignore[attr-defined]
    case.record(decisions)
    with pytest.raises(Fault, match=r"Version 1 of truce was countered on 2016-02-22 00:00 UTC. \[offer-closed\]"):
        accept(case.consents(), case.texts, **V, party="league", at=instant("2016-02-23"))
    accept(case.consents(), case.texts, **V, party="league", at=instant("2016-02-21"))


def refusals(packed: bytes) -> list[tuple[Callable[..., Any], dict[str, Any], str]]:
    day = {"at": instant("2016-02-24")}
    south: dict[str, Any] = {**V, **day, "party": "south"}
    fix: dict[str, Any] = {**V, **day, "instant": instant("2016-03-01"), "zone": "Asia/Damascus"}
    return [
        (accept, {**south, "plan": "peace"}, "plan-unknown"),
        (accept, {**south, "version": "7"}, "version-unknown"),
        (accept, {**south, "party": "nobody"}, "party-unknown"),
        (accept, {**south, "party": "black"}, "not-invited"),
        (accept, {**south, "party": "north"}, "offer-own"),
        (accept, {**south, "at": instant("2016-02-19")}, "offer-early"),
        (accept, {**south, "conditions": [Condition("a", "1"), Condition("a", "2")]}, "condition-twice"),
        (accept, {**south, "party": "league"}, "answered-already"),
        (refuse, {**south, "party": "league"}, "answered-already"),
        (counter, {**south, "with_version": "1", "packed": packed}, "version-taken"),
        (settle_condition, {**south, "condition": "a", "how": "met"}, "condition-unknown"),
        (withdraw_acceptance, south, "withdrawal-empty"),
        (withdraw_acceptance, {**south, "party": "league", "notice": "soon"}, "duration-unreadable"),
        (withdraw_acceptance, {**south, "party": "league", "notice": "-P1D"}, "duration-unreadable"),
        (fix_moment, {**fix, "moment": "dawn"}, "moment-unknown"),
        (fix_moment, {**fix, "moment": "zero", "zone": "EET"}, "zone-unknown"),
        (renew, {**V, **day, "until": instant("2016-09-01"), "zone": "UTC"}, "renewal-unfit"),
        (offer, {**V, **day, "packed": packed}, "version-taken"),
        (offer, {**V, **day, "packed": packed, "version": "2/3"}, "name-unfit"),
        (offer, {**V, **day, "packed": packed, "version": "2", "invited": ["nobody"]}, "party-unknown"),
        (offer, {**V, **day, "packed": packed, "version": "2", "expires": instant("2016-02-24")}, "offer-expired"),
        (offer, {**V, **day, "packed": packed[:-1], "version": "2"}, "pack-unfit"),
    ]


@pytest.mark.parametrize("number", range(22))
def test_what_cannot_be_is_refused(case: Case, tmp_path: Path, number: int) -> None:
    act, words, code = refusals(text(tmp_path, ASK, start=ZERO))[number]
    case.record(accept(case.consents(), case.texts, **V, party="league", at=instant("2016-02-21")))
    given = () if act is offer else (case.texts,)
    with pytest.raises(Fault) as refusal:
        act(case.consents(), *given, **words)
    assert refusal.value.code == code
    assert refusal.value.remedy


def test_an_offer_is_withdrawn_once_and_a_fixed_moment_that_has_come_stays(case: Case) -> None:
    given: dict[str, Any] = {
        **V,
        "moment": "entry-into-force",
        "zone": "Asia/Damascus",
        "instant": instant("2016-02-22"),
    }
    case.record(fix_moment(case.consents(), case.texts, **given, at=instant("2016-02-21")))
    with pytest.raises(Fault, match="had come") as late:
        fix_moment(case.consents(), case.texts, **given, at=instant("2016-02-23"))
    assert late.value.code == "moment-fixed"
    case.record(withdraw_offer(case.consents(), case.texts, **V, at=instant("2016-02-24")))
    with pytest.raises(Fault) as again:
        withdraw_offer(case.consents(), case.texts, **V, at=instant("2016-02-25"))
    assert again.value.code == "withdrawal-empty"
    with pytest.raises(Fault) as closed:
        transmit(case.consents(), case.texts, **V, party="south", through="x", at=instant("2016-02-25"))
    assert closed.value.code == "offer-closed"
    with pytest.raises(Fault) as missing:
        accept(case.consents(), {}, **V, party="south", at=instant("2016-02-21"))
    assert missing.value.code == "text-missing"


def test_answers_recorded_apart_are_in_conflict_and_bind_nobody_until_settled(case: Case) -> None:
    decided = [
        accept(case.consents(), case.texts, **V, party="south", at=instant("2016-02-22")),
        refuse(case.consents(), case.texts, **V, party="south", at=instant("2016-02-23")),
    ]
    ((one,), (other,)) = decided
    assert one.event.about == other.event.about == "plan/truce/1/south/answer"
    torn = case.consents()
    torn = type(torn)(torn.plans, torn.void, frozenset({one.event.about}), torn.told)
    with pytest.raises(Fault) as refusal:
        accept(torn, case.texts, **V, party="south", at=instant("2016-02-24"))
    assert refusal.value.code == "in-conflict"
    assert Conflict(one.event.about, {}).thing in torn.in_conflict


def test_what_acts_decide_goes_through_a_journal(case: Case, tmp_path: Path) -> None:
    store, signer = MemoryStore(), Signer.make()
    packed, conditions = text(tmp_path, ASK, start=ZERO), [Condition("a", "x")]
    journal = Journal(store, Codec(CONSENT_EVENTS), case="c", log="a", signer=signer)
    decisions = (
        *offer(case.consents(), plan="p", version="1", packed=packed, at=instant("2016-02-20")),
        *accept(case.consents(), case.texts, **V, party="south", at=instant("2016-02-22"), conditions=conditions),
        *fix_moment(
            case.consents(), case.texts, **V, moment="zero", instant=instant("2016-03-01"), zone="UTC",
            at=instant("2016-02-22"),
        ),
    )  # fmt: skip
    written = journal.append(decisions, by="mediator-1", now=instant("2016-02-25"))
    assert [entry.event for entry in journal.entries()] == [decision.event for decision in decisions]
    assert settle(written).conflicts == ()


@pytest.mark.parametrize(
    ("shared", "code"),
    [
        (["/etc/parties.yaml"], "shared-missing"),
        (["../../../../parties.yaml"], "shared-missing"),
        (["../shared/none.yaml"], "shared-missing"),
    ],
)
def test_a_pack_holds_no_file_that_is_not_there(tmp_path: Path, shared: list[str], code: str) -> None:
    with pytest.raises(Fault) as refusal:
        text(tmp_path, shared={"parties": shared})
    assert refusal.value.code == code
    assert refusal.value.where.line == 1


def test_a_pack_reaches_no_further_than_three_folders_up(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b" / "c" / "d"
    folder.mkdir(parents=True)
    (tmp_path / "p.yaml").write_text("hudna: parties/1\nparties: []\n", encoding="utf-8")
    plan = (
        "hudna: agreement/1\nid: x\ntitle: {en: X}\n"
        "shared:\n  parties: [PATH]\nclauses:\n  - {id: a, kind: declaration}\n"
    )
    path = folder / "plan.yaml"
    for name in ("../../../../p.yaml", str(tmp_path / "p.yaml")):
        path.write_text(plan.replace("PATH", name), encoding="utf-8")
        with pytest.raises(Fault, match="lies too far outside") as refusal:
            pack(path)
        assert (refusal.value.code, refusal.value.where.line) == ("pack-outside", 5)


def test_an_outline_from_a_file_is_packed_and_faults_keep_their_lines(tmp_path: Path) -> None:
    (tmp_path / "hill.geojson").write_text('{"type":"Polygon","coordinates":[[[36,35],[37,35],[37,36],[36,35]]]}')
    zone = {"file": {"path": "../hill.geojson"}}
    packed = text(tmp_path, {"id": "scope", "kind": "scope", "zone": zone}, {"id": "b", "kind": "ban", "zone": zone})
    (tmp_path / "hill.geojson").unlink()
    loaded = unpack(packed)
    assert loaded.areas.draw(loaded.agreement.by_id["b"].zone, loaded.folder).area == 0.5  # type: ignore[union-attr]
    broken = packed.replace(b'\\"kind\\": \\"ban\\"', b'\\"kind\\": \\"bun\\"', 1)
    with pytest.raises(Fault) as refusal:
        unpack(broken)
    assert str(refusal.value).startswith("plan.yaml:1")
