"""Names of people, outside the chain: on slips sealed with age to the case's recipients.

The chain holds a commitment only: HMAC-SHA-256 of what is on the slip, under a salt of 32 bytes that lies on the slip
itself (the salt hides: without it a guess at a name cannot be tried). A slip that is withdrawn is destroyed with its
salt, and the chain still verifies. ``access_slips`` is the one way to what slips hold.
"""

from __future__ import annotations

import hmac
import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Literal

from hudna.journal.about import read_about
from hudna.journal.codec import canonical
from hudna.journal.events import SlipRead, SlipWithdrawn, SlipWritten
from hudna.journal.faults import JOURNAL
from hudna.journal.journal import Journal, Position
from hudna.journal.model import Decision, Entry
from hudna.journal.store import Store

Entropy = Callable[[int], bytes]
"""Gives that many random bytes: ``secrets.token_bytes``, but for tests."""
Holds = Literal["name", "text", "file"]
_HIDDEN = re.compile(r"\[\[(?!slip:[0-9a-f]+\]\])([^\[\]]+)\]\]")
_REFERENCE = re.compile(r"\[\[slip:[0-9a-f]+\]\]")


@dataclass(frozen=True, slots=True)
class SealedSlip:
    """A slip to be kept: its name, what is sealed, and the event that goes into the chain."""

    name: str
    sealed: bytes = field(repr=False)
    event: SlipWritten


def seal(content: str | bytes, *, holds: Holds, recipients: Sequence[str], entropy: Entropy) -> SealedSlip:
    """Seal words or a file to the case's recipients (public age keys); raises key-lost where one is no such key."""
    from pyrage import RecipientError, encrypt, x25519

    name, salt = entropy(10).hex(), entropy(32)
    data = content.encode() if isinstance(content, str) else content
    body = {"text": content} if isinstance(content, str) else {"bytes": b64encode(content).decode()}
    try:
        keys = [x25519.Recipient.from_str(recipient) for recipient in recipients]
    except RecipientError:
        raise JOURNAL.fault("key-lost", "The case names a key for slips that is no age key.") from None
    if not keys:
        raise JOURNAL.fault("key-lost", "The case names no key for slips.")
    sealed = encrypt(canonical({"holds": holds, "salt": salt.hex(), **body}), keys)
    return SealedSlip(name, sealed, SlipWritten(name, _commitment(salt, data), holds, sha256(sealed).hexdigest()))


def _commitment(salt: bytes, data: bytes) -> str:
    return hmac.new(salt, data, sha256).hexdigest()


def hide_names(text: str, *, recipients: Sequence[str], entropy: Entropy) -> tuple[str, tuple[SealedSlip, ...]]:
    """Put ``[[slip:…]]`` for every ``[[Name]]`` of a text, and a slip for every name; one name, one slip.

    Raises event-unfit where brackets are left over: what stands there may be a name that was typed wrong.
    """
    slips: dict[str, SealedSlip] = {}

    def hide(found: re.Match[str]) -> str:
        name = " ".join(found[1].split())
        if name not in slips:
            slips[name] = seal(name, holds="name", recipients=recipients, entropy=entropy)
        return f"[[slip:{slips[name].name}]]"

    hidden = _HIDDEN.sub(hide, text)
    rest = _REFERENCE.sub("", hidden)
    if "[[" in rest or "]]" in rest or not all(slips):
        remedy = "write each name as [[Name]], with nothing in brackets inside."
        raise JOURNAL.fault(
            "event-unfit", "Double brackets are empty, or not closed as they were opened.", remedy=remedy
        )
    return hidden, tuple(slips.values())


def append_with_slips(
    journal: Journal,
    decisions: Sequence[Decision],
    slips: Iterable[SealedSlip],
    *,
    by: str,
    now: datetime,
    expected: Position | None = None,
) -> list[Entry]:
    """Record decisions and keep the slips that they refer to, in one durable step; gives the decisions' entries."""
    kept = list(slips)
    written = [Decision(slip.event, now) for slip in kept]
    with journal.store.writing():
        entries = journal.append([*written, *decisions], by=by, now=now, expected=expected)
        for slip in kept:
            journal.store.put_slip(slip.name, slip.sealed)
    return entries[len(written) :]


def withdraw_slip(journal: Journal, name: str, *, by: str, why: str, now: datetime) -> Entry:
    """Record that a slip is withdrawn, by whom and why, and destroy it, in one durable step; raises slip-missing."""
    with journal.store.writing():
        if name not in read_about(journal.store).written and journal.store.slip(name) is None:
            raise JOURNAL.fault("slip-missing", f"There is no slip {name}.", remedy="hudna log names the slips.")
        (entry,) = journal.append([Decision(SlipWithdrawn(name, why), now)], by=by, now=now)
        journal.store.erase_slip(name)
    return entry


def access_slips(
    journal: Journal, names: Sequence[str], *, actor: str, purpose: str, identity: str, now: datetime
) -> Mapping[str, str | bytes]:
    """Open slips, and record who opened them and what for before anything is handed out.

    ``identity``: the secret age key of the case. Raises event-unfit without an actor and a purpose, slip-missing,
    slip-unfit where a slip does not hold what the chain says it holds, key-lost where the key does not open it.
    """
    if not actor.strip() or not purpose.strip():
        raise JOURNAL.fault("event-unfit", "Slips are opened by somebody, for a purpose.", remedy="say who and why.")
    wanted = tuple(dict.fromkeys(names))
    with journal.store.reading():
        written = read_about(journal.store).written
        opened = {name: _open(journal.store, name, written.get(name, ()), identity) for name in wanted}
    journal.append([Decision(SlipRead(wanted, purpose), now)], by=actor, now=now)
    return opened


def _open(store: Store, name: str, written: Iterable[Entry], identity: str) -> str | bytes:
    slip = store.slip(name)
    if slip is None or slip.sealed is None:
        what = f"The slip {name} is not here." if slip is None else f"The slip {name} was withdrawn."
        raise JOURNAL.fault("slip-missing", what)
    content = _unseal(name, slip.sealed, identity)
    if content is None or not any(_fits(entry, *content) for entry in written):
        raise JOURNAL.fault("slip-unfit", f"The slip {name} does not hold what the record says it holds.")
    return content[0]


def _unseal(name: str, sealed: bytes, identity: str) -> tuple[str | bytes, bytes, str] | None:
    """What is on a slip, its salt and what it says it holds; None where it is not written as slips are."""
    from pyrage import DecryptError, IdentityError, decrypt, x25519

    try:
        plain = json.loads(decrypt(sealed, [x25519.Identity.from_str(identity)]))
        content = plain["text"] if "text" in plain else b64decode(plain["bytes"], validate=True)
        return content, bytes.fromhex(plain["salt"]), plain["holds"]
    except IdentityError:
        raise JOURNAL.fault("key-lost", "The secret key for slips is no age key.") from None
    except DecryptError:
        raise JOURNAL.fault("key-lost", f"The key does not open the slip {name}, or the slip is damaged.") from None
    except (ValueError, KeyError, TypeError):
        return None


def _fits(entry: Entry, content: str | bytes, salt: bytes, holds: str) -> bool:
    data = content.encode() if isinstance(content, str) else content
    event = entry.event
    return (
        isinstance(event, SlipWritten)
        and event.holds == holds
        and hmac.compare_digest(event.commitment, _commitment(salt, data))
    )
