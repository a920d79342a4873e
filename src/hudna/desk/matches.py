"""The work of matching two lists, in the background.

A match decides nothing and is no entry: it can be thrown away and made again from the same lists and judgements. What
people decide about its pairs are entries (``judging``), and are laid over whenever it is made anew.
"""

from __future__ import annotations

from datetime import UTC, datetime

from hudna.desk.judging import judgements_of, needed
from hudna.desk.kept import folder_for, keep
from hudna.desk.listed import open_lists
from hudna.desk.models import Job, ListMatch
from hudna.desk.place import Place
from hudna.desk.record import open_record, sight_of
from hudna.desk.work import Teller, work_of
from hudna.house import Said
from hudna.matching import Costs
from hudna.people import counts_of, match_lists, placed

KIND = "match"
STEPS = 100


@work_of(KIND)
def _match(place: Place, job: Job, tell: Teller) -> None:
    """Open the lists for whoever asked, match them with what was judged so far, and keep what came of it."""
    one = ListMatch.objects.get(pk=job.subject)
    now = datetime.now(UTC)
    with open_record() as case:
        zone, settled = case.opened.zone, judgements_of(sight_of(case, None).state).settled(needed())
    tell("opening", 0, STEPS)
    opened = open_lists(one, Said(job.actor, now, now, zone), job.purpose)
    matched = match_lists(
        opened.a.people,
        opened.b.people,
        costs=Costs(merge=one.wrong_merge, queue=one.review_share),
        judgements=placed(settled, opened.marks_a, opened.marks_b),
        one_to_one=one.one_to_one,
        no_doubles=tuple(one.no_doubles),
        progress=lambda what, part: tell("matching", int(STEPS * part), STEPS),
    )
    keep(folder_for(place, one.pk), matched)
    one.counts = {
        "a": dict(counts_of(matched, "a", len(opened.a.rejects))),
        "b": dict(counts_of(matched, "b", len(opened.b.rejects))),
        "same": int((matched.pairs.outcome == 2).sum()),
        "review": int((matched.pairs.outcome == 1).sum()),
        "doubles": {"a": len(matched.doubles_a), "b": len(matched.doubles_b)},
        "at": now.isoformat(),
    }
    one.save(update_fields=["counts"])
