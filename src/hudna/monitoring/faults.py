"""What monitoring refuses, each with what to do about it."""

from __future__ import annotations

from hudna.ground import Catalogue

MONITORING = Catalogue(
    "monitoring",
    {
        "count-mismatch": "count both in the same unit, over windows of the same length, with exposure known for both "
        "or for neither.",
        "count-overlap": "add only counts that share no incident: of one unit, over windows that do not overlap.",
        "nothing-to-assess": "hudna check names what stands in the way; of a case, hudna status says who is bound.",
        "exposure-unreadable": "give a CSV with the columns date, hours_watched, hours_denied; one row a day.",
        "feed-empty": "give a feed with at least one row that can be read; rejects.csv says why rows were not.",
        "scope-missing": "add a scope clause to the draft; its zone may be left open.",
        "span-empty": "give --until a time after --from.",
        "case-unknown": "name a case that was received: hudna docket lists them.",
        "case-taken": "give it another name; every desk counts on from its own.",
        "case-stage": "take the step that comes next: hudna docket CASE NUMBER tells what it waits for.",
        "case-order": "say when it was true; a step is never older than the one that it follows.",
        "complaint-unfit": "mend what is named; what is not known may be left empty.",
        "words-missing": "say it in words: the record is read by others, years later.",
        "words-name": "put the name on a slip first; the record holds no person's name.",
        "ruling-unfounded": "add what the ruling rests on, or rule what the record bears: not verifiable, for one.",
        "ruling-author": "name an author in a violation, and in no other ruling.",
        "ruling-own-case": "let somebody rule who is not a party to the case.",
        "party-untold": "tell the party of the ruling first.",
        "clock-unfit": "write an ISO 8601 duration, as P14D or PT48H, for a stage in which a clock runs.",
        "ledger-unfit": "mend what is named, and file it again.",
        "ledger-missing": "file the ledger of that side first.",
        "ledger-own": "name two sides; nobody confirms, denies or reconciles a ledger of their own.",
        "ledger-twice": "give each item of the ledger an id of its own.",
        "item-unknown": "name an item by its id in that ledger: hudna ledger lists them.",
        "out-unwritable": "give a folder you may write to (--out).",
    },
)
