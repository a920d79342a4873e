"""Consent: the mediator's deeds on a plan, each as a form, then what it means, then the entry; and how to undo one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from hudna.agreements import Agreement, PlanOffered, lint, read_plan
from hudna.desk.doorway import Door, page, show
from hudna.desk.faults import DESK
from hudna.desk.pages.agreement_terms import Terms, word
from hudna.desk.pages.agreement_texts import Seen, seen, versions
from hudna.desk.pages.consent_deeds import Call, Deed, Field, Ground, deeds, offering
from hudna.desk.pages.consent_effect import Effect, Overlaid, Reader, effect_of
from hudna.desk.pages.consent_upload import Upload, put_away, take_in, taken_in
from hudna.ground import NO_END, Fault
from hudna.house import Said, State
from hudna.journal import Decision

ACTION = "carry-offers"
FORM, CONFIRM = "desk/consent.html", "desk/consent_confirm.html"
LONGEST_LOOK = timedelta(hours=1)
"""For how long a deed without a time of its own is true at the instant at which its meaning was shown."""


@dataclass(frozen=True)
class DeedPage:
    """A form of a deed, with what was typed; ``fault``: why it was not taken; ``upload``: files handed in before."""

    deed: str
    title: str
    means: str
    plan: str
    version: str
    fields: tuple[Field, ...]
    takes_files: bool
    typed_at: str
    zone: str
    upload: str
    upload_title: str
    fault: Fault | None
    exercise: bool


@dataclass(frozen=True)
class ConfirmPage:
    """What recording a deed means, before it is recorded. ``said``: every field again, to be sent once more."""

    deed: str
    title: str
    plan: str
    version: str
    told: tuple[tuple[str, str], ...]
    said: tuple[tuple[str, str], ...]
    effect: Effect
    true_at: datetime
    zone: str
    upload: Upload | None
    upload_title: str
    lints: tuple[tuple[str, int], ...]
    exercise: bool


@dataclass(frozen=True)
class Draft:
    """A deed as typed and judged, not recorded yet."""

    deed: Deed
    plan: str
    version: str
    typed: Mapping[str, str]
    typed_at: str
    said: Said
    upload: Upload | None

    def texts(self, door: Door) -> Overlaid:
        """The texts of the case and that of the upload."""
        more = {self.upload.digest: self.upload.loaded} if self.upload else {}
        return Overlaid(door.case.texts, more)

    def decide(self, state: State, texts: Overlaid, typed: Mapping[str, str] | None = None) -> Sequence[Decision]:
        """The decisions on a state. Raises what the act raises."""
        packed, names = (self.upload.packed, self.upload.loaded.agreement.id) if self.upload else (b"", "")
        said = self.typed if typed is None else typed
        return self.deed.act(Call(state, texts, self.plan, self.version, self.said, said, packed, names))


@page(action=ACTION, purpose="put a version of a plan on record")
def offer_page(door: Door) -> HttpResponse:
    """Offer a version: the form, what it means, the entry."""
    known: dict[str, str] = {}
    for all_ in versions(door).values():
        known |= dict(_parties(all_[-1]))
    return _serve(door, offering(Ground(parties=tuple(known.items()), zone=door.zone)), "", "")


@page(action=ACTION, purpose="put on record what became of an offer")
def deed_page(door: Door, plan: str, version: str, deed: str) -> HttpResponse:
    """A deed on a version: the form, what it means, the entry."""
    one = seen(door, plan, version)
    known = deeds(ground_of(one))
    if deed not in known:
        raise Http404
    return _serve(door, known[deed], plan, version)


def deeds_for(one: Seen) -> Iterator[tuple[str, str]]:
    """Name and title of each deed that the visitor may do on a version."""
    if one.door.may(ACTION) and one.door.known_at is None:
        for deed in deeds(ground_of(one)).values():
            yield deed.name, deed.title


def still_open(agreement: Agreement) -> tuple[str, ...]:
    """The moments that a text leaves open: entry into force, events, signature."""
    found = [name for name, moment in agreement.events.items() if moment is None]
    if any(clause.kind == "entry-into-force" and clause.at is None for clause in agreement.clauses):
        found.insert(0, "entry-into-force")
    if agreement.signed is None:
        found.append("signature")
    return tuple(found)


def ground_of(one: Seen) -> Ground:
    """What the forms of a version need to know of it."""
    terms, waiting = Terms(one.text), []
    effect = read_plan(one.door.state.consents, one.plan, one.door.case.texts).effects[one.name]
    for reply in effect.replies:
        if reply.open and reply.ends == NO_END:
            waiting += [(f"{reply.party}/{name}", f"{name} ({terms.party(reply.party)})") for name in reply.open]
    zone = one.text.agreement.timezone or one.door.zone
    return Ground(_parties(one), still_open(one.text.agreement), tuple(dict.fromkeys(waiting)), zone)


def _parties(one: Seen) -> tuple[tuple[str, str], ...]:
    """The parties of a version that can answer, those first whom the text or the offer names."""
    terms, offer = Terms(one.text), one.version.offer
    named = [*offer.invited, offer.offered_by]
    for clause in one.text.agreement.clauses:
        named += [*getattr(clause, "invited", ()), *(getattr(clause, "by", None) or ())]
    known = one.text.parties.by_id
    first = [party for party in dict.fromkeys(named) if party in known]
    rest = sorted(party for party, entry in known.items() if entry.kind not in ("people", "umbrella"))
    return tuple((party, terms.party(party)) for party in dict.fromkeys([*first, *rest]))


def _serve(door: Door, deed: Deed, plan: str, version: str) -> HttpResponse:
    """Form, confirmation, entry: which of the three follows from what was sent. Nothing typed is lost on a fault."""
    given = door.request.POST
    typed = deed.read(given if door.request.method == "POST" else door.request.GET)
    form = replace(_blank(door, deed, plan, version, typed), typed_at=given.get("true_at", ""))
    if door.request.method != "POST":
        return show(door.request, FORM, form)
    try:
        upload = _upload(door, deed, given)
        if upload is not None:
            form = replace(form, upload=upload.digest, upload_title=_title(upload))
        if given.get("step") == "back":
            return show(door.request, FORM, form)
        deed.check(typed)
        draft = Draft(deed, plan, version, typed, form.typed_at, _said(door, given), upload)
        if given.get("step") == "record":
            return _record(door, draft, given.get("seal", ""))
        return show(door.request, CONFIRM, _confirm(door, draft))
    except Fault as fault:
        return show(door.request, FORM, replace(form, fault=fault), status=422)


def _blank(door: Door, deed: Deed, plan: str, version: str, typed: Mapping[str, str]) -> DeedPage:
    sent = door.request.method == "POST"
    fields = (replace(one, value=typed.get(one.name, "") or ("" if sent else one.value)) for one in deed.fields)
    return DeedPage(
        deed=deed.name,
        title=deed.title,
        means=deed.means,
        plan=plan,
        version=version,
        fields=tuple(fields),
        takes_files=deed.takes_files,
        typed_at="",
        zone=door.zone,
        upload="",
        upload_title="",
        fault=None,
        exercise=door.case.opened.exercise,
    )


def _upload(door: Door, deed: Deed, given: Mapping[str, str]) -> Upload | None:
    """The files chosen now; else those handed in before. Raises what taking them in raises."""
    if not deed.takes_files:
        return None
    files = door.request.FILES.getlist("files")
    if files:
        return take_in(files)
    if given.get("upload"):
        return taken_in(given["upload"])
    if given.get("step") == "back":
        return None
    raise DESK.fault("agreement-missing", _("No file was chosen."))


def _title(upload: Upload) -> str:
    return word(upload.loaded.agreement.title)


def _said(door: Door, given: Mapping[str, str]) -> Said:
    """When it was true: as typed; else when its meaning was shown, so that what is recorded is what was read."""
    said = door.said(given.get("true_at", "").strip())
    looked = given.get("looked", "")
    if given.get("true_at", "").strip() or not looked:
        return said
    try:
        shown = datetime.fromisoformat(looked).astimezone(UTC)
    except ValueError:
        return said
    return replace(said, at=shown) if timedelta(0) <= said.now - shown <= LONGEST_LOOK else said


def _confirm(door: Door, draft: Draft) -> ConfirmPage:
    texts = draft.texts(door)
    decisions = draft.decide(door.state, texts)
    effect = effect_of(
        door.state.consents, Reader.of(door, texts), _plan_of(draft, decisions), decisions, draft.said.at
    )
    upload = draft.upload
    counts: dict[str, int] = {}
    for one in lint(upload.loaded) if upload else ():
        counts[one.severity] = counts.get(one.severity, 0) + 1
    said = [*draft.typed.items(), ("true_at", draft.typed_at), ("looked", draft.said.at.isoformat())]
    said += [("seal", effect.seal), ("upload", upload.digest if upload else "")]
    return ConfirmPage(
        deed=draft.deed.name,
        title=draft.deed.title,
        plan=draft.plan,
        version=draft.version,
        told=tuple(_told(draft)),
        said=tuple(said),
        effect=effect,
        true_at=draft.said.at,
        zone=door.zone,
        upload=upload,
        upload_title=_title(upload) if upload else "",
        lints=tuple(counts.items()),
        exercise=door.case.opened.exercise,
    )


def _told(draft: Draft) -> Iterator[tuple[str, str]]:
    """What was typed, by label; of a choice its words."""
    for one in draft.deed.fields:
        value = draft.typed.get(one.name)
        if value:
            yield one.label, dict(one.choices).get(value, value)


def _plan_of(draft: Draft, decisions: Sequence[Decision]) -> str:
    offered = [one.event.plan for one in decisions if isinstance(one.event, PlanOffered)]
    return draft.plan or offered[0]


def _record(door: Door, draft: Draft, seal: str) -> HttpResponse:
    """Write the entry, unless it would mean something else than what was read. Raises moved-meanwhile."""
    texts, told = draft.texts(door), list[str]()
    reader = Reader.of(door, texts)
    hidden = {name: door.case.hide(value) if "[[" in value else value for name, value in draft.typed.items()}

    def decide(state: State) -> Sequence[Decision]:
        plain = draft.decide(state, texts)
        effect = effect_of(state.consents, reader, _plan_of(draft, plain), plain, draft.said.at)
        if effect.seal != seal:
            what = _("Somebody recorded something in the meantime, and this would now mean something else.")
            raise DESK.fault("moved-meanwhile", what)
        told.extend(effect.sentences)
        return draft.decide(state, texts, hidden)

    keep = (draft.upload.packed,) if draft.upload else ()
    entries = door.record(decide, draft.said, keep)
    if draft.upload:
        put_away(draft.upload.digest)
    messages.success(door.request, " ".join([_("It is on record."), *told]))
    offered = [entry.event for entry in entries if isinstance(entry.event, PlanOffered)]
    plan, version = (offered[0].plan, offered[0].version) if offered else (draft.plan, draft.version)
    return away(plan, version)


def away(plan: str, version: str) -> HttpResponse:
    """Off to the page of a version (303: to be fetched anew, whatever was sent)."""
    where = reverse("agreement-one", kwargs={"plan": plan, "version": version})
    return HttpResponse(status=303, headers={"Location": f"{where}#answers"})


urls: list[URLPattern] = [
    path("agreement/offer/", offer_page, name="agreement-offer"),
    path("agreement/<str:plan>/<str:version>/record/<slug:deed>/", deed_page, name="agreement-record"),
]
