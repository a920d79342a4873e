"""A small exchange of invented people, planned by hand: what its pages are composed from."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from hudna.agreements import Loaded, load_agreement
from hudna.bulletin import Asked, Counted, PlanSheet
from hudna.exchange import (
    Account,
    Balance,
    Batches,
    Category,
    HandOver,
    Opens,
    Person,
    Place,
    Plan,
    Proof,
    Ratio,
    Release,
    Terms,
    Who,
)
from tests.cli.run import ALEPPO

A, B = "syrian-government", "aleppo-opposition-forces"
FIRST = datetime(2014, 2, 10, 7, tzinfo=UTC)
OTHERS = {
    "civilian": {"en": "Civilians", "ar": "مدنيون", "fr": "Civils"},
    "prisoner": {"en": "Prisoners", "ar": "أسرى"},
}
NAMES = (
    "وليد يوسف الحلبي",
    "Samir Hanna Khoury",
    "أمينة محمود درويش",
    "Rana al-Masri",
    "=HYPERLINK(1)",
    "Николай Иванов",
)


def terms() -> Terms:
    """Three prisoners for each civilian, two places, at most four standing out."""
    return Terms(
        sides=(A, B),
        zone="Asia/Damascus",
        ages_on=date(2014, 2, 1),
        batches=Batches("exchange/batches", FIRST),
        categories={
            "civilian": Category("civilian", (Who(held_by=B, civil="civilian"),), OTHERS["civilian"]),
            "prisoner": Category("prisoner", (Who(held_by=A),), OTHERS["prisoner"]),
        },
        ratios=(Ratio("exchange/ratios/1", 1, "civilian", {"prisoner": 3}),),
        places=(
            Place("exchange/places/1", "north", 10, words={"en": "North crossing", "ar": "المعبر الشمالي"}),
            Place("exchange/places/2", "bridge", 6, words={"en": "The bridge", "ar": "الجسر", "fr": "Le pont"}),
        ),
        balance=(Balance("exchange/balance/1", 4),),
        opens=(Opens("exchange/opens/1", "corridor", after_batch=2),),
        words={"exchange": {"en": "For each civilian three prisoners leave.", "ar": "مقابل كل مدني ثلاثة أسرى."}},
    )


def people() -> dict[str, Person]:
    """Twelve whom B holds, thirty whom A holds; two of them will not leave."""
    held = [(B, number) for number in range(1, 13)] + [(A, number) for number in range(13, 43)]
    status = {11: "said-dead", 40: "refuses"}
    return {
        f"p-{number:06d}": Person(f"p-{number:06d}", side, status.get(number, "acknowledged"), civil="civilian")  # type: ignore[arg-type]
        for side, number in held
    }


def plan(hand_overs: int = 4) -> Plan:
    """Civilians and prisoners by turns over the hand-overs; the last of either are left."""
    known = people()
    leave = [one for one in known if one not in ("p-000011", "p-000040")]
    releases = tuple(
        Release(one, 1 + place * hand_overs // len(leave), ("north", "bridge")[place % 2])
        for place, one in enumerate(sorted(leave, key=lambda one: int(one[2:]) % 11))
    )
    held = {one.hand_over: one for one in releases}
    batches = tuple(HandOver(number, FIRST + timedelta(days=2 * number)) for number in sorted(held))
    accounts = {}
    for batch in batches:
        out = [known[one.person].held_by for one in releases if one.hand_over <= batch.number]
        accounts[batch.number] = (
            Account("exchange/ratios/1", "prisoner", A, B, Fraction(out.count(B) * 30, 11), out.count(A)),
        )
    left = {"p-000011": "said-dead", "p-000040": "refuses"}
    proof = Proof(1000, 999.5, "HiGHS 1.11")
    return Plan(batches, releases, left, accounts, {"corridor": 2}, {"p-000013": 3}, "ab" * 32, proof)


def text() -> Loaded:
    """An agreement whose register knows both sides."""
    return load_agreement(ALEPPO / "rehearsal.yaml")


def sheet(reader: str = "", hand_overs: int = 4) -> PlanSheet:
    """The sheet of the neutral body, or of a side: its names are those of the people of the other one."""
    known, made = people(), plan(hand_overs)
    seen = [one for one, person in known.items() if reader in ("", person.held_by)]
    return PlanSheet(
        text(),
        terms(),
        known,
        made,
        reader,
        names={one: NAMES[place % len(NAMES)] for place, one in enumerate(seen)},
        rows={one: str(place) for place, one in enumerate(seen, start=1)},
        kinds={one: "civilian" if person.held_by == B else "prisoner" for one, person in known.items()},
        reasons={one: why if reader == "" or why != "refuses" else "not-told" for one, why in made.left.items()},
        questions=(Asked("q-000001", "same-person", "A 12, A 31"),),
        counted=(
            Counted(A, "wanted", 1, 14, {"in-plan": 11, "left": 1, "double": 1, "rejected": 1}),
            Counted(B, "held", 2, 12, {"in-plan": 11, "left": 1, "double": 0, "rejected": 0}),
        ),
    )
