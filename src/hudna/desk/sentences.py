"""Sentences: every kind of event told in one plain sentence, in the reader's language.

A sentence says what the entry says and no more: an allegation is what somebody alleges, a count what a side counts, a
ruling what was decided. What was typed stands between isolates, so that it reads well in either direction; a name that
lies on a slip is told as that. Who recorded it, and when, stands beside the sentence and not in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from hudna.agreements import (
    AcceptanceWithdrawn,
    ConditionSettled,
    MomentFixed,
    OfferWithdrawn,
    PlanAccepted,
    PlanCountered,
    PlanHandedOver,
    PlanOffered,
    PlanReceived,
    PlanRefused,
    PlanTransmitted,
    RenewalAgreed,
)
from hudna.bulletin import ReleaseAnswered, ReleaseAsked
from hudna.desk.codes import begun_words, holds_words, how_words, moment_words
from hudna.desk.names import Names, listed
from hudna.desk.sentences_of_cases import CASES, Tell
from hudna.desk.sentences_of_exchange import EXCHANGE
from hudna.desk.telling import Telling, apart, without_slips
from hudna.journal import (
    BulkImported,
    CaseOpened,
    ConflictResolved,
    Entry,
    EntryStruck,
    KeyAdmitted,
    KeyWithdrawn,
    LogBegun,
    SlipRead,
    SlipWithdrawn,
    SlipWritten,
    fingerprint,
)
from hudna.matching import JudgementWithdrawn, PairJudged


def sentence(
    entry: Entry,
    zone: str,
    names: Names | None = None,
    refs: Mapping[str, str] | None = None,
    *,
    slips: bool = False,
) -> str:
    """What an entry says, in one sentence without its full stop.

    ``zone``: on whose clock times are told. ``names``: what parties and acts are called. ``refs``: hash → number of the
    entries that the reader sees. ``slips``: leave references to slips as they stand, for a page that shows a way to
    open them.
    """
    told = SENTENCES[type(entry.event)](entry.event, Telling(zone, names, refs or {}))
    return told if slips else without_slips(told)


def _version(event: Any) -> dict[str, str]:
    return {"plan": apart(event.plan), "version": apart(event.version)}


def _offered(event: PlanOffered, telling: Telling) -> str:
    told = {**_version(event), "to": apart(event.to), "who": telling.party(event.offered_by)}
    if event.offered_by:
        sentence = _("Version %(version)s of %(plan)s was offered by %(who)s and given to %(to)s") % told
    else:
        sentence = _("Version %(version)s of %(plan)s was proposed by the mediator and given to %(to)s") % told
    facts = []
    if event.invited:
        facts.append(_("asked for an answer: %(parties)s") % {"parties": telling.parties(event.invited)})
    if event.expires:
        facts.append(_("open until %(moment)s") % {"moment": telling.moment(event.expires)})
    if event.may_serve:
        facts.append(_("may serve for %(areas)s, too") % {"areas": listed(tuple(map(apart, event.may_serve)))})
    return _with(sentence, facts)


def _with(sentence: str, facts: list[str]) -> str:
    return _("%(sentence)s (%(facts)s)") % {"sentence": sentence, "facts": "; ".join(facts)} if facts else sentence


def _through(through: str) -> list[str]:
    """By which channel or office, where that was said."""
    return [_("through %(through)s") % {"through": apart(through)}] if through else []


def _handed_over(event: PlanHandedOver, telling: Telling) -> str:
    told = {**_version(event), "to": apart(event.mediator)}
    sentence = _("Version %(version)s of %(plan)s was handed to %(to)s") % told
    asks = [_("asked to: %(asks)s") % {"asks": listed(tuple(map(apart, event.asks)))}] if event.asks else []
    return _with(sentence, asks)


def _transmitted(event: PlanTransmitted, telling: Telling) -> str:
    told = {**_version(event), "party": telling.party(event.party)}
    return _with(_("Version %(version)s of %(plan)s was sent to %(party)s") % told, _through(event.through))


def _received(event: PlanReceived, telling: Telling) -> str:
    told = {**_version(event), "party": telling.party(event.party)}
    return _with(_("%(party)s has received version %(version)s of %(plan)s") % told, _through(event.through))


def _countered(event: PlanCountered, telling: Telling) -> str:
    told = {**_version(event), "party": telling.party(event.party), "own": apart(event.with_version)}
    sentence = _("%(party)s answered version %(version)s of %(plan)s with a version of its own, %(own)s") % told
    return _with(sentence, _through(event.through))


def _accepted(event: PlanAccepted, telling: Telling) -> str:
    told = {**_version(event), "party": telling.party(event.party)}
    facts = _through(event.through)
    if not event.conditions:
        return _with(_("%(party)s accepted version %(version)s of %(plan)s") % told, facts)
    told["conditions"] = "; ".join(f"{apart(one.id)}: “{apart(one.words)}”" for one in event.conditions)
    return _with(_("%(party)s accepted version %(version)s of %(plan)s, if: %(conditions)s") % told, facts)


def _refused(event: PlanRefused, telling: Telling) -> str:
    told = {**_version(event), "party": telling.party(event.party)}
    sentence = _with(_("%(party)s refused version %(version)s of %(plan)s") % told, _through(event.through))
    return f"{sentence}: “{apart(event.why)}”" if event.why else sentence


def _settled(event: ConditionSettled, telling: Telling) -> str:
    told = {**_version(event), "party": telling.party(event.party), "condition": apart(event.condition)}
    told["how"] = how_words(event.how)
    return _("Condition %(condition)s of %(party)s to version %(version)s of %(plan)s: %(how)s") % told


def _offer_withdrawn(event: OfferWithdrawn, telling: Telling) -> str:
    told = {**_version(event), "why": apart(event.why)}
    return _("The offer of version %(version)s of %(plan)s was taken back: “%(why)s”") % told


def _withdrawn(event: AcceptanceWithdrawn, telling: Telling) -> str:
    told = {**_version(event), "party": telling.party(event.party), "notice": apart(event.notice)}
    told["why"] = apart(event.why)
    return (
        _("%(party)s gave notice of %(notice)s that version %(version)s of %(plan)s binds it no more: “%(why)s”") % told
    )


def _fixed(event: MomentFixed, telling: Telling) -> str:
    told = {**_version(event), "what": moment_words(event.moment)}
    told["moment"] = telling.moment_on(event.instant, event.zone)
    return _("For version %(version)s of %(plan)s was fixed: %(what)s at %(moment)s") % told


def _renewed(event: RenewalAgreed, telling: Telling) -> str:
    told = {**_version(event), "moment": telling.moment_on(event.until, event.zone)}
    return _("Version %(version)s of %(plan)s is to last until %(moment)s") % told


def _opened(event: CaseOpened, telling: Telling) -> str:
    told = {"case": apart(event.case), "title": apart(event.title), "desk": apart(event.desk)}
    told["zone"] = apart(event.zone)
    if event.exercise:
        return _("The case %(case)s was opened at desk %(desk)s as an exercise (clock %(zone)s): “%(title)s”") % told
    return _("The case %(case)s was opened at desk %(desk)s (clock %(zone)s): “%(title)s”") % told


def _begun(event: LogBegun, telling: Telling) -> str:
    told = {"desk": apart(event.desk), "why": begun_words(event.why), "key": _key(event.key)}
    sentence = _("Desk %(desk)s began a log of its own under key %(key)s: %(why)s") % told
    return _with(sentence, [_("after %(log)s") % {"log": apart(event.after)}] if event.after else [])


def _key(key: str) -> str:
    try:
        return apart(fingerprint(bytes.fromhex(key)))
    except ValueError:
        return apart(key)


def _admitted(event: KeyAdmitted, telling: Telling) -> str:
    return _("The key %(key)s of desk %(desk)s was admitted") % {"key": _key(event.key), "desk": apart(event.desk)}


def _key_withdrawn(event: KeyWithdrawn, telling: Telling) -> str:
    told = {"key": _key(event.key), "moment": telling.moment(event.since), "why": apart(event.why)}
    return _("What the key %(key)s signs from %(moment)s on is not trusted: “%(why)s”") % told


def _slip_written(event: SlipWritten, telling: Telling) -> str:
    told = {"slip": apart(event.slip), "holds": holds_words(event.holds), "seal": apart(event.commitment[:12])}
    return _("Slip %(slip)s was written; it holds %(holds)s (commitment %(seal)s)") % told


def _slip_read(event: SlipRead, telling: Telling) -> str:
    told = {"slips": listed(tuple(map(apart, event.slips))), "purpose": apart(event.purpose)}
    return _("Slips were opened (%(slips)s) for: “%(purpose)s”") % told


def _pair_judged(event: PairJudged, telling: Telling) -> str:
    told = {"why": apart(event.why)}
    if event.verdict == "same":
        return _("Two rows of lists were judged to be one person: “%(why)s”") % told
    return _("Two rows of lists were judged to be two people: “%(why)s”") % told


def _judgement_withdrawn(event: JudgementWithdrawn, telling: Telling) -> str:
    return _("A judgement on two rows of lists was taken back: “%(why)s”") % {"why": apart(event.why)}


def _slip_withdrawn(event: SlipWithdrawn, telling: Telling) -> str:
    told = {"slip": apart(event.slip), "why": apart(event.why)}
    return _("Slip %(slip)s was destroyed: “%(why)s”") % told


def _imported(event: BulkImported, telling: Telling) -> str:
    told = {"name": apart(event.name), "rows": apart(f"{event.rows:,}"), "reader": apart(event.reader)}
    told |= {"file": apart(event.sha256[:12]), "root": apart(event.root[:12])}
    return (
        _("The file %(name)s came in: %(rows)s rows, read as %(reader)s (file %(file)s, root of its rows %(root)s)")
        % told
    )


def _struck(event: EntryStruck, telling: Telling) -> str:
    told = {"entry": telling.entry(event.entry), "why": apart(event.why)}
    return _("Entry %(entry)s was struck as a mistake of the desk: “%(why)s”") % told


def _resolved(event: ConflictResolved, telling: Telling) -> str:
    told = {"thing": apart(event.thing), "entry": telling.entry(event.chosen), "why": apart(event.why)}
    return _("Of the decisions on %(thing)s that of entry %(entry)s stands: “%(why)s”") % told


def _asked(event: ReleaseAsked, telling: Telling) -> str:
    told = {"release": apart(event.release), "to": telling.parties(event.to), "why": apart(event.why)}
    told["entries"] = listed(tuple(map(telling.entry, event.entries)))
    sentence = _("Release %(release)s: entries %(entries)s to %(to)s: “%(why)s”") % told
    return _with(sentence, [_("a second office has to agree")] if event.guarded else [])


def _answered(event: ReleaseAnswered, telling: Telling) -> str:
    told = {"release": apart(event.release)}
    sentence = (
        _("A second office agreed to release %(release)s")
        if event.granted
        else _("A second office did not agree to release %(release)s")
    ) % told
    return f"{sentence}: “{apart(event.why)}”" if event.why else sentence


SENTENCES: Mapping[type, Tell] = {
    PlanOffered: _offered,
    PlanHandedOver: _handed_over,
    PlanTransmitted: _transmitted,
    PlanReceived: _received,
    PlanCountered: _countered,
    PlanAccepted: _accepted,
    PlanRefused: _refused,
    ConditionSettled: _settled,
    OfferWithdrawn: _offer_withdrawn,
    AcceptanceWithdrawn: _withdrawn,
    MomentFixed: _fixed,
    RenewalAgreed: _renewed,
    **CASES,
    **EXCHANGE,
    CaseOpened: _opened,
    LogBegun: _begun,
    KeyAdmitted: _admitted,
    KeyWithdrawn: _key_withdrawn,
    SlipWritten: _slip_written,
    SlipRead: _slip_read,
    SlipWithdrawn: _slip_withdrawn,
    BulkImported: _imported,
    EntryStruck: _struck,
    ConflictResolved: _resolved,
    ReleaseAsked: _asked,
    ReleaseAnswered: _answered,
    PairJudged: _pair_judged,
    JudgementWithdrawn: _judgement_withdrawn,
}
"""The sentence of every kind of event."""
