"""Labels: what a negotiator calls each field of an agreement; {0} is the party, phase or term it belongs to."""

from __future__ import annotations

LABELS: dict[str, str] = {
    "Agreement.title": "the title",
    "Agreement.status": "the status",
    "Agreement.version": "the version",
    "Agreement.timezone": "the time zone",
    "Agreement.signed": "the signature",
    "Event.at": "the event “{0}”",
    "Definition.means": "the meaning of “{0}”",
    "Definition.acts": "the acts that “{0}” stands for",
    "Source.title": "the title of source “{0}”",
    "EntryIntoForce.at": "entry into force",
    "DurationClause.open_ended": "whether it is open-ended",
    "Renewal.how": "the way of renewal",
    "Renewal.length": "the length of a renewal",
    "Renewal.notice": "the notice of a renewal",
    "Renewal.renewed": "an end agreed later",
    "Acceptance.deadline": "the deadline for acceptance",
    "Acceptance.invited": "the parties invited",
    "Acceptance.accession": "later accession",
    "Acceptance.notice": "the notice of a withdrawal",
    "Answer.answer": "the answer of {0}",
    "Answer.at": "the time at which {0} answered",
    "Answer.through": "the channel of {0}",
    "Answer.accession": "whether {0} joined later",
    "Answer.withdrawn": "the withdrawal of {0}",
    "Exclusion.parties": "the parties excluded",
    "Exclusion.designated_by": "who designates",
    "Designation.since": "the designation of {0}",
    "Designation.until": "the end of the designation of {0}",
    "Designation.reference": "the reference for {0}",
    "Freeze.baseline": "the day of the positions to keep",
    "Withdrawal.done_by": "the day by which it is done",
    "Permission.of": "the clauses that it excepts from",
    "Phase.what": "the wording of phase {0}",
    "Phase.who": "who moves in phase {0}",
    "Phase.leaves": "the ground left in phase {0}",
    "Phase.enters": "the ground entered in phase {0}",
    "Phase.begins": "the beginning of phase {0}",
    "Phase.done_by": "the end of phase {0}",
    "Phase.after": "what phase {0} comes after",
    "Quantity.count": "the quantity",
    "Quantity.per": "the period of the quantity",
    "SubQuota.count": "the part of “{0}”",
    "Deadline.due": "the deadline",
    "after": "what it comes after",
    "acts": "the acts",
    "by": "the authors",
    "against": "the targets",
    "weapons": "the weapons",
    "hours": "the hours of the day",
    "since": "the beginning",
    "begins": "the beginning",
    "until": "the end",
    "uses": "the terms used",
    "of": "what it is of",
}

ABSENT = {
    "by": "every party bound",
    "against": "any that is not excluded",
    "weapons": "any weapon",
    "hours": "the whole day",
    "zone": "the zone of the scope",
    "lines": "the lines of the scope",
    "of": "all bans",
}


def label_of(kind: str, field: str, owner: str = "") -> str:
    """What to call a field of a node of the kind (a model's name), which belongs to ``owner``."""
    label = LABELS.get(f"{kind}.{field}") or LABELS.get(field) or f"the {field.replace('_', ' ')}"
    return label.format(owner)


def absent(field: str) -> str:
    """What holds where the field is left out."""
    return ABSENT.get(field, "nothing said")
