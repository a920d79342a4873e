"""Acts: judge a pair, withdraw a judgement. Each gives the event to record, or a fault that says what to do."""

from __future__ import annotations

import hashlib
import hmac

from hudna.matching.events import JudgementWithdrawn, PairJudged, Verdict
from hudna.matching.faults import MATCHING
from hudna.matching.state import Judgements


def mark_row(list_digest: str, row: bytes, secret: bytes) -> str:
    """The mark of a row: an HMAC-SHA-256 over its list and its content, in hex.

    Names can be guessed, and a bare hash of a row would show who guessed right; the secret stays with the lists.
    """
    return hmac.new(secret, list_digest.encode() + b"\0" + row, hashlib.sha256).hexdigest()


def judge(one: str, other: str, verdict: Verdict, *, why: str) -> PairJudged:
    """Decide a pair of rows by their marks. Raises judgement-unfit."""
    if one == other:
        raise MATCHING.fault("judgement-unfit", "A row cannot be judged against itself.")
    if not why.strip():
        raise MATCHING.fault("judgement-unfit", "No reason is given.")
    return PairJudged(min(one, other), max(one, other), verdict, why)


def withdraw(judgements: Judgements, one: str, other: str, *, why: str) -> JudgementWithdrawn:
    """Take a judgement back. Raises judgement-missing."""
    marks = (min(one, other), max(one, other))
    if marks not in judgements.pairs:
        raise MATCHING.fault("judgement-missing", "No judgement of this pair stands.")
    return JudgementWithdrawn(*marks, why)
