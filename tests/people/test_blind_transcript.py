"""Whoever holds every file that travelled finds no name in them, no part of one, no key, and no plain hash."""

from __future__ import annotations

import json
import re
from base64 import b16encode, b64decode, b64encode
from collections.abc import Iterator
from hashlib import blake2b, blake2s, md5, sha1, sha256, sha512
from itertools import pairwise

import pytest

from hudna.people.blind import CONTROLS
from hudna.people.blind_cipher import Cipher
from hudna.people.blind_file import Tier, cut
from hudna.people.blind_keys import make_keys
from hudna.people.model import ListOfPeople
from tests.people.blinded import Person, list_of, played

BOTH: list[Person] = [("Abdulrahman Khalil Barakat", 1975), ("سليمان الياسين البغدادي", 1988)]
OURS: list[Person] = [
    *BOTH,
    ("Mahmoud Ibrahim Haddadin", 1969),
    ("مصطفى إسماعيل الخطيب", 1990),
    ("Владимир Сергеевич Кузнецов", 1958),
    ("Shaheen Mansour Qabbani", None),
]
THEIRS: list[Person] = [*BOTH, ("Rustum Zakariya Tarabulsi", 1981), ("فاطمة عبدالكريم الحمصي", 1993)]
SHORTEST = 5
"""Bytes of a needle: shorter ones are found by chance in what is random."""


def needles(people: list[Person], tier: Tier) -> Iterator[bytes]:
    """Each text in every dress that a careless file could give it."""
    keys = make_keys(list_of(people), tier).texts
    names = [name for name, _ in people]
    texts = {*keys, *names, *(part for name in names for part in name.split())}
    texts |= {text.casefold() for text in texts} | {text.removeprefix("ال") for text in texts}
    for text in texts:
        for code in ("utf-8", "utf-16-le", "utf-16-be"):
            data = text.encode(code)
            yield data
            yield b64encode(data).rstrip(b"=")
            for digest in (sha256, sha1, md5, sha512, blake2b, blake2s):
                yield digest(data).digest()
                yield digest(data).hexdigest().encode()
                yield b64encode(digest(data).digest()).rstrip(b"=")
        yield json.dumps(text).strip('"').encode()
        yield b16encode(text.encode()).lower()


def read_as_base64(file: bytes) -> bytes:
    """What the file holds if it is base64, as far as whole groups of four letters go."""
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", file)
    return b64decode(letters[: len(letters) // 4 * 4])


def leaks(file: bytes, people: list[Person], tier: Tier) -> set[bytes]:
    views = [file, file.lower(), b64encode(file), read_as_base64(file), file[::-1]]
    line = file.partition(b"\n")[0]
    views.append(json.dumps(json.loads(line), ensure_ascii=False).encode())
    return {needle for needle in needles(people, tier) if len(needle) >= SHORTEST and any(needle in v for v in views)}


@pytest.mark.parametrize("tier", ["strict", "tolerant"])
def test_no_file_holds_a_name_a_key_or_a_plain_hash_of_one(tier: Tier) -> None:
    one, two, ours, theirs = played(list_of(OURS), list_of(THEIRS), tier)
    assert len(ours) == len(theirs) == len(BOTH)
    for file in (one.offer, one.answer, two.offer, two.answer, one.secret.written(), two.secret.written()):
        assert leaks(file, OURS + THEIRS, tier) == set()


@pytest.mark.parametrize("planted", ["Mahmoud", "мирзоев", "Haddadin".lower()])
def test_the_search_finds_what_is_there(planted: str) -> None:
    people: list[Person] = [("Mahmoud Haddadin Мирзоев", 1969)]
    head = b'{"hudna":"blind/1"}\n'
    assert leaks(head + planted.encode(), people, "strict")
    assert leaks(head + b64encode(planted.encode()), people, "strict")
    assert leaks(head + sha256(make_keys(list_of(people), "strict").texts[0].encode()).digest(), people, "strict")


def points(*files: bytes) -> set[bytes]:
    bodies = [file[file.index(b"\n") + 1 : -32] for file in files]
    return {point for body in bodies for point in cut(body)}


def unblinded(people: ListOfPeople, tier: Tier) -> set[bytes]:
    """The points of the keys themselves: the cipher with the number one."""
    return set(Cipher(b"\0" * 31 + b"\1").blind(make_keys(people, tier).texts))


@pytest.mark.parametrize("tier", ["strict", "tolerant"])
def test_no_file_holds_the_point_of_a_key_that_anybody_can_compute(tier: Tier) -> None:
    one, two, _, _ = played(list_of(OURS), list_of(THEIRS), tier)
    seen = {point[1:] for point in points(one.offer, one.answer, two.offer, two.answer)}
    assert not seen & {point[1:] for point in unblinded(list_of(OURS + THEIRS), tier)}


@pytest.mark.parametrize("tier", ["strict", "tolerant"])
def test_the_other_side_meets_what_is_shared_and_nothing_else(tier: Tier) -> None:
    """What two sides can find equal in all four files: the keys of those on both, and the controls."""
    one, two, _, _ = played(list_of(OURS), list_of(THEIRS), tier)
    shared = set(make_keys(list_of(OURS), tier).texts) & set(make_keys(list_of(THEIRS), tier).texts)
    assert len(points(one.answer) & points(two.answer)) == len(shared) + CONTROLS
    assert not points(one.offer) & points(two.offer)
    assert not points(one.offer, two.offer) & points(one.answer, two.answer)


def test_a_guess_cannot_be_tried_by_one_who_has_no_secret() -> None:
    """Blinded with any other number, a name that is on the list gives no point of any file."""
    one, two, _, _ = played(list_of(OURS), list_of(THEIRS))
    stranger = Cipher().blind(make_keys(list_of(OURS), "strict").texts)
    assert not points(one.offer, one.answer, two.offer, two.answer) & set(stranger)
    assert set(one.secret.theirs).isdisjoint(stranger)


def test_keys_of_one_person_do_not_stand_together_in_an_offer() -> None:
    """Order in the file is that of the points; the texts behind neighbours are as far apart as in any shuffle."""
    many: list[Person] = [(f"Samir Hadi {chr(97 + n % 26) * 2}b{chr(97 + n // 26) * 2}d", 1980) for n in range(200)]
    one, _, _, _ = played(list_of(many), list_of(THEIRS), "tolerant")
    order = one.secret.order.astype(int)
    near = sum(abs(int(a) - int(b)) == 1 for a, b in pairwise(order))
    assert near < 20  # 2 are expected of a shuffle, thousands of a list written down as it stands
