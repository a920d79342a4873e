"""The plan as a document, ``plan/1``: JSON that holds numbers of people and no names, and reads back as it was.

The same plan gives the same bytes, so that their SHA-256 says which plan a side agrees to. Amounts that can be
fractions are texts such as ``110/9``. It says why everybody is left, who refuses among them: it is the neutral body's.
"""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any, Literal

from pydantic import AwareDatetime, Field, ValidationError

from hudna.exchange.faults import EXCHANGE
from hudna.exchange.model import Account, Change, HandOver, Impossible, Plan, Proof, Release
from hudna.ground import Plain, when

DOCUMENT: Literal["plan/1"] = "plan/1"
_AMOUNT = r"^-?[0-9]+(/[1-9][0-9]*)?$"
_PERSON = r"^p-[0-9]{6,9}$"


class AgreementNode(Plain):
    """The agreement whose terms were planned: its id and version, and the SHA-256 of its file."""

    id: str
    version: str = ""
    sha256: str = ""


class ListNode(Plain):
    """A list that was handed in: by whom, of people wanted or held, its SHA-256, and how many rows were read."""

    side: str
    kind: Literal["wanted", "held"]
    version: int = 1
    sha256: str
    rows: int
    rejected: int = 0


class ReleaseNode(Plain):
    """A person, by number, and the place where they leave."""

    person: str = Field(pattern=_PERSON)
    place: str = ""


class AccountNode(Plain):
    """What a ratio has brought by then: owed, paid, and what of it stands out; see the reference."""

    term: str
    category: str
    debtor: str
    creditor: str
    owed: str = Field(pattern=_AMOUNT)
    paid: int
    balance: str = Field(pattern=_AMOUNT)


class HandOverNode(Plain):
    """A hand-over: its number, its instant, who leaves, and the accounts after it."""

    number: int
    at: AwareDatetime
    releases: list[ReleaseNode]
    accounts: list[AccountNode] = []


class RangeNode(Plain):
    """How many a ratio brings at least and at most, over all that is not known of people."""

    term: str
    category: str
    debtor: str
    least: str = Field(pattern=_AMOUNT)
    most: str = Field(pattern=_AMOUNT)


class LotNode(Plain):
    """The seed in hex (empty: there was none), and the place in the lot of everybody among whom it decided."""

    seed: str = ""
    drawn: dict[str, int] = {}


class ProofNode(Plain):
    """What the plan costs, what no plan can be below, by how much of its cost it may be worse, and what solved it."""

    cost: int
    bound: float
    gap: float
    solver: str


class ChangeNode(Plain):
    """The least change of one number that would do."""

    term: str
    field: str
    now: str
    to: str


class ImpossibleNode(Plain):
    """Terms that cannot stand together, and can without any one of them; and what would let them."""

    conflict: list[str]
    changes: list[ChangeNode]


class PlanDocument(Plain):
    """A plan, or why there can be none (``impossible``; then there are no hand-overs and no proof)."""

    hudna: Literal["plan/1"] = DOCUMENT
    agreement: AgreementNode
    sides: tuple[str, str]
    zone: str
    ages_on: str
    lists: list[ListNode] = []
    answered: bool = True
    people: int
    questions: int = 0
    hand_overs: list[HandOverNode] = []
    left: dict[str, str] = {}
    opens: dict[str, int] = {}
    lot: LotNode = LotNode()
    proof: ProofNode | None = None
    ranges: list[RangeNode] = []
    statement: dict[str, list[str]] = Field(default={}, description="Who owes whom after the last one, by language")
    impossible: ImpossibleNode | None = None
    remarks: list[str] = []

    def as_json(self) -> str:
        """The document as it is written and hashed."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"

    def as_plan(self) -> Plan | Impossible:
        """What the document says, as the room's own nouns."""
        if self.impossible is not None:
            changes = tuple(Change(**one.model_dump()) for one in self.impossible.changes)
            return Impossible(tuple(self.impossible.conflict), changes)
        proof = self.proof or ProofNode(cost=0, bound=0.0, gap=0.0, solver="")
        return Plan(
            hand_overs=tuple(HandOver(one.number, one.at) for one in self.hand_overs),
            releases=tuple(
                Release(leaves.person, one.number, leaves.place) for one in self.hand_overs for leaves in one.releases
            ),
            left=self.left,
            accounts={one.number: tuple(map(_account, one.accounts)) for one in self.hand_overs},
            opens=self.opens,
            drawn=self.lot.drawn,
            seed=self.lot.seed,
            proof=Proof(proof.cost, proof.bound, proof.solver),
        )


def plan_parts(plan: Plan | Impossible, zone: str) -> dict[str, Any]:
    """The parts of a document that tell a plan; instants are told on the clock of ``zone``."""
    if isinstance(plan, Impossible):
        changes = [ChangeNode(term=one.term, field=one.field, now=one.now, to=one.to) for one in plan.changes]
        return {"impossible": ImpossibleNode(conflict=list(plan.conflict), changes=changes)}
    leave: dict[int, list[ReleaseNode]] = {one.number: [] for one in plan.hand_overs}
    for release in sorted(plan.releases, key=lambda one: (one.hand_over, one.place, one.person)):
        leave[release.hand_over].append(ReleaseNode(person=release.person, place=release.place))
    proof = plan.proof
    return {
        "hand_overs": [
            HandOverNode(
                number=one.number,
                at=one.at.astimezone(when.zone(zone)),
                releases=leave[one.number],
                accounts=[account_node(account) for account in plan.accounts.get(one.number, ())],
            )
            for one in plan.hand_overs
        ],
        "left": dict(sorted(plan.left.items())),
        "opens": dict(plan.opens),
        "lot": LotNode(seed=plan.seed, drawn=dict(sorted(plan.drawn.items()))),
        "proof": ProofNode(cost=proof.cost, bound=proof.bound, gap=proof.gap, solver=proof.solver),
    }


def account_node(account: Account) -> AccountNode:
    """An account as the document tells it."""
    return AccountNode(
        term=account.term,
        category=account.category,
        debtor=account.debtor,
        creditor=account.creditor,
        owed=str(account.owed),
        paid=account.paid,
        balance=str(account.balance),
    )


def _account(node: AccountNode) -> Account:
    return Account(node.term, node.category, node.debtor, node.creditor, Fraction(node.owed), node.paid)


def read_plan(text: str | bytes, where: str = "") -> PlanDocument:
    """Read a plan document. Raises plan-unreadable."""
    try:
        return PlanDocument.model_validate_json(text)
    except ValidationError as error:
        raise EXCHANGE.fault("plan-unreadable", f"It is no plan: {first_wrong(error)}.", where=where) from None


def first_wrong(error: ValidationError) -> str:
    """What is wrong first, and where, without a word of what stands there: it could be a name."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    place = ".".join(str(part) for part in first["loc"] if isinstance(part, int) or part in _FIELDS)
    return f"{place}: {first['msg']}" if place else str(first["msg"])


_FIELDS = {
    name
    for node in (PlanDocument, HandOverNode, ReleaseNode, AccountNode, LotNode, ProofNode, ImpossibleNode)
    for name in node.model_fields
} | {"released", "not_before", "uncounted"}
