"""Verify: the whole record is checked from its first byte to its last, and what that proves is told in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hudna.desk.deeds import MOST_FILE
from hudna.desk.doorway import Door, page
from hudna.desk.faults import DESK
from hudna.ground import Fault
from hudna.house import codec
from hudna.journal import Head, Report, read_head, verify_store

MOST_FINDINGS = 20


@dataclass(frozen=True)
class FindingShown:
    """Something that is not as it should be. ``what`` is told to the mission only: it may quote an entry."""

    code: str
    what: str
    entry: str
    grave: bool
    remedy: str


@dataclass(frozen=True)
class LogShown:
    """One log of the record, as it was found."""

    log: str
    size: int
    signed: int
    key: str
    admitted: bool


@dataclass(frozen=True)
class VerifyPage:
    """What a verification found, or the form that asks for one (``asked`` false)."""

    zone: str
    asked: bool
    when: datetime
    case: str
    key: str
    sound: bool
    first_bad: str
    logs: tuple[LogShown, ...]
    findings: tuple[FindingShown, ...]
    more: int
    proved: tuple[str, ...]
    not_proved: tuple[str, ...]
    fault: Fault | None


@page(action="see-journal", purpose="verify the record", template="desk/verify.html")
def verify(door: Door) -> VerifyPage | HttpResponse:
    """Check this copy of the case. Asked for with POST, since it reads everything."""
    key, now = door.request.POST.get("key", "").strip()[:100], datetime.now(UTC)
    nothing = VerifyPage(door.zone, False, now, door.case.name, key, False, "", (), (), 0, (), (), None)
    if door.request.method != "POST":
        return nothing
    try:
        kept = _kept(door)
    except Fault as fault:
        return VerifyPage(door.zone, False, now, door.case.name, key, False, "", (), (), 0, (), (), fault)
    report = verify_store(door.case.store, now=now, codec=codec(), trusted_key=key or None, kept=kept)
    return _told(door, report, key, now)


def _kept(door: Door) -> Head | None:
    """The head that the visitor kept, if one was handed in. Raises proof-unfit, head-forged, upload-too-big."""
    given = door.request.FILES.get("head")
    if given is None:
        return None
    if (given.size or 0) > MOST_FILE:
        raise DESK.fault("upload-too-big", _("A head is a small file; this one is not."))
    return read_head(given.read())


def _told(door: Door, report: Report, key: str, now: datetime) -> VerifyPage:
    limited = door.visit.compartments is not None
    findings = [
        FindingShown(one.code, "" if limited else one.what, one.entry, one.is_grave, one.remedy)
        for one in report.findings[:MOST_FINDINGS]
    ]
    logs = [LogShown(log.log, log.size, log.signed, log.fingerprint, log.is_admitted) for log in report.logs]
    return VerifyPage(
        zone=door.zone,
        asked=True,
        when=now,
        case=report.case,
        key=key,
        sound=report.is_sound,
        first_bad=report.first_bad,
        logs=tuple(logs),
        findings=tuple(findings),
        more=max(0, len(report.findings) - MOST_FINDINGS),
        proved=proved(report, key),
        not_proved=not_proved(report.unsigned if report.is_sound else ()),
        fault=None,
    )


def proved(report: Report, key: str) -> tuple[str, ...]:
    """What a sound record proves, in the reader's language; nothing where it is not sound."""
    if not report.is_sound:
        return ()
    entries, told = sum(log.signed for log in report.logs), {"case": report.case, "key": key}
    counts = {"entries": entries, "logs": len(report.logs)}
    if key:
        last = _("The case %(case)s was opened with the key %(key)s that you named.") % told
    else:
        last = _("The case %(case)s was opened with the key whose fingerprint its name ends in.") % told
    rest = {"rest": sum(log.size - log.signed for log in report.logs)}
    unsigned = _(
        "Entries at the end that are not signed for yet: %(rest)s. "
        "Each follows the one before it by its hash, so that no accident changed it."
    )
    return (
        _("Entries: %(entries)s, logs: %(logs)s. Each entry is, to the letter, the one that the key of its log signed.")
        % counts,
        _("Within each log no entry was changed, added, taken out or moved before its last signed head."),
        _("Where an entry names what its author had seen of other logs, that is what stands there."),
        *([unsigned % rest] if rest["rest"] else ()),
        last,
    )


def not_proved(unsigned: tuple[str, ...] = ()) -> tuple[str, ...]:
    """What no record can prove by itself, and what this one does not prove yet: entries that are not signed for."""
    yet = _(
        "That the entries from %(entries)s on are those that the desk recorded, and all of them: they are "
        "not signed for yet, and whoever could write to this copy could have put others there or taken some away."
    )
    return (
        *([yet % {"entries": ", ".join(unsigned)}] if unsigned else ()),
        _("That what an entry says is true: only that it was recorded, under which office and which key."),
        _("Whose a key is, unless its fingerprint was compared with its owner by another way."),
        _("That nothing was taken off the end, or that no other copy has more: compare with a head that you kept."),
        _("That clocks were right: both instants of an entry are what its desk wrote down."),
        _("That bulk data whose hash is recorded is complete or true; a file that is here is the one recorded."),
        _("What encrypted slips hold: that is checked against the record when they are opened."),
    )
