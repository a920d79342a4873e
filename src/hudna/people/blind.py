"""Blinded comparison: two who will not show each other their lists learn who is on both, and nothing else by name.

Each makes an *offer* (its keys, blinded with its own secret number), each *answers* the other's offer (the same keys,
blinded a second time), and each reads the answer it gets: a key blinded twice is the same point on both sides exactly
if both lists have the key. Two files each way; nobody leads. What this hides and what not is written in
docs/explanation/blinded-comparison.md.

Beside its keys an offer holds *controls*, that every list has, and *filling*, that no list has. They hide how many
people there are, and an answer in which a control is missing or filling is found is not true.
"""

from __future__ import annotations

import hmac
from base64 import b32encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from hudna.ground import Fault
from hudna.people.blind_cipher import Cipher
from hudna.people.blind_faults import BLIND_FAULTS
from hudna.people.blind_file import (
    AnswerHead,
    OfferHead,
    SecretHead,
    Tier,
    cut,
    hash_of,
    joined,
    read_blind,
    write_blind,
)
from hudna.people.blind_keys import PersonKeys, keys_each, make_keys, maker, room_for
from hudna.people.model import ListOfPeople

Entropy = Callable[[int], bytes]
"""Gives that many random bytes: ``secrets.token_bytes``, but for tests."""
CONTROLS = 32
"""Keys that every offer has, whatever the list: each has to be found again."""


