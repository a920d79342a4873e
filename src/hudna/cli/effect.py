"""What fusing did to the counts of an assessment: every figure before, of reports, and after, of incidents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hudna.agreements import Loaded, Resolved
from hudna.cli.drafting import print_table
from hudna.incidents import Feed, ForAssessing, Fused, fuse_for_assessing, fused_as_json
from hudna.monitoring import Assessment, as_json, assess

COUNTED = (
    "incidents",
    "incidents_in_window",
    "incidents_with_findings",
    "incidents_by_verdict",
    "findings",
    "expected",
)
VERDICTS = ("breach", "unattributed", "unverifiable", "excepted")


@dataclass(frozen=True)
class Effect:
    """The fusion, the assessment of the reports as they came, and that of the incidents."""

    fused: Fused
    before: Assessment
    after: Assessment

    def as_json(self) -> dict[str, Any]:
        """What came of fusing, and the counts before and after it."""
        before, after = as_json(self.before), as_json(self.after)
        counts = {"before": {key: before[key] for key in COUNTED}, "after": {key: after[key] for key in COUNTED}}
        return {**fused_as_json(self.fused), **counts}

    def print(self) -> None:
        """The counts side by side."""
        b, a = self.before, self.after
        rows = [("incidents", f"{b.incidents:,}", f"{a.incidents:,}")]
        rows += [(f"findings, {v}", f"{b.by_verdict[v]:,}", f"{a.by_verdict[v]:,}") for v in VERDICTS]
        rows += [
            (f"incidents, {v}", f"{b.incidents_by_verdict[v]:,}", f"{a.incidents_by_verdict[v]:,}") for v in VERDICTS
        ]
        rows.append(("expected in breach", f"{b.expected.value:,.1f}", f"{a.expected.value:,.1f}"))
        print_table("Reports that tell of one incident count once", ("", "every report", "every incident"), rows)
        print("How they were joined, with reasons: links.csv; without it: --no-fuse.")


def prepare(loaded: Loaded, feeds: Sequence[Feed], fuse: bool) -> ForAssessing:
    """The feeds to assess: fused where that is asked for and there is anything to fuse."""
    return fuse_for_assessing(feeds, parties=loaded.parties) if fuse else ForAssessing(feeds)


def effect_of(prepared: ForAssessing, resolved: Resolved, after: Assessment, language: str) -> Effect | None:
    """The effect on every count; None where nothing was fused."""
    if prepared.fused is None:
        return None
    return Effect(prepared.fused, assess(resolved, prepared.reports, language=language), after)
