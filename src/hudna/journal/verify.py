"""Verify a case, offline: is the record whole, and what does that prove?"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from hudna.ground import Fault
from hudna.journal.codec import Codec
from hudna.journal.events import EVENTS, CaseOpened, SlipWithdrawn, SlipWritten
from hudna.journal.journal import AHEAD
from hudna.journal.keys import certifies, is_signed, key_name
from hudna.journal.merkle import root
from hudna.journal.model import FORMAT, Entry, Head
from hudna.journal.report import (
    Finding,
    LogReport,
    Report,
    counted,
    first_unsigned,
    words_not_proved,
    words_proved,
)
from hudna.journal.settle import Keys, keys_of
from hudna.journal.store import Store
from hudna.journal.walk import Walk, Walked

_OWN = Codec(EVENTS)
SETTINGS = frozenset({"case", "format", "log", "place"})
"""What a copy says of itself."""


def verify_store(
    store: Store,
    *,
    now: datetime,
    codec: Codec | None = None,
    trusted_key: str | None = None,
    kept: Head | None = None,
) -> Report:
    """Check a copy of a case from its first byte to its last; raises nothing, every fault becomes a finding.

    ``codec``: also read every entry as the rooms do (several times slower). ``trusted_key``: fingerprint of the key
    that opened the case, as you know it by another way. ``kept``: a head that you kept; what it covers must be here.
    """
    findings = _damage(store)
    walked: dict[str, Walked] = {}
    case = ""
    try:
        with store.reading():
            logs = list(store.tails())
            case = case_of(store, logs)
            for log in logs:
                walk = Walk(log, case=case, codec=codec, now=now, is_alone=len(logs) == 1)
                try:
                    walked[log] = walk.go(store.rows(log), store.heads(log))
                except Fault as fault:
                    walk.found.find(fault.code, fault.what, walk.found.size)
                    walked[log] = walk.found
            findings += _blobs(store, logs)
            findings += _slips(store, walked)
            findings += _settings(store, case, logs)
    except Fault as fault:
        findings.append(Finding(fault.code, fault.what))
    if not walked and not findings:
        findings.append(Finding("case-missing", "There is no entry in it."))
    keys = keys_of(entry for one in walked.values() for entry in one.own)
    findings += _case(case, walked, trusted_key)
    findings += _kept(kept, case, walked)
    findings += _across(walked)
    findings += _of_keys(keys, walked)
    return _report(case, walked, findings, keys, trusted_key)


def _damage(store: Store) -> list[Finding]:
    try:
        return [Finding("case-unreadable", words) for words in store.check()]
    except Fault as fault:
        return [Finding(fault.code, fault.what)]


def case_of(store: Store, logs: list[str]) -> str:
    """Which case the store says it holds: by the entry that opened it, or by its settings."""
    for log in logs:
        try:
            event = _OWN.read(next(iter(store.rows(log, 0, 1)))).event
        except (Fault, StopIteration):
            continue
        if isinstance(event, CaseOpened) and certifies(event.case, event.key):
            return event.case
    return store.settings().get("case", "")


def _case(case: str, walked: Mapping[str, Walked], trusted: str | None) -> Iterator[Finding]:
    opened = [entry for one in walked.values() for entry in one.own if isinstance(entry.event, CaseOpened)]
    own = [entry for entry in opened if certifies(entry.event.case, entry.event.key)]  # type: ignore[attr-defined]
    if walked and not own:
        at = min((entry.ref for entry in opened), default="")
        yield Finding("head-forged", "No entry opens this case with the key that its name holds.", at)
    wanted = (trusted or "").replace("-", "").lower()
    if wanted and not any(wanted in (_digits(entry), entry.event.key) for entry in own):  # type: ignore[attr-defined]
        at = min((entry.ref for entry in own), default="")
        yield Finding("head-forged", f"The case {case} was not opened with the key {trusted}.", at)


def _digits(entry: Entry) -> str:
    return key_name(entry.event.key).replace("-", "")  # type: ignore[attr-defined]


def _kept(kept: Head | None, case: str, walked: Mapping[str, Walked]) -> Iterator[Finding]:
    """What a head that somebody kept covers must be the beginning of the log that is here."""
    if kept is None:
        return
    if not is_signed(kept):
        yield Finding("head-forged", "The head that you kept does not bear a good signature.")
    elif kept.case != case:
        yield Finding("other-case", f"The head that you kept is of the case {kept.case}.")
    elif kept.log not in walked or walked[kept.log].size < kept.size:
        size = walked[kept.log].size if kept.log in walked else 0
        what = f"It is missing: the head that you kept covers {counted(kept.size, 'entry', 'entries')} of its log"
        yield Finding("chain-broken", f"{what}, and {size} are here.", f"{kept.log}/{size}")
    elif kept.key.hex() != walked[kept.log].key:
        yield Finding("head-forged", "The head that you kept was signed with another key than its log's.")
    elif root(leaves(walked[kept.log].hashes, kept.size)) != kept.root:
        what = f"The head that you kept was signed over another history of the log {kept.log}."
        yield Finding("fork", what)


def leaves(hashes: bytes | bytearray, size: int) -> list[bytes]:
    """The first leaf hashes of a log, of which ``hashes`` holds 32 bytes each."""
    return [bytes(hashes[place : place + 32]) for place in range(0, 32 * size, 32)]


def _across(walked: Mapping[str, Walked]) -> Iterator[Finding]:
    """Is what the entries had seen of other logs what stands there?"""
    for one in walked.values():
        for (log, size, last), ref in one.seen.items():
            other = walked.get(log)
            if other is None or other.size < size:
                what = f"It had seen {counted(size, 'entry', 'entries')} of the log {log}, which are not all here."
                yield Finding("chain-broken", what, ref)
            elif size < 1 or other.hashes[32 * size - 32 : 32 * size].hex() != last:
                yield Finding("fork", f"It had seen another entry as {log}/{size - 1} than the one here.", ref)
            else:
                yield from _clocks(one, other, size, ref)


def _clocks(one: Walked, other: Walked, size: int, ref: str) -> Iterator[Finding]:
    """Nobody has seen what had not been recorded yet."""
    seq = int(ref.rpartition("/")[2])
    if seq < len(one.recorded) and size <= len(other.recorded) and one.recorded[seq] + AHEAD < other.recorded[size - 1]:
        mine, theirs = f"{one.recorded[seq]:%Y-%m-%d at %H:%M}", f"{other.recorded[size - 1]:%Y-%m-%d at %H:%M}"
        what = f"It says that it was recorded on {mine} UTC, and had seen {other.log}/{size - 1}"
        yield Finding("clock-contradicted", f"{what}, recorded on {theirs} UTC.", ref, is_grave=False)


def _of_keys(keys: Keys, walked: Mapping[str, Walked]) -> Iterator[Finding]:
    for one in walked.values():
        if one.key and one.key not in keys.trusted:
            what = f"Nobody admitted the key {key_name(one.key)} of the log {one.log}; its entries have no effect."
            yield Finding("log-unadmitted", what, f"{one.log}/0", is_grave=False)
        since = keys.withdrawn.get(one.key)
        if since is not None and one.last_signed >= since:
            what = f"The key {key_name(one.key)} of the log {one.log} signed after it was withdrawn ({since:%Y-%m-%d})."
            yield Finding("key-withdrawn", f"{what} What it recorded since has no effect.", is_grave=False)


def _blobs(store: Store, logs: Sequence[str]) -> Iterator[Finding]:
    for name in store.blobs():
        data = store.blob(name)
        digest = sha256(data or b"").hexdigest()
        if data is None or digest != name:
            what = f"The data kept as {name} is not what this hash was made of."
            yield Finding("blob-altered", what, _first_with((name, digest), store, logs))


def _first_with(hashes: Sequence[str], store: Store, logs: Sequence[str]) -> str:
    """The first entry that names data of one of these hashes."""
    wanted = [one.encode(errors="replace") for one in hashes]
    rows = (row for log in logs for row in store.rows(log) if any(one in row.text for one in wanted))
    return next((f"{row.log}/{row.seq}" for row in rows), "")


def _settings(store: Store, case: str, logs: Sequence[str]) -> Iterator[Finding]:
    """What this copy says of itself is no part of the record, but it must not lead astray who writes here next."""
    settings = store.settings()
    if not settings:
        return
    if settings.get("case") != case:
        yield Finding("case-unreadable", f"This copy says that it is of the case “{settings.get('case', '')}”.")
    if "log" in settings and settings["log"] not in logs:
        yield Finding(
            "case-unreadable", f"This copy says that it writes the log “{settings['log']}”, which is not here."
        )
    if settings.get("format", str(FORMAT)) != str(FORMAT):
        yield Finding("case-unreadable", f"This copy says that it has the format “{settings['format']}”.")
    for name in settings.keys() - SETTINGS:
        yield Finding("case-unreadable", f"There is a setting “{name}” that is not ours.", is_grave=False)


def _slips(store: Store, walked: Mapping[str, Walked]) -> Iterator[Finding]:
    said = [entry for one in walked.values() for entry in one.own]
    written: dict[str, list[Entry]] = {}
    for entry in said:
        if isinstance(entry.event, SlipWritten):
            written.setdefault(entry.event.slip, []).append(entry)
    withdrawn = {entry.event.slip for entry in said if isinstance(entry.event, SlipWithdrawn)}
    for slip in store.slips():
        entries = written.get(slip.name, [])
        ref = entries[0].ref if entries else ""
        if not entries and slip.name not in withdrawn:
            yield Finding("slip-unfit", f"No entry says that the slip {slip.name} was written.")
        elif slip.sealed is None and slip.name not in withdrawn:
            yield Finding("slip-unfit", f"No entry says why the slip {slip.name} was destroyed.", ref)
        elif slip.sealed is not None and slip.name in withdrawn:
            yield Finding("slip-unfit", f"The slip {slip.name} was withdrawn and is still here.", ref, is_grave=False)
        elif slip.sealed is not None and not any(_is_sealed(slip.sealed, entry) for entry in entries):
            yield Finding("slip-unfit", f"The slip {slip.name} is not the one that was written.", ref)


def _is_sealed(sealed: bytes, entry: Entry) -> bool:
    return isinstance(entry.event, SlipWritten) and entry.event.sealed == sha256(sealed).hexdigest()


def _report(
    case: str, walked: Mapping[str, Walked], findings: list[Finding], keys: Keys, trusted: str | None
) -> Report:
    logs = tuple(
        LogReport(one.log, one.size, one.root, one.signed, one.head, key_name(one.key), one.key in keys.trusted)
        for one in walked.values()
    )
    own = [finding for one in walked.values() for finding in one.findings]
    stray = {one.log for one in walked.values() if not one.key}
    findings = sorted([*findings, *own], key=lambda finding: _weight(finding, own, stray))
    is_sound = bool(logs) and not any(finding.is_grave for finding in findings)
    proved = words_proved(case, logs, trusted) if is_sound else ()
    not_proved = words_not_proved(first_unsigned(logs) if is_sound else ())
    return Report(case, logs, tuple(findings), proved, not_proved)


def _weight(finding: Finding, own: Sequence[Finding], stray: Container[str]) -> tuple[bool, int, str, int]:
    """Grave ones first; of these what concerns no entry, then what is wrong within a log, then what follows from it."""
    log, _, seq = finding.entry.rpartition("/")
    follows = 0 if not finding.entry else 3 if log in stray else 1 if finding in own else 2
    return not finding.is_grave, follows, log, int(seq or 0)
