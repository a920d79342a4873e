"""What the agreements room refuses, each with what to do about it."""

from __future__ import annotations

from hudna.ground import Catalogue

AGREEMENTS = Catalogue(
    "agreements",
    {
        "name-twice": "give every clause, phase, event, source and defined term a name of its own.",
        "clause-itself": "remove its own name; a clause cannot except from, follow or count from itself.",
        "clause-circle": "let one of them count from a fixed time, or from an event outside the circle.",
        "clause-unknown": "name a clause of this agreement, or mend the spelling.",
        "clause-kind": "name a ban, freeze or withdrawal: only what is forbidden can be excepted from.",
        "kind-twice": "keep one clause of this kind; put the alternatives into drafts of their own.",
        "shared-missing": "check the path; it is read relative to the folder of the agreement.",
        "schema-unknown": "name a kind of document that Hudna reads.",
        "zone-missing": "say where it holds: a zone in the clause, or a scope clause with a zone.",
        "zone-line": "draw an outline, or a buffer around the line.",
        "line-missing": "give each party its line, in the clause or in the scope.",
        "line-party": "name only parties; people who can be hit have no line of their own.",
        "done-missing": "say by when the weapons must be gone; from then on they may not be seen there.",
        "nobody-bound": "record who accepted, when and through whom; until then it binds nobody.",
        "timezone-missing": "name the zone: timezone for the whole agreement, or zone for this time.",
        "event-unknown": "use entry-into-force, signature, or a name of events, a clause or a phase.",
        "event-undated": "give it a time once it has happened; until then nothing can count from it.",
        "start-missing": "agree the instant of entry into force; a rehearsal of a draft can assume one.",
        "end-before-start": "let the end lie after the entry into force.",
        "period-empty": "let the end lie after the beginning, while the agreement is in force.",
        "due-before-begin": "let it be due after it begins.",
        "act-undefined": "list the acts, or define the term in definitions with the acts it stands for.",
        "not-assessed": "nothing: it is in the schedule, and a monitor has to watch it.",
        "no-terms": "nothing: this clause has no term that incidents could breach.",
        "lint-unknown": "take a code as hudna check prints it; docs/reference/lints.md lists them all.",
    },
)
