"""Proofs as small files: that one entry is in a log, and that an older head is a beginning of a newer one.

Audit paths and consistency proofs are those of RFC 6962 §2.1. A file carries the signed head that it leads to, so
that it can be checked with nothing else at hand.
"""

from __future__ import annotations

from typing import Any

from hudna.ground import Fault
from hudna.journal.codec import canonical, envelope
from hudna.journal.faults import JOURNAL
from hudna.journal.heads import HEAD_FORMAT, head_of, packed, plain_head, read_document, unpacked
from hudna.journal.keys import fingerprint, is_signed
from hudna.journal.merkle import consistency, includes, inclusion, is_beginning, leaf, root
from hudna.journal.model import Head, Row
from hudna.journal.report import Finding, LogReport, Report, counted
from hudna.journal.store import Store

ENTRY_PROOF = "journal-proof/1"
BEGINNING_PROOF = "journal-beginning/1"


def prove_entry(store: Store, entry: str) -> bytes:
    """The proof that an entry (``log/seq`` or its hash in hex) is in its log; raises entry-missing, entry-unsigned."""
    with store.reading():
        row = _row(store, entry)
        head = store.last_head(row.log)
        if head is None or head.size <= row.seq:
            raise JOURNAL.fault("entry-unsigned", "No signed head covers it.", where=f"entry {row.log}/{row.seq}")
        path = inclusion(_hashes(store, row.log, head.size), row.seq)
    plain = {"head": plain_head(head), "hudna": ENTRY_PROOF, "path": [packed(one) for one in path]}
    return canonical({**plain, "entry": envelope(row)}) + b"\n"


def prove_beginning(store: Store, older: Head | tuple[str, int], newer: Head | None = None) -> bytes:
    """The proof that an older head, or the first entries of a log, are the beginning of what a newer head covers.

    ``newer``: by default the last head of the log. Raises entry-missing where there is no such size, fork where the
    older head was signed over another history.
    """
    log, size = (older.log, older.size) if isinstance(older, Head) else older
    with store.reading():
        head = newer or store.last_head(log)
        if head is None or head.log != log or not 0 < size <= head.size:
            raise JOURNAL.fault(
                "entry-missing", f"No head of the log {log} covers {counted(size, 'entry', 'entries')}."
            )
        hashes = _hashes(store, log, head.size)
    old_root = root(hashes[:size])
    if isinstance(older, Head) and older.root != old_root:
        raise JOURNAL.fault("fork", f"The older head was signed over another history of the log {log}.")
    old: dict[str, Any] = plain_head(older) if isinstance(older, Head) else {"root": packed(old_root), "size": size}
    path = [packed(one) for one in consistency(hashes, size)]
    return canonical({"head": plain_head(head), "hudna": BEGINNING_PROOF, "older": old, "path": path}) + b"\n"


def _row(store: Store, entry: str) -> Row:
    log, _, seq = entry.rpartition("/")
    if log and seq.isdecimal():
        found = next(iter(store.rows(log, int(seq), int(seq) + 1)), None)
    else:
        found = next((row for log in store.tails() for row in store.rows(log) if row.hash.hex() == entry), None)
    if found is None:
        raise JOURNAL.fault("entry-missing", f"There is no entry {entry}.")
    return found


def _hashes(store: Store, log: str, size: int) -> list[bytes]:
    return [row.hash for row in store.rows(log, 0, size)]


def check_proof(data: bytes, *, trusted_key: str | None = None, head: Head | None = None) -> Report:
    """Check a proof or a head with nothing else at hand; raises nothing, every fault becomes a finding.

    ``trusted_key``: fingerprint (or hex) of the key that must have signed. ``head``: one that you kept.
    """
    try:
        plain = read_document(data, ENTRY_PROOF, BEGINNING_PROOF, HEAD_FORMAT)
        given = head_of(plain["head"])
        findings = list(_of_head(given, trusted_key, head))
        if plain["hudna"] == HEAD_FORMAT:
            ref, proved = "", _check_head(plain, given)
        elif plain["hudna"] == ENTRY_PROOF:
            ref, proved = _check_entry(plain, given)
        else:
            ref, proved = _check_beginning(plain, given, head)
    except Fault as fault:
        return Report("", (), (Finding(fault.code, fault.what),), (), _NOT_PROVED)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Report("", (), (Finding("proof-unfit", "The file does not hold a proof."),), (), _NOT_PROVED)
    if not proved:
        findings.append(Finding("proof-unfit", "The path of the proof does not lead to the signed root.", ref))
    elif head is not None and head.size not in (given.size, plain.get("older", {}).get("size")):
        what = f"It says nothing of the head that you kept, over {counted(head.size, 'entry', 'entries')}."
        findings.append(Finding("proof-unfit", what, is_grave=False))
    key = fingerprint(given.key)
    log = LogReport(given.log, given.size, given.root, given.size, given, key, given.case.endswith(f"-{key}"))
    is_sound = not any(finding.is_grave for finding in findings)
    return Report(given.case, (log,), tuple(findings), (*proved, _whose(given)) if is_sound else (), _NOT_PROVED)


