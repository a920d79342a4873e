"""Key figures: the answer in one sentence, what was counted, and the count before beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from hudna.bulletin import dates
from hudna.bulletin.drawing import Range
from hudna.bulletin.names import Names
from hudna.bulletin.page import Comparison, Fact, Figure, VerdictKey
from hudna.bulletin.record import faulty
from hudna.bulletin.tally import VERDICTS
from hudna.bulletin.wording import Wording, isolate
from hudna.ground import Fault
from hudna.monitoring import CERTAIN, Assessment, Count, Verdict, compare


@dataclass(frozen=True)
class Figures:
    """Makes the head of an assessment's report."""

    assessment: Assessment
    words: Wording
    names: Names

    def facts(self) -> tuple[Fact, ...]:
        """Which agreement, whose text, since when, which window, which clock, which feeds."""
        found, say = self.assessment, self.words.say
        agreement, zone = found.resolved.agreement, found.resolved.zone_name
        version = f" · {agreement.version}" if agreement.version else ""
        until = found.resolved.end
        feeds = [isolate(PurePath(feed.file).name, 120) for feed in found.feeds]
        return (
            Fact(say("facts.agreement"), isolate(f"{agreement.id}{version}", 180)),
            Fact(say("facts.status"), say(f"status.{agreement.status}")),
            Fact(say("facts.since"), dates.moment(self.words, found.resolved.start, zone)),
            Fact(say("facts.until"), dates.moment(self.words, until, zone) if until else say("facts.open_ended")),
            Fact(say("facts.window"), self._window(found.expected)),
            Fact(say("facts.zone"), say("facts.zone_note", zone=isolate(zone, 60))),
            Fact(say("facts.feeds"), self.words.listed(feeds, 4) or say("facts.no_feeds")),
        )

    def answer(self) -> str:
        """The answer in one sentence, with its uncertainty."""
        found, number = self.assessment, self.words.number
        if not found.touched:
            return self.words.say("answer.none", n=found.incidents)
        by = found.incidents_by_verdict
        return self.words.say(
            "answer.some",
            n=by.get(Verdict.BREACH, 0),
            read=number(found.incidents),
            unattributed=number(by.get(Verdict.UNATTRIBUTED, 0)),
            unverifiable=number(by.get(Verdict.UNVERIFIABLE, 0)),
            value=self.words.expected(found.expected.value),
            low=number(found.expected.low),
            high=number(found.expected.high),
        )

    def cautions(self) -> tuple[str, ...]:
        """What a reader must hold in mind before quoting the answer."""
        say, found = self.words.say, self.assessment
        lines = [say("cautions.ruling"), say("cautions.reports")]
        if found.expected.exposure is None:
            lines.append(say("cautions.no_exposure"))
        else:
            watched, denied = found.expected.exposure.hours_watched, found.expected.exposure.hours_denied
            number = self.words.number
            lines.append(say("cautions.exposure", watched=number(watched), denied=number(denied)))
        faults = faulty(found.resolved.left_out)
        if faults:
            lines.append(say("cautions.faults", n=len(faults)))
        if not found.incidents:
            lines.append(say("cautions.nothing_read"))
        return tuple(lines)

    def tiles(self) -> tuple[Figure, ...]:
        """What was read, rejected and touched; each verdict with what the word means."""
        say, number, found = self.words.say, self.words.number, self.assessment
        read = [
            Figure(say("figures.read"), number(found.incidents), say("figures.read_means")),
            Figure(say("figures.rejected"), number(found.rejected), say("figures.rejected_means")),
            Figure(say("figures.touched"), number(found.touched), say("figures.touched_means")),
        ]
        certain = self.words.percent(CERTAIN)
        for verdict in VERDICTS:
            findings = found.by_verdict.get(verdict, 0)
            read.append(
                Figure(
                    say(f"verdicts.{verdict}"),
                    number(found.incidents_by_verdict.get(verdict, 0)),
                    say(f"means.{verdict}", certain=certain),
                    mark=verdict.value,
                    detail=say("figures.findings", n=findings),
                )
            )
        return tuple(read)

    def keys(self) -> tuple[VerdictKey, ...]:
        """How each verdict is shown."""
        say = self.words.say
        return tuple(VerdictKey(v.value, say(f"letters.{v}"), say(f"verdicts.{v}")) for v in VERDICTS)

    def comparison(self) -> Comparison:
        """The expected breaches in force beside those of a window as long before; never a cause."""
        say, before = self.words.say, self.assessment.baseline
        now = self.assessment.matched or self.assessment.expected
        conditions = [say("comparison.unit", unit=say(f"units.{now.unit.replace(' ', '_')}"))]
        conditions.append(say("comparison.window", window=self._window(now)))
        if before is None:
            ranges = self._ranges([(say("comparison.in_force"), now)])
            return Comparison(ranges, say("comparison.no_baseline"), tuple(conditions))
        conditions.append(say("comparison.before_window", window=self._window(before)))
        conditions.append(self._exposures(now, before))
        conditions.append(say("comparison.same_terms"))
        ranges = self._ranges([(say("comparison.in_force"), now), (say("comparison.before"), before)])
        return Comparison(ranges, self._reading(now, before), tuple(conditions))

    def _reading(self, now: Count, before: Count) -> str:
        try:
            found = compare(now, before)
        except Fault:
            return self.words.say("comparison.refused")
        if found.overlap:
            return self.words.say("comparison.overlap")
        return self.words.say("comparison.fewer" if found.difference < 0 else "comparison.more")

    def _exposures(self, now: Count, before: Count) -> str:
        if now.exposure is None and before.exposure is None:
            return self.words.say("comparison.exposure_unknown")
        hours = [
            self.words.say("comparison.hours", n=c.exposure.hours_watched) if c.exposure else "–" for c in (now, before)
        ]
        return self.words.say("comparison.exposure", now=hours[0], before=hours[1])

    def _window(self, count: Count) -> str:
        window = count.window
        told = dates.span(self.words, window.start, window.end, window.zone)
        return self.words.say(
            "facts.window_value", span=told, length=dates.length(self.words, window.start, window.end, window.zone)
        )

    def _ranges(self, counts: list[tuple[str, Count]]) -> tuple[Range, ...]:
        most = max([1.0, *(float(count.high) for _, count in counts)]) * 1.04
        return tuple(
            Range(
                label,
                self.words.say(
                    "comparison.value",
                    value=self.words.expected(count.value),
                    range=self.words.range(count.low, count.high),
                ),
                x=round(100 * count.value / most, 2),
                low_x=round(100 * count.low / most, 2),
                high_x=round(100 * count.high / most, 2),
            )
            for label, count in counts
        )
