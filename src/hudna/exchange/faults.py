"""What the exchange refuses, each with what to do about it."""

from __future__ import annotations

from hudna.ground import Catalogue

EXCHANGE = Catalogue(
    "exchange",
    {
        "terms-missing": "add a clause of kind exchange to the agreement: sides, and what is released for what.",
        "terms-unfit": "mend the clause; see the reference of the agreement language, kind exchange.",
        "exchange-unknown": "open the exchange first, or name one that was opened.",
        "exchange-taken": "give it another name.",
        "exchange-unfit": "name it in letters, digits, - . and _; name two sides and an office that is neither.",
        "side-unknown": "name one of the two sides of the exchange.",
        "person-unknown": "use a number of the register; names stay on the lists.",
        "person-dropped": "keep every number; who is on no list any more keeps the status that was said of them.",
        "commitment-unfit": "commit to the next version, with 32 new random bytes as its salt.",
        "list-uncommitted": "let the side commit itself to this version first; each is opened once.",
        "list-early": "wait until both sides have committed themselves; neither list is opened before.",
        "list-other": "give the file and the salt that the side committed itself to; a changed list is a new version.",
        "list-unfit": "give the hash of the file as it was handed over, and the numbers of its rows.",
        "list-unknown": "name lists that were handed over, by the hashes of their files.",
        "register-unfit": "give every person one holder, and name everybody once.",
        "status-unfit": "let the one say it who can know it, or say what is claimed.",
        "status-refusal": "write it on the slip of the interview; plans take it from there.",
        "evidence-missing": "say what it rests on: a visit, a document, an examination.",
        "answer-unasked": "pass on to a side what concerns those whom it asks for, and nothing else.",
        "question-unfit": "give the question a name of its own, words, and a clock that has not run out.",
        "question-unknown": "name a question that was put to this side.",
        "seed-order": "both sides commit, then the lists are reconciled, then each opens its half, once.",
        "seed-other": "give the 32 bytes that the side committed itself to.",
        "plan-order": "say which plan is replaced, and agree to the last one.",
        "slip-unfit": "put it on a slip first, and give the slip's reference.",
        "hand-over-order": "hand-overs are opened one after another, each after both sides agreed to the last plan.",
        "hand-over-open": "settle what is open, or close it in part and say why.",
        "tick-unfit": "tick what was seen by whom you tick for: the giver hands over, the receiver receives, the "
        "neutral body sees.",
        "tick-unknown": "take back a tick of your own, by its device and number; others are settled.",
        "settled-by-side": "let the neutral body settle it.",
        "released-twice": "nobody leaves twice; settle which of the two was this person.",
        "released-not": "wait until both sides and the neutral body have confirmed the release, or settle it.",
        "certificate-unfit": "give every certificate a number of its own.",
        "consent-missing": "put the person's or the family's consent on record first.",
        "publication-own": "let a second office agree.",
        "words-missing": "say it in words: the record is read by others, years later.",
        "words-name": "put the name on a slip first; the record holds no person's name.",
        "language-unknown": "write en, ar or fr.",
        "blind-missing": "give 16 random bytes in hex, new for every entry.",
        "plan-undecided": "allow more time, or fewer hand-overs (at_most); this is neither a yes nor a no.",
        "lists-needed": "hudna plan AGREEMENT LIST LIST: whom the first and the second side ask for; or say whose each "
        "list is with --wanted PARTY=FILE and --held PARTY=FILE.",
        "plan-unreadable": "give plan.json as hudna plan wrote it.",
        "schedule-unreadable": "give a table with the columns person and hand_over (and place, at), or a plan.json.",
        "verdicts-unreadable": "save the sheet of questions as CSV, with same or different under verdict, and give the "
        "register.json that was written beside it with --register.",
        "actuals-unreadable": "give a table with the columns person and hand_over (and at, uncounted), or JSON.",
        "register-unreadable": "give the register as Hudna wrote it, unchanged.",
        "list-side": "name one of the two sides of the exchange clause as the one whose list it is.",
        "list-version": "give every version of a side's list a number of its own.",
        "list-twice": "hand in each list once, under the side and for the purpose it was made for.",
    },
)
