"""What the house refuses, and what to do about it."""

from hudna.ground import Catalogue

HOUSE = Catalogue(
    "house",
    {
        "name-unfit": "use small letters a to z, digits and hyphens, as field-north.",
        "actor-missing": "say who decides: --by with an office or a code, as mediator-1, never a person's name.",
        "not-an-exercise": "leave --recorded away; only a case opened with --exercise takes it.",
        "case-strange": "run hudna verify: the case has no first entry that its name vouches for.",
        "number-unreadable": "write a whole number.",
        "plan-unsaid": "say which with --plan and --version; hudna status lists them.",
        "keys-exist": "choose another folder with --keys, or use the keys that are there.",
        "key-unknown": "hudna verify tells the fingerprints of the keys that are in the record.",
        "conflict-unknown": "hudna status lists what is in conflict, with the entries of both sides.",
        "file-unwritable": "choose another place, or make room there.",
    },
)
