"""Two sides learn who is on both lists, each learns the same, and a file that does not belong is refused."""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hudna.ground import Fault
from hudna.people.blind import Secret, answer_offer, audit_offer, make_offer, read_answer
from hudna.people.blind_cipher import Cipher
from hudna.people.blind_file import AnswerHead, OfferHead, Tier, cut, hash_of, joined, read_blind, write_blind
from hudna.people.blind_keys import make_keys, room_for
from hudna.people.model import ListOfPeople
from tests.people.blinded import Person, Side, list_of, played

OURS: list[Person] = [("Samir Hadi Barakat", 1975), ("Rana Fuad Nasser", 1988), ("Walid Omar Haddad", 1969)]
THEIRS: list[Person] = [("Nabil Karim Saleh", 1991), ("Walid Omar Haddad", 1969), ("Rana Fuad Nasser", 1988)]


def code_of(call: object, *arguments: object) -> str:
    with pytest.raises(Fault) as caught:
        call(*arguments)  # type: ignore[operator]
    assert "\n" not in str(caught.value)
    assert " To do: " in str(caught.value)
    return caught.value.code


@pytest.fixture
def sides() -> tuple[Side, Side]:
    return Side(list_of(OURS)), Side(list_of(THEIRS))


# What is learnt


def test_each_side_learns_its_own_rows_that_are_on_both() -> None:
    _, _, ours, theirs = played(list_of(OURS), list_of(THEIRS))
    assert ours.position.tolist() == [1, 2]
    assert theirs.position.tolist() == [1, 2]


def test_a_mark_is_the_same_on_both_sides_and_of_one_person() -> None:
    _, _, ours, theirs = played(list_of(OURS), list_of(THEIRS), "tolerant")
    rana, walid = ours.marks
    assert rana == theirs.marks[1]
    assert walid == theirs.marks[0]
    assert not set(rana) & set(walid)


def test_a_mark_of_another_session_is_another() -> None:
    first = played(list_of(OURS), list_of(THEIRS))[2]
    second = played(list_of(OURS), list_of(THEIRS))[2]
    assert not {m for marks in first.marks for m in marks} & {m for marks in second.marks for m in marks}


def test_a_person_who_stands_twice_is_told_for_both_rows() -> None:
    twice = [*OURS, OURS[1]]
    _, _, ours, theirs = played(list_of(twice), list_of(THEIRS))
    assert ours.position.tolist() == [1, 2, 3]
    assert ours.alike.tolist() == [2, 1, 2]
    assert theirs.alike.tolist() == [1, 1]


def test_an_empty_list_shares_nobody() -> None:
    _, _, ours, theirs = played(list_of([]), list_of(THEIRS), "tolerant")
    assert (len(ours), len(theirs)) == (0, 0)


def test_rows_without_a_name_share_nothing() -> None:
    _, _, ours, _ = played(list_of([("", 1975), ("123", None)]), list_of([("", 1975), ("123", None)]), "tolerant")
    assert len(ours) == 0


def test_lists_of_one_name_alone_meet_in_every_row() -> None:
    _, _, ours, theirs = played(list_of([OURS[0]] * 40), list_of([OURS[0]] * 7), "tolerant")
    assert ours.alike.tolist() == [40] * 40
    assert theirs.alike.tolist() == [7] * 7


def test_a_list_against_itself_is_shared_whole() -> None:
    _, _, ours, theirs = played(list_of(OURS), list_of(OURS))
    assert ours.position.tolist() == theirs.position.tolist() == [0, 1, 2]
    assert ours.marks == theirs.marks


PEOPLE = st.lists(
    st.tuples(
        st.builds(
            "{} {} {}".format,
            st.sampled_from(["Samir", "سمير", "Rana", "Walid", "Самир"]),
            st.sampled_from(["Omar", "Hadi"]),
            st.sampled_from(["Haddad", "حداد", "Nasser"]),
        ),
        st.sampled_from([1980, 1981, None]),
    ),
    max_size=6,
)