@dataclass(frozen=True, slots=True)
class Secret:
    """What a side keeps between the rounds. Who has it, the offer and a guess at a name can try the guess."""

    head: SecretHead = field(repr=False)
    order: NDArray[np.uint32] = field(repr=False)
    theirs: list[bytes] = field(repr=False)

    def written(self) -> bytes:
        """As a file of its own, to be kept beside the list and never sent."""
        return write_blind(self.head, self.order.astype("<u4").tobytes() + joined(self.theirs))

    @classmethod
    def read(cls, file: bytes, where: str = "") -> Secret:
        """Raises blind-file, blind-version, blind-round."""
        head, body = read_blind(file, SecretHead, where)
        split = 4 * head.keys
        return cls(head, np.frombuffer(body[:split], dtype="<u4"), cut(body[split:]))

    @property
    def session(self) -> str:
        """Number of the session, the same on both sides once both offers are known; empty until then."""
        if not self.head.answered:
            return ""
        return sha256("".join(sorted((self.head.offer, self.head.answered))).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Shared:
    """Who of one's own list is on the other, by position from 0, as columns of one length.

    ``kinds``: which kinds of keys both have, by place in KINDS, firmest first. ``marks``: for each shared key a mark
    that both sides know and nobody else, firmest first. ``alike``: how many of one's own rows have the firmest.
    ``unkeyed``: rows that could not be compared, see ``PersonKeys.without``.
    """

    position: NDArray[np.int64] = field(repr=False)
    kinds: list[tuple[int, ...]] = field(repr=False)
    alike: NDArray[np.int64] = field(repr=False)
    marks: list[tuple[str, ...]] = field(repr=False)
    unkeyed: NDArray[np.int64] = field(repr=False)

    def __len__(self) -> int:
        return len(self.position)


@dataclass(frozen=True, slots=True)
class Audit:
    """What an offer holds, once its maker has opened it: the rows of the list, its keys, controls and filling."""

    rows: int
    keys: int
    controls: int
    filling: int


def make_offer(
    people: ListOfPeople, tier: Tier, *, at_most: int | None = None, entropy: Entropy
) -> tuple[Secret, bytes]:
    """First round: the secret to keep, and the offer to give. ``at_most``: people that the other side may bring.

    Left out, it may bring ten times as many as this side has room for. Raises blind-library.
    """
    keys = make_keys(people, tier)
    salt, seed, cipher = entropy(32), entropy(32), Cipher()
    limit = 10 * room_for(len(people)) if at_most is None else room_for(at_most)
    head = SecretHead(
        tier=tier,
        maker=maker(),
        cipher=cipher.secret.hex(),
        salt=salt.hex(),
        seed=seed.hex(),
        commitment=_commitment(people, keys, salt),
        offer="0" * 64,
        at_most=limit,
        keys=1,
    )
    offer, order = _offer(head, keys)
    head = head.model_copy(update={"offer": hash_of(offer), "keys": len(order)})
    return Secret(head, order, []), offer


def answer_offer(people: ListOfPeople, secret: Secret, theirs: bytes, where: str = "") -> tuple[Secret, bytes]:
    """Second round: what to keep now, and the answer to give. The same offer gets the same answer, another gets none.

    Raises blind-file, blind-version, blind-round, blind-tier, blind-too-many, blind-stale, blind-list.
    """
    check_list(people, secret)
    head, body = read_blind(theirs, OfferHead, where)
    name, points = hash_of(theirs), cut(body)
    _check_offer(head, name, points, secret.head, where)
    again = Cipher(bytes.fromhex(secret.head.cipher)).blind_again(points, where)
    answer = AnswerHead(to=name, beside=secret.head.offer, keys=len(again))
    kept = secret.head.model_copy(update={"answered": name, "theirs": len(again)})
    return replace(secret, head=kept, theirs=again), write_blind(answer, joined(again))


def read_answer(people: ListOfPeople, secret: Secret, answer: bytes, where: str = "") -> Shared:
    """The end: who of one's own list is on both. After it the secret is to be destroyed.

    Raises blind-file, blind-version, blind-round, blind-stale, blind-list, blind-untrue.
    """
    keys = check_list(people, secret)
    head, body = read_blind(answer, AnswerHead, where)
    if not secret.head.answered:
        raise BLIND_FAULTS.fault("blind-round", "Their offer has not been answered yet.", where=where)
    if (head.to, head.beside) != (secret.head.offer, secret.head.answered):
        raise BLIND_FAULTS.fault("blind-stale", "The answer belongs to other offers than these two.", where=where)
    points = cut(body)
    found = _found(points, secret, where)
    _check_found(found, len(keys.texts), where)
    return _shared(keys, secret, points, found[: len(keys.texts)])


def audit_offer(people: ListOfPeople, secret: Secret, offer: bytes, where: str = "") -> Audit:
    """Was the offer made from this list, and from nothing else? For a neutral body that is shown list and secret.

    The offer is made once more and compared byte by byte. Raises blind-list, blind-untrue, and those of a file.
    """
    keys = check_list(people, secret)
    read_blind(offer, OfferHead, where)
    again, order = _offer(secret.head, keys)
    if again != offer:
        raise BLIND_FAULTS.fault("blind-untrue", "The offer was not made from this list with this secret.", where=where)
    return Audit(len(people), len(keys.texts), CONTROLS, len(order) - len(keys.texts) - CONTROLS)


def check_list(people: ListOfPeople, secret: Secret) -> PersonKeys:
    """The keys of the list that the offer was made from; raises blind-list for another, and blind-version."""
    if secret.head.maker != maker():
        raise BLIND_FAULTS.fault("blind-version", "The offer was made by a Hudna that makes other keys of a name.")
    keys = make_keys(people, secret.head.tier)
    if not hmac.compare_digest(_commitment(people, keys, bytes.fromhex(secret.head.salt)), secret.head.commitment):
        raise BLIND_FAULTS.fault("blind-list", "This is not the list, or not the reading of it, that was offered.")
    return keys


def _offer(secret: SecretHead, keys: PersonKeys) -> tuple[bytes, NDArray[np.uint32]]:
    """The offer and, for each place in it, which text went there: keys first, then controls, then filling."""
    room = room_for(keys.rows)
    total = room * keys_each(secret.tier) + CONTROLS
    seed = bytes.fromhex(secret.seed)
    filling = total - CONTROLS - len(keys.texts)
    texts = [*keys.texts, *_controls(secret.tier), *(_filling(seed, number) for number in range(filling))]
    points = Cipher(bytes.fromhex(secret.cipher)).blind(texts)
    order = sorted(range(total), key=points.__getitem__)
    head = OfferHead(
        tier=secret.tier,
        maker=secret.maker,
        room=room,
        keys=total,
        at_most=secret.at_most,
        commitment=secret.commitment,
        nonce=hmac.digest(seed, b"nonce", "sha256").hex(),
    )
    return write_blind(head, joined([points[at] for at in order])), np.array(order, dtype=np.uint32)


def _controls(tier: Tier) -> list[str]:
    return [f"hudna blind control {tier} {number}" for number in range(CONTROLS)]


def _filling(seed: bytes, number: int) -> str:
    return "hudna blind filling " + hmac.digest(seed, b"filling %d" % number, "sha256").hex()


def _commitment(people: ListOfPeople, keys: PersonKeys, salt: bytes) -> str:
    digest = hmac.new(salt, people.digest.encode(), "sha256")
    digest.update("\n".join([keys.tier, *keys.texts]).encode())
    digest.update(keys.row.tobytes() + keys.text.tobytes())
    return digest.hexdigest()


def _check_offer(head: OfferHead, name: str, points: Sequence[bytes], own: SecretHead, where: str) -> None:
    if name == own.offer:
        raise BLIND_FAULTS.fault("blind-round", "This is your own offer, and the other side's is wanted.", where=where)
    if own.answered not in ("", name):
        raise BLIND_FAULTS.fault(
            "blind-stale", "Another offer was answered already, and a secret answers one.", where=where
        )
    if head.tier != own.tier:
        what = f"Their offer is {head.tier}, and yours is {own.tier}."
        raise BLIND_FAULTS.fault("blind-tier", what, where=where)
    if head.maker != own.maker:
        raise BLIND_FAULTS.fault("blind-version", "Their Hudna makes other keys of a name than yours.", where=where)
    _check_size(head, own, where)
    if any(not a < b for a, b in pairwise(points)):
        raise BLIND_FAULTS.fault("blind-file", "The keys of the offer are not in order, or stand twice.", where=where)


def _check_size(head: OfferHead, own: SecretHead, where: str) -> None:
    if head.keys != head.room * keys_each(head.tier) + CONTROLS:
        raise BLIND_FAULTS.fault("blind-file", "The offer holds more or fewer keys than its room allows.", where=where)
    if head.room > own.at_most:
        what = f"Their offer has room for {head.room:,} people, and you accept {own.at_most:,}."
        raise BLIND_FAULTS.fault("blind-too-many", what, where=where)
    room = (own.keys - CONTROLS) // keys_each(own.tier)
    if room > head.at_most:
        what = f"Your offer has room for {room:,} people, and they accept {head.at_most:,}."
        raise BLIND_FAULTS.fault("blind-too-many", what, where=where)


def _found(points: Sequence[bytes], secret: Secret, where: str) -> NDArray[np.bool_]:
    """For each of one's own texts, in their first order: does the other side have it?"""
    if len(points) != len(secret.order) or len(set(points)) != len(points):
        raise BLIND_FAULTS.fault("blind-untrue", "The answer is not one key for each key of your offer.", where=where)
    theirs = set(secret.theirs)
    found = np.zeros(len(points), dtype=np.bool_)
    found[secret.order] = [point in theirs for point in points]
    return found


def _check_found(found: NDArray[np.bool_], keys: int, where: str) -> None:
    if not found[keys : keys + CONTROLS].all():
        raise _untrue("A control that both lists have is not in the answer.", where)
    if found[keys + CONTROLS :].any():
        raise _untrue("The answer finds filling that no other list can have.", where)


def _untrue(what: str, where: str) -> Fault:
    return BLIND_FAULTS.fault("blind-untrue", what, where=where)


def _shared(keys: PersonKeys, secret: Secret, points: Sequence[bytes], found: NDArray[np.bool_]) -> Shared:
    place = np.empty(len(secret.order), dtype=np.int64)
    place[secret.order] = np.arange(len(secret.order))
    mark = {int(text): _mark(secret.session, points[place[text]]) for text in np.flatnonzero(found)}
    rows_of = np.bincount(keys.text, minlength=len(keys.texts))
    held: dict[int, list[tuple[int, str, int]]] = {}
    for row, text in zip(keys.row.tolist(), keys.text.tolist(), strict=True):
        if found[text]:
            held.setdefault(row, []).append((int(keys.kind[text]), mark[text], int(rows_of[text])))
    rows = sorted(held)
    firm = [sorted(held[row]) for row in rows]
    return Shared(
        np.array(rows, dtype=np.int64),
        [tuple(dict.fromkeys(kind for kind, _, _ in all_of_it)) for all_of_it in firm],
        np.array([first[0][2] for first in firm], dtype=np.int64),
        [tuple(mark for _, mark, _ in all_of_it) for all_of_it in firm],
        keys.without(),
    )


def _mark(session: str, point: bytes) -> str:
    text = b32encode(sha256(f"hudna blind mark {session}".encode() + point).digest()).decode()
    return f"{text[:4]}-{text[4:8]}-{text[8:12]}"
