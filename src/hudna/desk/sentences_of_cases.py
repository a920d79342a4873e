"""Sentences on complaints, findings, rulings, and on what the sides file and answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hudna.desk.codes import (
    access_words,
    bearing_words,
    evidence_words,
    grade_words,
    ruling_words,
    stage_words,
    unit_words,
)
from hudna.desk.names import listed, verdict_words
from hudna.desk.telling import Telling, apart
from hudna.monitoring import (
    AccessDenied,
    CaseReopened,
    CasesJoined,
    ClocksSet,
    ComplaintReceived,
    DayCounted,
    DenialReceived,
    EvidenceAdded,
    FindingTakenUp,
    InquiryOpened,
    ItemConfirmed,
    ItemDenied,
    LedgerFiled,
    PartyTold,
    ReplyReceived,
    Ruled,
    Spot,
)

Tell = Callable[[Any, Telling], str]


def _complaint(event: ComplaintReceived, telling: Telling) -> str:
    who = telling.party(event.complainant) if event.standing == "party" else apart(event.complainant)
    told = {"case": apart(event.case), "who": who, "words": apart(event.words)}
    if event.against:
        words = _("Case %(case)s: %(who)s complains of %(against)s: “%(words)s”")
        return _also(words % {**told, "against": telling.party(event.against)}, _facts(event, telling))
    return _also(_("Case %(case)s: %(who)s complains, of nobody named: “%(words)s”") % told, _facts(event, telling))


def _facts(event: ComplaintReceived, telling: Telling) -> list[str]:
    """When, where, what and under which clause it is said to have happened, and who must be told, too."""
    facts = []
    if event.span:
        facts.append(_("said to have happened %(window)s") % {"window": telling.window(event.span)})
    if event.spot:
        facts.append(_spot(event.spot, telling))
    if event.act:
        facts.append(apart(telling.names.act(event.act) if telling.names else event.act))
    if event.clause:
        facts.append(_("clause %(clause)s") % {"clause": apart(event.clause)})
    if event.plan:
        told = {"plan": apart(event.plan), "version": apart(event.version or "–")}
        facts.append(_("plan %(plan)s, version %(version)s") % told)
    if event.sources:
        facts.append(_("source: %(sources)s") % {"sources": listed(tuple(map(apart, event.sources)))})
    if event.parties:
        facts.append(_("to be told, too: %(parties)s") % {"parties": telling.parties(event.parties)})
    return facts


def _spot(spot: Spot, telling: Telling) -> str:
    area = apart(telling.names.area(spot.area) if telling.names else spot.area)
    if not spot.lon:
        return _("in %(area)s") % {"area": area}
    place = _("within %(metres)s m of %(place)s") % {
        "metres": apart(str(spot.radius_m)),
        "place": apart(f"{spot.lon}, {spot.lat}"),
    }
    return _("%(place)s, in %(area)s") % {"place": place, "area": area} if spot.area else place


def _also(sentence: str, facts: list[str]) -> str:
    """A sentence with facts behind it."""
    return _("%(sentence)s (%(facts)s)") % {"sentence": sentence, "facts": "; ".join(facts)} if facts else sentence


def _finding(event: FindingTakenUp, telling: Telling) -> str:
    told = {
        "case": apart(event.case),
        "incident": apart(event.incident_id),
        "clause": apart(event.clause),
        "verdict": verdict_words(event.verdict),
        "p": apart(event.p),
    }
    sentence = _(
        "Case %(case)s: the finding on incident %(incident)s under clause %(clause)s was taken up "
        "(%(verdict)s, probability %(p)s)"
    )
    facts = [_("author by the finding: %(party)s") % {"party": telling.party(event.against)}] if event.against else []
    if event.parties:
        facts.append(_("to be told, too: %(parties)s") % {"parties": telling.parties(event.parties)})
    return _also(sentence % told, facts)


def _inquiry(event: InquiryOpened, telling: Telling) -> str:
    told = {"case": apart(event.case), "office": apart(event.office)}
    return _("Case %(case)s was given to %(office)s to inquire") % told


def _evidence(event: EvidenceAdded, telling: Telling) -> str:
    told = {
        "case": apart(event.case),
        "kind": evidence_words(event.evidence),
        "bearing": bearing_words(event.bearing),
        "words": apart(event.words),
    }
    facts = [access_words(event.access)] if event.access != "granted" else []
    if event.held:
        facts.append(_("a file of it is kept: %(file)s") % {"file": apart(event.held)})
    sentence = _("Case %(case)s: evidence, %(kind)s, which %(bearing)s: “%(words)s”")
    return _also(sentence % told, facts)


def _no_access(event: AccessDenied, telling: Telling) -> str:
    told = {"case": apart(event.case), "place": apart(event.place), "words": apart(event.words)}
    if event.party:
        words = _("Case %(case)s: those who inquire were kept from %(place)s by %(party)s: “%(words)s”")
        return words % {**told, "party": telling.party(event.party)}
    words = _("Case %(case)s: those who inquire were kept from %(place)s, by whom is not established: “%(words)s”")
    return words % told


def _denial(event: DenialReceived, telling: Telling) -> str:
    told = {"case": apart(event.case), "party": telling.party(event.party), "words": apart(event.words)}
    if event.of:
        sentence = _("Case %(case)s: %(party)s denies entry %(entry)s: “%(words)s”")
        return sentence % {**told, "entry": telling.entry(event.of)}
    return _("Case %(case)s: %(party)s denies the allegation: “%(words)s”") % told


def _ruling(event: Ruled, telling: Telling) -> str:
    told = {"case": apart(event.case), "ruling": ruling_words(event.ruling), "reasons": apart(event.reasons)}
    if event.against:
        sentence = _("Case %(case)s was ruled on: %(ruling)s by %(party)s of clause %(clause)s. Reasons: “%(reasons)s”")
        sentence %= {**told, "party": telling.party(event.against), "clause": apart(event.clause or "–")}
    else:
        sentence = _("Case %(case)s was ruled on: %(ruling)s. Reasons: “%(reasons)s”") % told
    facts = []
    if not event.against and event.clause:
        facts.append(_("clause %(clause)s") % {"clause": apart(event.clause)})
    for grade, words in (
        (event.occurrence, _("that it happened: %(grade)s, %(words)s")),
        (event.attribution, _("who did it: %(grade)s, %(words)s")),
    ):
        if grade:
            facts.append(words % {"grade": apart(grade), "words": grade_words(grade)})
    return _also(sentence, facts)


def _told(event: PartyTold, telling: Telling) -> str:
    told = {"case": apart(event.case), "party": telling.party(event.party), "through": apart(event.through)}
    return _("Case %(case)s: %(party)s was told of the ruling through %(through)s") % told


def _reply(event: ReplyReceived, telling: Telling) -> str:
    told = {"case": apart(event.case), "party": telling.party(event.party), "words": apart(event.words)}
    return _("Case %(case)s: %(party)s replies to the ruling: “%(words)s”") % told


def _reopened(event: CaseReopened, telling: Telling) -> str:
    return _("Case %(case)s was opened again: “%(why)s”") % {"case": apart(event.case), "why": apart(event.why)}


def _joined(event: CasesJoined, telling: Telling) -> str:
    told = {"case": apart(event.case), "into": apart(event.into), "why": apart(event.why)}
    return _("Case %(case)s is carried by case %(into)s from now on: “%(why)s”") % told


def _clocks(event: ClocksSet, telling: Telling) -> str:
    lengths = listed(tuple(f"{stage_words(stage)} {apart(length)}" for stage, length in sorted(event.clocks.items())))
    if event.case:
        told = {"case": apart(event.case), "lengths": lengths}
        return _("Case %(case)s: how long it may stay in a stage: %(lengths)s") % told
    return _("How long every case may stay in a stage: %(lengths)s") % {"lengths": lengths}


def _filed(event: LedgerFiled, telling: Telling) -> str:
    told = {
        "side": telling.party(event.side),
        "window": telling.window(event.window),
        "count": apart(str(event.count)),
        "unit": unit_words(event.unit),
        "items": apart(str(event.items)),
        "file": apart(event.sha256[:12]),
    }
    return (
        _(
            "%(side)s filed its ledger for %(window)s: it states %(count)s (%(unit)s) and lists %(items)s "
            "(file %(file)s)"
        )
        % told
    )


def _counted(event: DayCounted, telling: Telling) -> str:
    told = {
        "side": telling.party(event.side),
        "window": telling.window(event.window),
        "count": apart(str(event.count)),
        "unit": unit_words(event.unit),
    }
    facts = []
    if event.confirmed is not None:
        words = ngettext(
            "it says that the other side confirms %(n)s of them",
            "it says that the other side confirms %(n)s of them",
            event.confirmed,
        )
        facts.append(words % {"n": apart(str(event.confirmed))})
    for part in event.of_which:
        told_part = {"count": apart(str(part.count)), "whose": telling.party(part.whose)}
        facts.append(_("%(count)s of them it ascribes to %(whose)s") % told_part)
    return _also(_("%(side)s counts %(count)s (%(unit)s) for %(window)s") % told, facts)


def _answered(event: ItemConfirmed | ItemDenied, telling: Telling) -> str:
    told = {"side": telling.party(event.side), "item": apart(event.item), "of": telling.party(event.of)}
    if isinstance(event, ItemConfirmed):
        sentence = _("%(side)s confirms item %(item)s of the ledger of %(of)s") % told
    else:
        sentence = _("%(side)s denies item %(item)s of the ledger of %(of)s") % told
    facts = [_("that for %(window)s") % {"window": telling.window(event.window)}] if event.window else []
    if event.words:
        facts.append(f"“{apart(event.words)}”")
    return _also(sentence, facts)


CASES: Mapping[type, Tell] = {
    ComplaintReceived: _complaint,
    FindingTakenUp: _finding,
    InquiryOpened: _inquiry,
    EvidenceAdded: _evidence,
    AccessDenied: _no_access,
    DenialReceived: _denial,
    Ruled: _ruling,
    PartyTold: _told,
    ReplyReceived: _reply,
    CaseReopened: _reopened,
    CasesJoined: _joined,
    ClocksSet: _clocks,
    LedgerFiled: _filed,
    DayCounted: _counted,
    ItemConfirmed: _answered,
    ItemDenied: _answered,
}