def plain(people: ListOfPeople, other: ListOfPeople, tier: Tier) -> list[int]:
    ours, theirs = make_keys(people, tier), set(make_keys(other, tier).texts)
    held = zip(ours.row.tolist(), ours.text.tolist(), strict=True)
    return sorted({row for row, text in held if ours.texts[text] in theirs})


@settings(max_examples=15, deadline=None)
@given(PEOPLE, PEOPLE, st.sampled_from(["strict", "tolerant"]))
def test_the_result_is_the_plain_intersection_of_the_keys(ours: list[Person], theirs: list[Person], tier: Tier) -> None:
    one, two = list_of(ours), list_of(theirs)
    _, _, first, second = played(one, two, tier)
    assert first.position.tolist() == plain(one, two, tier)
    assert second.position.tolist() == plain(two, one, tier)
    assert {m for marks in first.marks for m in marks} == {m for marks in second.marks for m in marks}


def test_the_order_of_the_rows_changes_nothing() -> None:
    many: list[Person] = [
        (f"{given} {father} Haddad", 1980) for given in ("Rana", "Samir") for father in ("Omar", "Ali")
    ]
    there = list_of([*THEIRS, many[2], many[0]])
    _, _, forth, _ = played(list_of(many), there)
    _, _, back, _ = played(list_of(many[::-1]), there)
    assert sorted(many[at] for at in forth.position) == sorted(many[::-1][at] for at in back.position)


def test_the_library_itself_finds_the_same() -> None:
    import private_set_intersection.python as psi

    ours = [f"text {number}" for number in range(40)]
    theirs = [f"text {number}" for number in range(25, 60)]
    client, server = psi.client.CreateWithNewKey(True), psi.server.CreateWithNewKey(True)
    setup = server.CreateSetupMessage(1e-9, len(ours), theirs, psi.DataStructure.RAW)
    found = client.GetIntersection(setup, server.ProcessRequest(client.CreateRequest(ours)))
    one, two = Cipher(client.GetPrivateKeyBytes()), Cipher(server.GetPrivateKeyBytes())
    theirs_twice = set(one.blind_again(two.blind(theirs)))
    assert sorted(found) == [at for at, point in enumerate(two.blind_again(one.blind(ours))) if point in theirs_twice]


# What is hidden


def test_the_size_of_an_offer_tells_a_step_and_not_the_rows() -> None:
    steps = {rows: room_for(rows) for rows in range(0, 20_000, 7)}
    assert all(rows + rows / 32 <= room <= rows * 1.165 for rows, room in steps.items() if rows > 1_000)
    assert len(set(steps.values())) < 60
    assert {room_for(rows) for rows in (0, 1, 100)} == {256}
    sizes = {len(Side(list_of(people)).offer) for people in ([], OURS[:1], OURS * 30)}
    assert len(sizes) == 1


def test_an_offer_is_in_an_order_that_says_nothing_of_the_list(sides: tuple[Side, Side]) -> None:
    points = cut(read_blind(sides[0].offer, OfferHead)[1])
    assert points == sorted(points)


def test_two_offers_of_one_list_have_nothing_in_common() -> None:
    first, second = Side(list_of(OURS)), Side(list_of(OURS))
    (one, body), (two, other) = read_blind(first.offer, OfferHead), read_blind(second.offer, OfferHead)
    assert not set(cut(body)) & set(cut(other))
    assert one.commitment != two.commitment
    assert one.nonce != two.nonce


# What is refused


def test_your_own_offer_is_not_theirs(sides: tuple[Side, Side]) -> None:
    assert code_of(sides[0].answers, sides[0].offer) == "blind-round"


def test_an_answer_before_their_offer_was_answered_is_too_early(sides: tuple[Side, Side]) -> None:
    one, two = sides
    assert code_of(one.reads, two.answers(one.offer)) == "blind-round"


