"""Who answers for an incident: the parts of its authorship, party by party, in Python for one case at a time.

The same rules as the kernel's (``scan._who``), told per party; the tests hold the two against each other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from hudna.monitoring.alike import number_alike
from hudna.monitoring.compile import Bits, Compiled
from hudna.monitoring.encode import Profiles
from hudna.monitoring.numbering import number_rows

Profile = tuple[str | None, str | None, bool]
T = TypeVar("T")
MOST_KEPT = 100_000
"""So many answers are kept before all are forgotten."""


def _members(side: str | None) -> list[str]:
    return side.split(";") if side else []


def _has(bits: Bits, row: int, code: int) -> bool:
    return bool(bits[row, code >> 6] >> np.uint64(code & 63) & np.uint64(1))


def author_share(party: str, who: int, compiled: Compiled) -> float:
    """Is this author bound by the term? 1, 0, or one half where that is not known."""
    terms, code = compiled.terms, compiled.party_code.get(party, -1)
    if code < 0:
        return 0.5
    if _has(terms.excluded, who, code):
        return 0.0
    if _has(terms.bound, who, code):
        return 1.0
    return 0.5 if _has(terms.doubtful, who, code) else 0.0


def target_share(party: str, who: int, compiled: Compiled) -> float:
    """Is this target one that the term protects? 1, 0, or one half where that is not known."""
    terms, code = compiled.terms, compiled.party_code.get(party, -1)
    open_ended = bool(terms.any_target[who] and not terms.shields[who])
    if code >= 0 and _has(terms.excluded, who, code):
        return 0.0
    if code < 0 or _has(terms.labels, who, code):
        possible = code < 0 or bool(terms.any_target[who] or terms.armed_target[who])
        return 1.0 if open_ended else 0.5 if possible else 0.0
    return 1.0 if terms.any_target[who] or _has(terms.targets, who, code) else 0.0


def _weighed(profile: Profile) -> list[tuple[str, float, list[str]]]:
    """(author, weight, targets) of everyone who may have done it; “” is somebody not named."""
    a, b, directed = profile
    sides = [(a, b)] if directed else [(a, b), (b, a)]
    found = []
    for authors, targets in sides:
        members = _members(authors) or [""]
        found += [(author, 1.0 / (len(sides) * len(members)), _members(targets)) for author in members]
    return found


def _hit(targets: list[str], who: int, compiled: Compiled) -> float:
    terms = compiled.terms
    if not targets:
        return 1.0 if terms.any_target[who] and (terms.aimless[who] or not terms.shields[who]) else 0.5
    return sum(target_share(t, who, compiled) for t in targets) / len(targets)


def kept(make: Callable[..., T], compiled: Compiled, profile: Profile, *states: int) -> T:
    """What ``make`` says of a profile and states, worked out once: the batches of a feed ask the same again."""
    key = (make, profile, *states)
    answer: T | None = compiled.answers.get(key)
    if answer is None:
        if len(compiled.answers) >= MOST_KEPT:
            compiled.answers.clear()
        answer = compiled.answers[key] = make(profile, *states, compiled)
    return answer


def answerable(profile: Profile, who: int, compiled: Compiled) -> dict[str, float]:
    """Each named party's part of p_who: it may have acted, is (or may be) bound, and hit somebody protected."""
    parts: dict[str, float] = {}
    for author, weight, targets in _weighed(profile):
        part = weight * author_share(author, who, compiled) * _hit(targets, who, compiled)
        if author and part > 0.0:
            parts[author] = parts.get(author, 0.0) + part
    return parts


def answer_alike(
    profiles: Profiles, profile: NDArray[np.int32], who: NDArray[np.int32], compiled: Compiled
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Number rows of profile and state for which :func:`answerable` is the same: (the numbers, a row that has each).

    Where the source has a direction, it matters only how far those who were hit are protected, not who they are.
    """
    sides, terms = [*profiles.sides_a, *profiles.sides_b], compiled.terms
    a, b, directed = profiles.a[profile], profiles.b[profile] + len(profiles.sides_a), profiles.directed[profile]
    rules = terms.any_target * 8 + terms.shields * 4 + terms.aimless * 2 + terms.armed_target
    target, first = number_rows(number_alike(sides, b, who, compiled), rules[who])
    rows = zip(b[first].tolist(), who[first].tolist(), strict=True)
    hits = np.array([_hit(_members(sides[side]), w, compiled) for side, w in rows])
    hit = np.unique(hits, return_inverse=True)[1].reshape(-1)[target]
    return number_rows(number_alike(sides, a, who, compiled), np.where(directed, -1 - hit, target))


def permitted(profile: Profile, who: int, permit: int, compiled: Compiled) -> tuple[float, float, float]:
    """What a permission (state ``permit``) takes from a ban (state ``who``): the share of authorship that is both
    banned and permitted, and the least and the most (0 or 1) that is banned and not permitted, whoever did it.

    What the ban protects is not excluded, so a permission to act only against those excluded takes nothing from it.
    An author who may be bound is bound in both or in neither.
    """
    share, least, most = 0.0, 1.0, 0.0
    for author, weight, targets in _weighed(profile):
        banned = author_share(author, who, compiled)
        allowed = author_share(author, permit, compiled)
        for target in targets or [""]:
            protected = target_share(target, who, compiled) if target else _hit([], who, compiled)
            open_to = _allows(target, permit, compiled)
            both = min(banned, allowed) * protected * open_to
            share += weight * both / max(1, len(targets))
            least = min(least, float(banned * protected >= 1.0 and both == 0.0))
            surely = allowed >= banned and open_to >= 1.0
            most = max(most, float(banned * protected > 0.0 and not surely))
    return share, least, most


def _allows(target: str, permit: int, compiled: Compiled) -> float:
    """May a target that the ban protects be hit under the permission? “” is somebody not named."""
    terms, code = compiled.terms, compiled.party_code.get(target, -1)
    if terms.any_target[permit]:
        return 1.0
    open_targets = terms.targets[permit] & ~terms.excluded[permit]
    if code >= 0 and not _has(terms.labels, permit, code):
        return 1.0 if _has(open_targets[None, :], 0, code) else 0.0
    return 0.5 if open_targets.any() else 0.0
