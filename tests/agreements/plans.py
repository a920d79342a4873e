"""Plans: a case in miniature, without a journal's store: entries by hand, and the texts that they speak of."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from typing import Any

from hudna.agreements import (
    Consents,
    Loaded,
    PlanOffered,
    PlanStanding,
    consequence,
    digest,
    fold_consent,
    pack,
    standing,
    unpack,
)
from hudna.journal import Decision, Entry, Event
from tests.agreements.drafts import BAN, START

SHARED = "../shared"
PLAN = "truce"


def instant(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def text(folder: Path, *clauses: dict[str, Any], start: Any = START, name: str = "plan.yaml", **head: Any) -> bytes:
    """The pack of a small plan with a ban, on the register of the tests (laid beside it)."""
    if not (folder / "shared").exists():
        copytree(Path(__file__).parent / "shared", folder / "shared")
    whole = {
        "hudna": "agreement/1",
        "id": "plan",
        "title": {"en": "Plan"},
        "status": "offered",
        "timezone": "Asia/Damascus",
        "shared": {kind: [f"{SHARED}/{kind}.yaml"] for kind in ("parties", "areas")},
        **head,
        "clauses": [*([start] if start else []), BAN, *clauses],
    }
    path = folder / "plan" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({key: value for key, value in whole.items() if value is not None}), encoding="utf-8")
    return pack(path)


@dataclass
class Case:
    """Entries in the order of their recording; every entry one second after the other unless told otherwise."""

    texts: dict[str, Loaded] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)

    def add(self, packed: bytes) -> str:
        name = digest(packed)
        if name not in self.texts:
            self.texts[name] = unpack(packed)
        return name

    def offered(
        self, packed: bytes, version: str = "1", at: str = "2016-02-20", by: str = "north", **more: Any
    ) -> None:
        given = {"to": "", "invited": ("south", "league"), "expires": None, "may_serve": (), **more}
        self.say(PlanOffered(PLAN, version, self.add(packed), by, **given), at)

    def say(self, event: Event, at: str | datetime, recorded: str | None = None) -> None:
        true = at if isinstance(at, datetime) else instant(at)
        when = instant(recorded) if recorded else true
        n = len(self.entries)
        self.entries.append(Entry("a", n, "", {}, when, true, "mediator-1", "", event, f"{n:064x}"))

    def record(self, decisions: tuple[Decision, ...]) -> None:
        for decision in decisions:
            self.say(decision.event, decision.at)

    def consents(self, known_at: str | None = None) -> Consents:
        limit = instant(known_at) if known_at else None
        return fold_consent([entry for entry in self.entries if limit is None or entry.recorded <= limit])

    def standing(self, at: str, known_at: str | None = None) -> PlanStanding:
        return standing(self.consents(known_at), PLAN, self.texts, instant(at))

    def bound(self, at: str, known_at: str | None = None) -> dict[str, str]:
        return self.standing(at, known_at).bound()

    def words(self, party: str, at: str, version: str = "1") -> str:
        return next(one.words for one in self.standing(at).parties if (one.party, one.version) == (party, version))

    def means(self, decisions: tuple[Decision, ...]) -> str:
        return consequence(self.consents(), self.texts, decisions[0])