def test_an_answer_is_no_offer_and_an_offer_no_answer(sides: tuple[Side, Side]) -> None:
    one, two = sides
    assert code_of(one.answers, two.answers(one.offer)) == "blind-round"
    assert code_of(one.reads, two.offer) == "blind-round"


def test_a_secret_is_neither(sides: tuple[Side, Side]) -> None:
    assert code_of(sides[0].answers, sides[1].secret.written()) == "blind-round"


def test_the_same_offer_gets_the_same_answer_and_another_none(sides: tuple[Side, Side]) -> None:
    one, two = sides
    assert one.answers(two.offer) == one.answers(two.offer)
    assert code_of(one.answers, Side(list_of(THEIRS)).offer) == "blind-stale"


def test_an_answer_of_another_session_is_stale() -> None:
    one, two, _, _ = played(list_of(OURS), list_of(THEIRS))
    old = one.answer
    _, again, _, _ = played(list_of(OURS), list_of(THEIRS))
    assert code_of(again.reads, old) == "blind-stale"
    assert code_of(two.reads, two.answer) == "blind-stale"


def test_an_answer_beside_another_offer_is_stale() -> None:
    one, two, third = Side(list_of(OURS)), Side(list_of(THEIRS)), Side(list_of(THEIRS))
    one.answers(two.offer)
    assert code_of(one.reads, third.answers(one.offer)) == "blind-stale"


def test_a_session_is_of_one_list(sides: tuple[Side, Side]) -> None:
    one, two = sides
    one.answers(two.offer)
    two.answers(one.offer)
    other = list_of([*OURS, ("Nabil Karim Saleh", 1991)])
    assert code_of(answer_offer, other, one.secret, two.offer) == "blind-list"
    assert code_of(read_answer, other, one.secret, two.answer) == "blind-list"


def test_a_file_that_was_saved_anew_is_another_list(sides: tuple[Side, Side]) -> None:
    one, two = sides
    again = replace(one.people, digest="0" * 64)
    assert code_of(answer_offer, again, one.secret, two.offer) == "blind-list"


def test_tiers_do_not_mix() -> None:
    assert code_of(Side(list_of(OURS)).answers, Side(list_of(THEIRS), "tolerant").offer) == "blind-tier"


def test_more_people_than_were_agreed_are_refused_on_either_side() -> None:
    many = list_of([(f"Samir Hadi {chr(97 + n % 26) * 3}{chr(97 + n // 26) * 3}", 1980) for n in range(400)])
    few = Side(list_of(OURS), at_most=300)
    large = Side(many)
    assert code_of(few.answers, large.offer) == "blind-too-many"
    assert code_of(large.answers, few.offer) == "blind-too-many"


def changed(offer: bytes, **fields: object) -> bytes:
    head, body = read_blind(offer, OfferHead)
    return write_blind(head.model_copy(update=fields), body)


def test_keys_made_by_another_release_are_refused(sides: tuple[Side, Side]) -> None:
    one, two = sides
    assert code_of(one.answers, changed(two.offer, maker="1" * 64)) == "blind-version"


def test_an_offer_that_holds_more_keys_than_its_room_is_refused(sides: tuple[Side, Side]) -> None:
    one, two = sides
    assert code_of(one.answers, changed(two.offer, room=255)) == "blind-file"


def test_an_offer_out_of_order_or_with_a_key_twice_is_refused(sides: tuple[Side, Side]) -> None:
    one, two = sides
    head, body = read_blind(two.offer, OfferHead)
    points = cut(body)
    assert code_of(one.answers, write_blind(head, joined(points[::-1]))) == "blind-file"
    assert code_of(one.answers, write_blind(head, joined([points[0], *points[:-1]]))) == "blind-file"


def test_what_is_no_point_of_the_curve_is_refused(sides: tuple[Side, Side]) -> None:
    one, two = sides
    head, body = read_blind(two.offer, OfferHead)
    assert code_of(one.answers, write_blind(head, joined([*cut(body)[:-1], b"\x03" + b"\xff" * 32]))) == "blind-file"


