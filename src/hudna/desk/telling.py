"""What every sentence needs: names, instants and windows as the reader has them, and what was typed set apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from hudna.desk.compartments import COMMON
from hudna.desk.names import Names, listed
from hudna.ground import Fault, when
from hudna.monitoring import Span

FSI, PDI = "\u2068", "\u2069"
"""First strong isolate, and its end: what stands between has a direction of its own (Unicode UAX 9)."""
SLIP = re.compile(r"\[\[slip:([0-9a-z]+)\]\]")


def apart(text: str) -> str:
    """A code, a name or words that were typed, set apart from the sentence around them."""
    return f"{FSI}{text}{PDI}" if text else ""


def without_slips(text: str) -> str:
    """Words with each reference to a slip told as what it is."""
    return SLIP.sub(_("(a name on a slip)"), text)


@dataclass(frozen=True)
class Telling:
    """How things are called for a reader. ``refs``: hash of an entry → its number, of those that the reader sees."""

    zone: str
    names: Names | None = None
    refs: Mapping[str, str] = field(default_factory=dict, repr=False)

    def party(self, party: str) -> str:
        """A party by its name, or by its id where no register is at hand."""
        return apart(self.names.party(party) if self.names else party)

    def parties(self, parties: Iterable[str]) -> str:
        """Several parties, or everybody."""
        return listed(tuple(_("everybody on the case") if one == COMMON else self.party(one) for one in parties))

    def entry(self, name: str) -> str:
        """An entry by its number, or by the beginning of its hash."""
        return apart(self.refs.get(name, name[:12]))

    def moment(self, moment: datetime) -> str:
        """An instant to the minute on the clock of the case."""
        return apart(stamp(moment, self.zone))

    def moment_on(self, moment: datetime, zone: str) -> str:
        """An instant on the clock that was named with it; on that of the case, where nobody knows the one named."""
        try:
            when.zone(zone)
        except Fault:
            return _("%(moment)s (%(zone)s)") % {"moment": self.moment(moment), "zone": apart(f"{self.zone}; {zone}?")}
        return _("%(moment)s (%(zone)s)") % {"moment": apart(stamp(moment, zone)), "zone": apart(zone)}

    def window(self, window: Span) -> str:
        """A window: a day by its date, several by the first and the last, anything else from when until when."""
        begins, ends = stamp(window.earliest, self.zone), stamp(window.latest, self.zone)
        last = stamp(window.latest - timedelta(microseconds=1), self.zone)
        if begins.endswith("00:00") and ends.endswith("00:00"):
            if begins[:10] == last[:10]:
                return apart(begins[:10])
            begins, ends = begins[:10], last[:10]
        return _("%(begins)s to %(ends)s") % {"begins": apart(begins), "ends": apart(ends)}


def stamp(moment: datetime, zone: str) -> str:
    """An instant to the minute on the wall clock of a zone."""
    return moment.astimezone(when.zone(zone)).strftime("%Y-%m-%d %H:%M")