def _of_head(given: Head, trusted: str | None, kept: Head | None) -> list[Finding]:
    key = fingerprint(given.key)
    if not is_signed(given):
        return [Finding("head-forged", "The head in the proof does not bear a good signature.")]
    wanted = (trusted or "").replace("-", "").lower()
    if wanted and wanted not in (key.replace("-", ""), given.key.hex()):
        return [Finding("head-forged", f"The head in the proof was signed with the key {key}, not with {trusted}.")]
    if kept is None:
        return []
    if (kept.case, kept.log) != (given.case, given.log):
        return [Finding("other-case", "The head that you kept is of another case or log.")]
    if kept.key != given.key or (kept.size == given.size and kept.root != given.root):
        return [Finding("fork", "The head in the proof and the one that you kept tell different histories.")]
    return []


def _check_head(plain: dict[str, Any], head: Head) -> tuple[str, ...]:
    if len(plain) != 2:
        raise ValueError("no head")
    what = f"the log {head.log} of the case {head.case} had {counted(head.size, 'entry', 'entries')}"
    return (f"On {head.signed:%Y-%m-%d at %H:%M} UTC by its own clock, {what} with the root {head.root.hex()}.",)


def _check_entry(plain: dict[str, Any], head: Head) -> tuple[str, tuple[str, ...]]:
    text, path = canonical(plain["entry"]), [unpacked(one, 32) for one in plain["path"]]
    entry = envelope(Row(head.log, 0, leaf(text), text))
    log, seq = entry["log"], entry["seq"]
    if len(plain) != 4 or log != head.log or type(seq) is not int:
        raise ValueError("another log")
    ref = f"{log}/{seq}"
    if not includes(leaf(text), seq, head.size, path, head.root):
        return ref, ()
    what = f"The entry {ref} stands, to the letter, as number {seq + 1} of {head.size} in the log {log}"
    return ref, (f"{what} of the case {head.case}.",)


def _check_beginning(plain: dict[str, Any], head: Head, kept: Head | None) -> tuple[str, tuple[str, ...]]:
    older, path = plain["older"], [unpacked(one, 32) for one in plain["path"]]
    size, old_root = older["size"], unpacked(older["root"], 32)
    if len(plain) != 4 or type(size) is not int or len(older) not in (2, 7):
        raise ValueError("no older tree")
    if len(older) == 7:
        old = head_of(older)
        if not is_signed(old) or (old.case, old.log, old.key) != (head.case, head.log, head.key):
            raise JOURNAL.fault("head-forged", "The older head in the proof is not a good one of the same log.")
    if kept is not None and kept.size == size and kept.root != old_root:
        raise JOURNAL.fault("fork", "The older tree in the proof is not the one of the head that you kept.")
    if not is_beginning(size, old_root, head.size, head.root, path):
        return "", ()
    what = (
        f"The first {counted(size, 'entry', 'entries')} of the log {head.log} are the same now that it has {head.size}"
    )
    return "", (f"{what}: nothing was changed, taken out or put between.",)


def _whose(head: Head) -> str:
    key = fingerprint(head.key)
    if head.case.endswith(f"-{key}"):
        return f"The head was signed with the key {key}, the one that the name of the case ends in."
    return f"The head was signed with the key {key}; whether the case admits it stands in the case, not in this file."


_NOT_PROVED = (
    "That what the entry says is true: only that it was recorded, under which office and which key.",
    "Whose the key is, unless its fingerprint was compared with its owner by another way.",
    "What else was recorded, before or after, and whether the entry was struck or is in conflict.",
    "That clocks were right.",
)
