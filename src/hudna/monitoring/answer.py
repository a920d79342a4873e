"""Who answers for an incident: the parts of its authorship, party by party, in Python for one case at a time.

The same rules as the kernel's (``scan._who``), told per party; the tests hold the two against each other.
"""

from __future__ import annotations

import numpy as np

from hudna.monitoring.compile import Bits, Compiled

Profile = tuple[str | None, str | None, bool]


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
    if code < 0 or _has(terms.labels, 0, code):
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
        return 1.0 if terms.any_target[who] and not terms.shields[who] else 0.5
    return sum(target_share(t, who, compiled) for t in targets) / len(targets)


def answerable(profile: Profile, who: int, compiled: Compiled) -> dict[str, float]:
    """Each named party's part of p_who: it may have acted, is (or may be) bound, and hit somebody protected."""
    parts: dict[str, float] = {}
    for author, weight, targets in _weighed(profile):
        part = weight * author_share(author, who, compiled) * _hit(targets, who, compiled)
        if author and part > 0.0:
            parts[author] = parts.get(author, 0.0) + part
    return parts


def permitted(profile: Profile, who: int, permit: int, compiled: Compiled) -> float:
    """Share of authorship that is both banned (by state ``who``) and permitted (by state ``permit``).

    What the ban protects is not excluded, so a permission to act only against those excluded takes nothing from it.
    An author who may be bound is bound in both or in neither.
    """
    terms = compiled.terms
    total = 0.0
    for author, weight, targets in _weighed(profile):
        banned = author_share(author, who, compiled)
        allowed = author_share(author, permit, compiled)
        if banned == 0.0 or allowed == 0.0:
            continue
        if terms.any_target[permit]:
            hit = _hit(targets, who, compiled)
        else:
            hits = [target_share(t, who, compiled) * _allows(t, permit, compiled) for t in targets]
            hit = sum(hits) / len(hits) if hits else 0.25 * bool(terms.armed_target[permit])
        total += weight * min(banned, allowed) * hit
    return total


def _allows(target: str, permit: int, compiled: Compiled) -> float:
    """May a target that is not excluded be hit under the permission?"""
    terms, code = compiled.terms, compiled.party_code.get(target, -1)
    open_targets = terms.targets[permit] & ~terms.excluded[permit]
    if code >= 0 and not _has(terms.labels, 0, code):
        return 1.0 if _has(open_targets[None, :], 0, code) else 0.0
    return 0.5 if open_targets.any() else 0.0
