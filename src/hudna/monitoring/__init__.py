"""Monitoring: was it kept?

Answers a monitoring officer with an agreement and a feed: which incidents fall under which clause, with what
probability and for which reasons, and how many, with an interval. Answers those who rule with a docket: where every
complaint stands, what was ruled and why, and how the parties' own ledgers lie beside the neutral one. Refuses to name
an author that the source does not, to add or compare counts of different units or windows, an agreement of which no
clause can be assessed, and a ruling without what it must rest on.
"""

from hudna.monitoring.acts import (
    add_evidence,
    complain,
    deny,
    deny_access,
    inquire,
    join_cases,
    reopen,
    reply,
    rule,
    set_clocks,
    take_up,
    tell,
)
from hudna.monitoring.assess import Feed, assess, assessor
from hudna.monitoring.clocks import Due, default_clocks, due, overdue, running
from hudna.monitoring.compile import Compiled, assemble, compile_terms
from hudna.monitoring.count import Comparison, compare, count, read_exposure
from hudna.monitoring.docket import STAGES, CaseFile, Docket, Stage, Void, next_case
from hudna.monitoring.encode import AreaShares, Batch, encode
from hudna.monitoring.events import (
    CASE_EVENTS,
    AccessDenied,
    CaseReopened,
    CasesJoined,
    ClocksSet,
    ComplaintReceived,
    DenialReceived,
    EvidenceAdded,
    FindingTakenUp,
    InquiryOpened,
    PartyTold,
    ReplyReceived,
    Ruled,
    Ruling,
    Span,
    Spot,
)
from hudna.monitoring.expect import interval, poisson_binomial
from hudna.monitoring.faults import MONITORING
from hudna.monitoring.filings import FILINGS, DayCounted, ItemConfirmed, ItemDenied, LedgerFiled, OfWhich
from hudna.monitoring.findings import Assessor
from hudna.monitoring.items import case_items, side_items, within
from hudna.monitoring.joint import JointCount, SideCount, beside, joint_count, unpaired
from hudna.monitoring.judge import Judged, judge, pairs_of
from hudna.monitoring.ledgers import Answer, Ledgers, confirm_item, count_day, deny_item, file_ledger, fold_ledgers
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
from hudna.monitoring.nearness import Tolerance
from hudna.monitoring.numbering import number_rows
from hudna.monitoring.plain import (
    case_as_json,
    docket_as_json,
    joint_as_json,
    reconciliation_as_json,
    rulings_as_json,
)
from hudna.monitoring.reconcile import RECONCILED, LedgerLine, Reconciliation, SideItems, reconcile
from hudna.monitoring.register import check_named
from hudna.monitoring.rehearse import Blame, Rehearsal, Variation, in_area, rehearse
from hudna.monitoring.resident import WHY_NOT, One, Resident, Told
from hudna.monitoring.rulings import (
    OUTCOMES,
    RULINGS,
    LedgerOfRulings,
    RulingsOn,
    Tally,
    add_tallies,
    ledger_of_rulings,
)
from hudna.monitoring.state import fold_cases
from hudna.monitoring.write import as_json, count_as_json, write_findings

__all__ = [
    "CASE_EVENTS",
    "CERTAIN",
    "FILINGS",
    "FINDINGS",
    "MONITORING",
    "OUTCOMES",
    "RECONCILED",
    "RULINGS",
    "STAGES",
    "WHY_NOT",
    "AccessDenied",
    "Answer",
    "AreaShares",
    "Assessment",
    "Assessor",
    "Batch",
    "Blame",
    "CaseFile",
    "CaseReopened",
    "CasesJoined",
    "ClocksSet",
    "Comparison",
    "Compiled",
    "ComplaintReceived",
    "Count",
    "DayCounted",
    "DenialReceived",
    "Docket",
    "Due",
    "EvidenceAdded",
    "Exposure",
    "Feed",
    "FeedSummary",
    "FindingTakenUp",
    "InquiryOpened",
    "ItemConfirmed",
    "ItemDenied",
    "JointCount",
    "Judged",
    "LedgerFiled",
    "LedgerLine",
    "LedgerOfRulings",
    "Ledgers",
    "OfWhich",
    "One",
    "PartyTold",
    "Reconciliation",
    "Rehearsal",
    "ReplyReceived",
    "Resident",
    "Ruled",
    "Ruling",
    "RulingsOn",
    "SideCount",
    "SideItems",
    "Span",
    "Spot",
    "Stage",
    "Tally",
    "Told",
    "Tolerance",
    "Variation",
    "Verdict",
    "Void",
    "Window",
    "add_evidence",
    "add_tallies",
    "as_json",
    "assemble",
    "assess",
    "assessor",
    "beside",
    "case_as_json",
    "case_items",
    "check_named",
    "compare",
    "compile_terms",
    "complain",
    "confirm_item",
    "count",
    "count_as_json",
    "count_day",
    "default_clocks",
    "deny",
    "deny_access",
    "deny_item",
    "docket_as_json",
    "due",
    "encode",
    "file_ledger",
    "fold_cases",
    "fold_ledgers",
    "in_area",
    "inquire",
    "interval",
    "join_cases",
    "joint_as_json",
    "joint_count",
    "judge",
    "ledger_of_rulings",
    "next_case",
    "number_rows",
    "overdue",
    "pairs_of",
    "poisson_binomial",
    "read_exposure",
    "reconcile",
    "reconciliation_as_json",
    "rehearse",
    "reopen",
    "reply",
    "rule",
    "rulings_as_json",
    "running",
    "set_clocks",
    "side_items",
    "take_up",
    "tell",
    "unpaired",
    "within",
    "write_findings",
]
