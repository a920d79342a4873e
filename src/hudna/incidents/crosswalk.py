"""The tables beside the code: what a source's kinds and precision codes mean, each with source and reason."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal, TypeVar

from pydantic import Field

from hudna.ground import ActId, Plain, parse_document, validate

M = TypeVar("M", bound=Plain)


class Kind(Plain):
    """One kind of event of a source → an act. ``act: null`` says on purpose that it is not one act.

    ``author``: ``side_a`` where the codebook says so; ``not-people`` where the act is one-sided by its
    definition, so that the author is the side that is not civilians or protesters; otherwise nobody.
    """

    kind: str
    means: str | None = None
    act: ActId | None
    author: Literal["side_a", "not-people"] | None = None
    reason: str


class Crosswalk(Plain):
    """All kinds of one source."""

    hudna: Literal["crosswalk/1"]
    source: str
    drawn_up: str
    acts: list[Kind]

    def kinds(self) -> dict[str, Kind]:
        """Kinds by the source's own word, in lower case."""
        return {kind.kind.lower(): kind for kind in self.acts}


class WhereCode(Plain):
    """One code of place precision: a radius, or the country as an area (the radius if no such area is known)."""

    code: str
    means: str
    km: float
    area: Literal["country"] | None = None
    reason: str


class WhenCode(Plain):
    """One code of time precision: class, days to widen by, or the calendar month."""

    code: str
    class_: Literal["day", "days", "week", "month", "year"] = Field(alias="class")
    before: int = 0
    after: int = 0
    month: bool = False
    reason: str | None = None


class Codes(Plain):
    """The precision codes of one source."""

    source: str
    where: list[WhereCode]
    when: list[WhenCode]


class Precision(Plain):
    """The precision codes of all sources."""

    hudna: Literal["precision/1"]
    drawn_up: str
    ucdp: Codes
    acled: Codes


@cache
def crosswalk(source: str) -> Crosswalk:
    """The crosswalk that Hudna ships for ``ucdp`` or ``acled``."""
    return _read(f"{source}.yaml", Crosswalk, "crosswalk")


@cache
def precision(source: str) -> Codes:
    """The precision codes of ``ucdp`` or ``acled``."""
    codes: Codes = getattr(_read("precision.yaml", Precision, "precision"), source)
    return codes


def _read(name: str, model: type[M], kind: str) -> M:
    text = (files("hudna.incidents") / "data" / name).read_text(encoding="utf-8")
    return validate(parse_document(text, f"hudna/incidents/data/{name}"), model, kind)
