"""Compile: the exchange clauses of an agreement as terms, with every instant read and every name looked up.

Several clauses make one exchange. What a text leaves open and has to be taken as something is told as a remark; what
cannot be is a fault with clause and line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from hudna.agreements import Exchange, Loaded, Moment, stamp
from hudna.exchange import terms as t
from hudna.exchange.clauses import Clauses, Found, Path_
from hudna.exchange.faults import EXCHANGE
from hudna.ground import Fault, when

UNDATED = frozenset({"event-undated", "start-missing"})


def terms_of(loaded: Loaded, *, start: datetime | None = None) -> t.Terms:
    """The terms of the exchange that an agreement says.

    ``start``: taken as the entry into force, and as the first hand-over where that counts from something that has not
    happened. Raises terms-missing, terms-unfit, party-unknown, and the faults of moments.
    """
    clauses = [clause for clause in loaded.agreement.clauses if isinstance(clause, Exchange)]
    if not clauses:
        where = loaded.mark("", "clauses")
        raise EXCHANGE.fault("terms-missing", "No clause says who is released for whom.", where=where)
    return _Compiler(loaded, clauses, start).terms()


class _Compiler(Clauses):
    """One agreement on its way to terms."""

    def terms(self) -> t.Terms:
        """All of them. Instants first, since the first hand-over may give the day at which ages count."""
        batches, zone = self._batches()
        ages_on = self._ages_on(batches.first).astimezone(when.zone(zone)).date()
        ratios, all_for_all = self._ratios(), self._all_for_all()
        if not ratios and all_for_all is None:
            self.remarks.append("Nothing says how many are released for how many: nobody is owed.")
        opens = self._opens()
        return t.Terms(
            sides=self.sides,
            zone=zone,
            ages_on=ages_on,
            batches=batches,
            categories=self.categories,
            ratios=ratios,
            all_for_all=all_for_all,
            orders=self._orders(),
            sizes=self._sizes(),
            paces=self._paces(),
            places=self._places(),
            families=self._families(),
            apart=tuple(t.Apart(f.ref, self.of(f), f.node.at_most) for f in self.each("apart")),
            balance=self._balance(ratios),
            remains=self._remains(),
            done=tuple(self._done()),
            waits=tuple(self._waits(opens)),
            opens=opens,
            words={clause.id: dict(clause.words) for clause in self.clauses if clause.words},
            remarks=tuple(self.remarks),
        )

    # For whom, in what order

    def _ratios(self) -> tuple[t.Ratio, ...]:
        return tuple(self._ratio(at) for at in self.each("ratios"))

    def _ratio(self, at: Found) -> t.Ratio:
        of = self.known(at, at.node.of, "of")
        for category in at.node.brings:
            self.known(at, category, "brings", category)
            holders = {who.held_by for who in self.categories[of].who}
            brought = {who.held_by for who in self.categories[category].who}
            if len(holders) == 1 and holders == brought and holders != {""}:
                what = f"“{of}” and “{category}” are both held by {holders.pop()}; the other side is to bring them."
                raise self.unfit(at, what, "brings", category)
        return t.Ratio(at.ref, at.node.each, of, dict(at.node.brings))

    def _all_for_all(self) -> t.AllForAll | None:
        at = self.once("all_for_all")
        if at is None:
            return None
        return t.AllForAll(at.ref, tuple(self.known(at, one, "of", n) for n, one in enumerate(at.node.of)))

    def _orders(self) -> tuple[t.Order, ...]:
        made = []
        for at in self.each("orders"):
            seen: set[str] = set()
            for number, step in enumerate(at.node.steps):
                if not step:
                    raise self.unfit(at, f"step {number + 1} names nobody.", "steps", number)
                for place, category in enumerate(step):
                    self.known(at, category, "steps", number, place)
                    if category in seen:
                        raise self.unfit(at, f"“{category}” stands in it twice.", "steps", number, place)
                    seen.add(category)
            steps = tuple(tuple(step) for step in at.node.steps)
            made.append(t.Order(at.ref, steps, at.node.apart, at.node.across))
        return tuple(made)

    # When

    def _batches(self) -> tuple[t.Batches, str]:
        at = self.once("batches")
        moment, path = (at.node.first, (*at.path, "first")) if at else (None, ())
        first, zone = self._first(moment, path)
        every = self._span(at, at.node.every, "every") if at and at.node.every is not None else timedelta(days=1)
        return t.Batches(at.ref if at else "batches", first, every, at.node.at_most if at else None), zone

    def _first(self, moment: Moment | None, path: Path_) -> tuple[datetime, str]:
        if moment is None:
            reading = self.clock.start
            self.remarks.append(
                f"When the first hand-over is is not said: it is taken to be at the entry into force, "
                f"{stamp(reading.instant, reading.zone)}."
            )
            return reading.instant, reading.zone
        try:
            reading = self.clock.read(moment, path)
        except Fault as fault:
            if fault.code not in UNDATED or self.start is None:
                raise
            zone = moment.zone or self.loaded.agreement.timezone or "UTC"
            self.remarks.append(f"The first hand-over is taken to be at {stamp(self.start, zone)}: {fault.what}")
            return self.start, zone
        return reading.instant, reading.zone

    def _ages_on(self, first: datetime) -> datetime:
        at = self.once("ages_on")
        try:
            return self.clock.read(at.node, at.path).instant if at else self.clock.start.instant
        except Fault as fault:
            if fault.code not in UNDATED:
                raise
            self.remarks.append("The day at which ages count has no date: that of the first hand-over is taken.")
            return first

    def _span(self, at: Found, text: str, *path: str) -> timedelta:
        """A length that is the same in every month. Raises terms-unfit."""
        length = when.duration(text, where=self.clock.place((*at.path, *path)))
        span = timedelta(days=length.days, seconds=length.seconds)
        if length.months or span <= timedelta():
            raise self.unfit(at, f"“{text}” is no length in days or hours.", *path)
        return span

    def _instant(self, moment: Moment, path: Path_) -> datetime | None:
        """The instant of a moment, or None where it counts from something that has not happened."""
        return self._dated(lambda: self.clock.read(moment, path).instant)

    def _dated(self, read: Callable[[], datetime]) -> datetime | None:
        try:
            return read()
        except Fault as fault:
            if fault.code in UNDATED:
                return None
            raise

    def _done(self) -> Iterator[t.Done]:
        for at in self.each("done"):
            by = self._instant(at.node.by, (*at.path, "by"))
            if by is None:
                self.remarks.append(f"{at.ref} counts from something that has not happened: no deadline yet.")
            else:
                yield t.Done(at.ref, by, self.of(at))

    def _waits(self, opens: Sequence[t.Opens]) -> Iterator[t.Waits]:
        """A hand-over that waits for what an earlier one opens waits for nothing more; for a later one, for ever."""
        for at in self.each("waits"):
            name, batch = at.node.until, at.node.batch
            self.clock.check_name(name, (*at.path, "until"))
            own = [one.after_batch for one in opens if one.event == name and one.after_batch is not None]
            if own and min(own) >= batch:
                what = f"hand-over {batch} waits for “{name}”, which opens only after hand-over {min(own)}."
                raise self.unfit(at, what, "until")
            until = self._dated(lambda name=name, at=at: self.clock.named(name, self.clock.place(at.path)).instant)  # type: ignore[misc]
            if until is None and own:
                self.remarks.append(f"{at.ref}: “{name}” opens after hand-over {min(own)}, and is taken to open then.")
            else:
                yield t.Waits(at.ref, batch, name, until)

    def _opens(self) -> tuple[t.Opens, ...]:
        made = []
        for at in self.each("opens"):
            node = at.node
            self.clock.check_name(node.event, (*at.path, "event"))
            if (node.after_batch is None) == (node.after_all_of is None):
                raise self.unfit(at, "say either after_batch or after_all_of.")
            after_all = self.known(at, node.after_all_of, "after_all_of") if node.after_all_of is not None else ""
            made.append(t.Opens(at.ref, node.event, node.after_batch, after_all))
        return tuple(made)

    # How many, where

    def _sizes(self) -> tuple[t.BatchSize, ...]:
        made = []
        for at in self.each("sizes"):
            least, most = at.node.smallest, at.node.largest
            if least is None and most is None:
                raise self.unfit(at, "say the smallest or the largest number.")
            if least is not None and most is not None and least > most:
                raise self.unfit(at, f"at least {least} and at most {most} cannot be.", "largest")
            made.append(t.BatchSize(at.ref, self.of(at), least, most))
        return tuple(made)

    def _paces(self) -> tuple[t.Pace, ...]:
        return tuple(
            t.Pace(at.ref, self.of(at), at.node.at_least, self._span(at, at.node.per, "per"))
            for at in self.each("paces")
        )

    def _places(self) -> tuple[t.Place, ...]:
        made: dict[str, t.Place] = {}
        for at in self.each("places"):
            node = at.node
            if node.id in made:
                raise self.unfit(at, f"the place “{node.id}” is described twice.", "id")
            for number, side in enumerate(node.of):
                if side not in self.sides:
                    what = f"“{side}” is no side: {self.sides[0]} and {self.sides[1]} are."
                    raise self.unfit(at, what, "of", number)
            made[node.id] = t.Place(
                at.ref,
                node.id,
                node.seats,
                frozenset(node.of),
                frozenset(node.sites),
                node.care,
                dict(node.words or {}),
            )
        if not made:
            self.remarks.append("No place of hand-over is named: any number can leave at once.")
        return tuple(made.values())

    def _families(self) -> t.Families | None:
        at = self.once("families")
        return t.Families(at.ref) if at else None

    def _balance(self, ratios: Sequence[t.Ratio]) -> tuple[t.Balance, ...]:
        made: dict[str, t.Balance] = {}
        brought = {category for ratio in ratios for category in ratio.brings}
        for at in self.each("balance"):
            of = self.of(at)
            if of and of not in brought:
                raise self.unfit(at, f"no ratio brings “{of}”.", "of")
            if of in made:
                raise self.unfit(at, f"{made[of].ref} says how far a side may stand out already.")
            made[of] = t.Balance(at.ref, at.node.most, of)
        if not made:
            self.remarks.append("How far either side may stand out is not said: not at all.")
        return tuple(made.values())

    def _remains(self) -> t.Remains:
        at = self.once("remains")
        if at is None:
            self.remarks.append(
                "What holds for the dead is not said: they leave after the living, and count once identified."
            )
            return t.Remains("remains")
        return t.Remains(at.ref, at.node.leave, at.node.counts)