# An answer that is not true


def points_of(answer: bytes) -> list[bytes]:
    return cut(read_blind(answer, AnswerHead)[1])


def forged(answer: bytes, points: list[bytes], **fields: object) -> bytes:
    head, _ = read_blind(answer, AnswerHead)
    return write_blind(head.model_copy(update=fields), joined(points))


def test_an_answer_in_another_order_is_found_out() -> None:
    one, two, _, _ = played(list_of(OURS), list_of(THEIRS))
    points = points_of(two.answer)
    assert code_of(one.reads, forged(two.answer, points[1:] + points[:1])) == "blind-untrue"


def test_an_answer_with_one_key_twice_or_one_too_few_is_found_out() -> None:
    one, two, _, _ = played(list_of(OURS), list_of(THEIRS))
    points = points_of(two.answer)
    assert code_of(one.reads, forged(two.answer, [points[0], *points[:-1]])) == "blind-untrue"
    assert code_of(one.reads, forged(two.answer, points[:-1], keys=len(points) - 1)) == "blind-untrue"


def test_an_answer_with_another_number_is_found_out() -> None:
    one, two, _, _ = played(list_of(OURS), list_of(THEIRS))
    other = Cipher().blind_again(cut(read_blind(one.offer, OfferHead)[1]))
    assert code_of(one.reads, forged(two.answer, other)) == "blind-untrue"


def test_an_answer_that_finds_everything_is_found_out_by_the_filling() -> None:
    """They send our own keys back as theirs, multiplied, so that whatever we offered seems to be on both lists."""
    one, two, twist = Side(list_of(OURS)), Side(list_of(THEIRS)), Cipher()
    twisted = twist.blind_again(cut(read_blind(one.offer, OfferHead)[1]))
    offer = write_blind(read_blind(two.offer, OfferHead)[0], joined(sorted(twisted)))
    twice = dict(zip(sorted(twisted), points_of(one.answers(offer)), strict=True))
    lie = forged(two.answers(one.offer), [twice[point] for point in twisted], beside=hash_of(offer))
    assert code_of(one.reads, lie) == "blind-untrue"


# Audit


def test_a_neutral_body_that_is_shown_list_and_secret_can_say_what_the_offer_holds(sides: tuple[Side, Side]) -> None:
    one, _ = sides
    told = audit_offer(one.people, one.secret, one.offer)
    assert (told.rows, told.keys, told.controls, told.filling) == (3, 3, 32, 253)


def test_an_offer_with_guesses_in_the_place_of_filling_fails_the_audit(sides: tuple[Side, Side]) -> None:
    one, _ = sides
    head, body = read_blind(one.offer, OfferHead)
    guesses = Cipher(bytes.fromhex(one.secret.head.cipher)).blind(make_keys(list_of(THEIRS), "strict").texts)
    stuffed = write_blind(head, joined(sorted([*cut(body)[: -len(guesses)], *guesses])))
    assert code_of(audit_offer, one.people, one.secret, stuffed) == "blind-untrue"
    assert code_of(audit_offer, list_of(THEIRS), one.secret, one.offer) == "blind-list"


def test_a_secret_comes_back_as_it_was_written(sides: tuple[Side, Side]) -> None:
    one, two = sides
    one.answers(two.offer)
    again = Secret.read(one.secret.written())
    assert again.head == one.secret.head
    assert again.theirs == one.secret.theirs
    assert again.order.tolist() == one.secret.order.tolist()
    assert again.session == one.secret.session != ""


def test_no_two_places_of_an_offer_hold_one_text() -> None:
    secret, offer = make_offer(list_of(OURS * 3), "tolerant", entropy=secrets.token_bytes)
    assert max(Counter(secret.order.tolist()).values()) == 1
    points = cut(read_blind(offer, OfferHead)[1])
    assert len(set(points)) == len(points)
