"""Codes in words: stages, rulings, kinds of evidence, grades, answers and units as the reader's language says them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def stage_words(stage: str) -> str:
    """What a stage of a case is called."""
    return {
        "received": _("received"),
        "inquiry": _("under inquiry"),
        "evidence": _("with evidence"),
        "ruled": _("ruled on"),
        "told": _("told to the parties"),
        "replied": _("replied to"),
        "closed": _("closed"),
        "joined": _("carried by another case"),
    }.get(stage, stage)


def ruling_words(ruling: str) -> str:
    """What a ruling is called."""
    return {
        "violation": _("violation"),
        "no violation": _("no violation"),
        "not attributable": _("not attributable"),
        "insufficient access": _("insufficient access"),
        "not verifiable": _("not verifiable"),
        "violation of another": _("violation by another party"),
        "open": _("without a ruling"),
        "joined": _("carried by another complaint"),
    }.get(ruling, ruling)


def evidence_words(kind: str) -> str:
    """What a kind of evidence is called."""
    return {
        "witness": _("a witness"),
        "visit": _("a visit to the place"),
        "image": _("an image"),
        "document": _("a document"),
        "crater": _("a crater"),
        "video": _("a video"),
        "sensor": _("a sensor"),
        "other": _("something else"),
    }.get(kind, kind)


def bearing_words(bearing: str) -> str:
    """What evidence speaks for."""
    return {
        "supports": _("speaks for the allegation"),
        "contradicts": _("speaks against the allegation"),
        "neutral": _("speaks for neither"),
    }.get(bearing, bearing)


def access_words(access: str) -> str:
    """Whether those who inquire could reach the place."""
    return {
        "granted": _("the place could be reached"),
        "denied": _("access was denied"),
        "none": _("there was no access"),
    }.get(access, access)


def standing_words(standing: str) -> str:
    """As what somebody complains."""
    return {
        "party": _("a party"),
        "office": _("an office or organisation"),
        "public": _("somebody of the public"),
    }.get(standing, standing)


def answer_words(answer: str | None) -> str:
    """What a side says of an item of another's ledger."""
    return {"confirmed": _("confirmed"), "denied": _("denied"), "no answer": _("not answered")}.get(answer or "", "")


def unit_words(unit: str) -> str:
    """What a ledger counts."""
    return {
        "incident": _("incidents"),
        "complaint": _("complaints"),
        "observed item": _("observed items"),
    }.get(unit, unit)


def holds_words(holds: str) -> str:
    """What is on a slip."""
    return {"name": _("a name"), "text": _("a text"), "file": _("a file")}.get(holds, holds)


def how_words(how: str) -> str:
    """What became of a condition of an acceptance."""
    return {"met": _("met"), "waived": _("waived"), "refused": _("refused by the others")}.get(how, how)


def moment_words(moment: str) -> str:
    """Which instant a text left open."""
    return {"entry-into-force": _("entry into force"), "signature": _("signature")}.get(moment, moment)


def begun_words(why: str) -> str:
    """Why a desk began a log."""
    return {
        "copied": _("it goes on from a copy"),
        "joined": _("it joins the case"),
        "new-key": _("it has a new key"),
    }.get(why, why)


def grade_words(grade: str) -> str:
    """A grade on the Admiralty scale in words: how reliable the source is, how credible what it says."""
    source = {
        "A": _("source reliable"),
        "B": _("source usually reliable"),
        "C": _("source fairly reliable"),
        "D": _("source not usually reliable"),
        "E": _("source unreliable"),
        "F": _("reliability of the source cannot be judged"),
    }.get(grade[:1], "")
    said = {
        "1": _("confirmed by others"),
        "2": _("probably true"),
        "3": _("possibly true"),
        "4": _("doubtful"),
        "5": _("improbable"),
        "6": _("truth cannot be judged"),
    }.get(grade[1:], "")
    return _("%(source)s, %(said)s") % {"source": source, "said": said} if source and said else grade


def status_words(status: str) -> str:
    """What is said to be with a person of an exchange."""
    return {
        "claimed-held": _("said by who asks for them to be held"),
        "acknowledged": _("acknowledged by the holder"),
        "denied": _("denied by the holder"),
        "located": _("seen by the neutral body"),
        "said-dead": _("said to be dead"),
        "proved-dead": _("proved dead"),
        "released": pgettext("of a person", "released"),
        "refuses": _("wishes to stay"),
        "unknown": _("not known"),
    }.get(status, status)


def ticked_words(what: str) -> str:
    """What was ticked of a person at a hand-over."""
    return {
        "boarded": _("boarded"),
        "handed-over": _("handed over"),
        "received": pgettext("of a person", "received"),
        "seen": _("seen across"),
        "absent": _("not here"),
        "turned-back": _("turned back"),
        "wrong-person": _("somebody else"),
        "died": _("died on the way"),
    }.get(what, what)


def closed_words(how: str) -> str:
    """How a hand-over ended."""
    return {
        "complete": _("complete"),
        "in-part": _("in part"),
        "stopped": _("stopped"),
    }.get(how, how)


def list_words(kind: str) -> str:
    """What a list of an exchange is of."""
    return {"wanted": _("whom it asks for"), "held": _("whom it holds")}.get(kind, kind)
