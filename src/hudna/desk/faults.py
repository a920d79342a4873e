"""What the desk refuses, and what to do about it."""

from __future__ import annotations

from hudna.ground import Catalogue

DESK = Catalogue(
    "desk",
    {
        "desk-missing": "Open it first: hudna desk CASE --init makes the desk of a case.",
        "desk-unset": "Start it with hudna desk CASE.",
        "role-unfit": "Ask the administrator for a role that carries this, or somebody who has it.",
        "account-unfit": "Name the account by an office or code, as mediator-1; only a liaison has a party.",
        "password-weak": "Take a longer one: four unrelated words do.",
        "report-unfit": "Mend the field that is named and send it again under the same id.",
        "report-taken": "Send it under an id of its own (a UUID); what is on record stays.",
        "submissions-unfit": "Export the submissions from ODK Central or Kobo as JSON or CSV and take that file.",
        "purpose-missing": "Say in a few words what it is for; it is recorded beside your office.",
    },
)
