"""What is decided about publishing: that an entry is released to another compartment, and by whom that was agreed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ReleaseAsked:
    """Somebody asks to release entries (their hashes) to others: parties, or ``common`` for everybody on the case.

    ``guarded``: a name or a list is among them; then a second office has to agree before it has effect.
    """

    KIND: ClassVar[str] = "bulletin.release-asked"
    release: str
    entries: tuple[str, ...]
    to: tuple[str, ...]
    why: str
    guarded: bool = False

    @property
    def about(self) -> str:
        return f"release/{self.release}"


@dataclass(frozen=True, slots=True)
class ReleaseAnswered:
    """A second office agreed to a release, or did not."""

    KIND: ClassVar[str] = "bulletin.release-answered"
    release: str
    granted: bool
    why: str

    @property
    def about(self) -> str:
        return f"release/{self.release}/answer"


RELEASE_EVENTS: tuple[type, ...] = (ReleaseAsked, ReleaseAnswered)
