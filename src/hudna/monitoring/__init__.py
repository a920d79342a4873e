"""Monitoring: was it kept?

Answers a monitoring officer with an agreement and a feed: which incidents fall under which clause, with what
probability and for which reasons, and how many, with an interval. Refuses to name an author that the source does not,
to add or compare counts of different units or windows, and an agreement of which no clause can be assessed.
"""

from hudna.monitoring.assess import Feed, assess, assessor
from hudna.monitoring.compile import Compiled, assemble, compile_terms
from hudna.monitoring.count import Comparison, compare, count, read_exposure
from hudna.monitoring.encode import AreaShares, Batch, encode
from hudna.monitoring.expect import interval, poisson_binomial
from hudna.monitoring.faults import MONITORING
from hudna.monitoring.findings import Assessor
from hudna.monitoring.judge import Judged, judge, pairs_of
from hudna.monitoring.model import (
    CERTAIN,
    FINDINGS,
    Assessment,
    Count,
    Exposure,
    FeedSummary,
    Verdict,
    Window,
)
from hudna.monitoring.rehearse import Blame, Rehearsal, Variation, in_area, rehearse
from hudna.monitoring.resident import WHY_NOT, One, Resident, Told
from hudna.monitoring.write import as_json, count_as_json, write_findings

__all__ = [
    "CERTAIN",
    "FINDINGS",
    "MONITORING",
    "WHY_NOT",
    "AreaShares",
    "Assessment",
    "Assessor",
    "Batch",
    "Blame",
    "Comparison",
    "Compiled",
    "Count",
    "Exposure",
    "Feed",
    "FeedSummary",
    "Judged",
    "One",
    "Rehearsal",
    "Resident",
    "Told",
    "Variation",
    "Verdict",
    "Window",
    "as_json",
    "assemble",
    "assess",
    "assessor",
    "compare",
    "compile_terms",
    "count",
    "count_as_json",
    "encode",
    "in_area",
    "interval",
    "judge",
    "pairs_of",
    "poisson_binomial",
    "read_exposure",
    "rehearse",
    "write_findings",
]
