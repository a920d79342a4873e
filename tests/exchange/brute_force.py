"""Every schedule of a few people over a few hand-overs, judged by a second reading of the terms, in plain words.

Nothing of the planner or of the check is used here, but the nouns. Slow, short, and written from the definitions.
"""

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from itertools import product

from hudna.exchange import Actuals, Category, Person, Terms, Who

Schedule = dict[str, int]
"""Person → hand-over; 0: in none."""


def described(who: Who, person: Person) -> bool:
    tests = [
        not who.held_by or who.held_by == person.held_by,
        not who.sex or who.sex == person.sex,
        not who.civil or who.civil == person.civil,
        not who.health or bool(who.health & person.health),
        not who.sentence or person.sentence in who.sentence,
        not who.group or person.group in who.group,
        not who.keys or person.key in who.keys,
        who.remains is None or who.remains == person.remains,
        who.age_from is None or (person.age is not None and person.age[0] >= who.age_from),
        who.age_below is None or (person.age is not None and person.age[1] < who.age_below),
    ]
    return all(tests)


class Truth:
    """The terms read once more."""

    def __init__(self, terms: Terms, people: list[Person], actuals: Actuals) -> None:
        self.terms, self.people, self.actuals = terms, people, actuals
        self.by_id = {p.id: p for p in people}
        self.gone = {p.id for p in people if p.id in actuals.released and p.id not in actuals.uncounted}
        self.numbers = self._numbers()
        self.able = [p for p in people if p.id not in self.gone and self._able(p)]
        self._read_all_for_all()
        self.free = [p for p in self.able if self.counts(p) or self.covered(p) or self.pays(p)]
        self.must = {p.id for p in self.free if self.counts(p) or self.covered(p)}

    def inside(self, category: str, person: Person) -> bool:
        found: Category = self.terms.categories[category]
        return any(described(who, person) for who in found.who)

    def in_step(self, category: str, person: Person) -> bool:
        """The dead are put into a step only by what is said of the dead."""
        found = self.terms.categories[category].who
        return any(described(who, person) and (bool(who.remains) or not person.remains) for who in found)

    def other(self, side: str) -> str:
        return next(each for each in self.terms.sides if each != side)

    def _able(self, p: Person) -> bool:
        if p.remains:
            return p.status in ("acknowledged", "located", "proved-dead") and p.identified and not p.pending
        return p.status in ("acknowledged", "located") and not p.pending

    def weighs(self, p: Person) -> bool:
        """Whether the person counts for anything."""
        if not p.remains:
            return True
        return {"when-handed-over": True, "when-identified": p.identified, "never": False}[self.terms.remains.counts]

    def covered(self, p: Person) -> str:
        """The ratio whose people they are, counted or not."""
        ratio = next((r.ref for r in self.terms.ratios if self.inside(r.of, p)), "")
        return ratio or ("all" if p.id in self.all_of else "")

    def counts(self, p: Person) -> str:
        return self.covered(p) if self.weighs(p) else ""

    def pays(self, p: Person) -> str:
        """The category they pay as: the first that the other side's people bring."""
        if not self.weighs(p):
            return ""
        for ratio in self.terms.ratios:
            holders = {who.held_by for who in self.terms.categories[ratio.of].who}
            if "" in holders or self.other(p.held_by) in holders:
                for category in ratio.brings:
                    if self.inside(category, p):
                        return category
        return ""

    def _read_all_for_all(self) -> None:
        self.all_of: set[str] = set()
        if not self.terms.all_for_all:
            return
        named = self.terms.all_for_all.of
        for p in self.people:
            by_ratio = any(self.inside(r.of, p) for r in self.terms.ratios) or self.pays(p)
            if not by_ratio and (not named or any(self.inside(c, p) for c in named)):
                self.all_of.add(p.id)
        there = [p for p in self.people if p.id in self.all_of and self.weighs(p)]
        there = [p for p in there if p.id in self.gone or p in self.able]
        first, second = (sum(p.held_by == side for p in there) for side in self.terms.sides)
        self.sizes = dict(zip(self.terms.sides, (first, second), strict=True))

    def balances(self, released: set[str]) -> dict[tuple[str, str], Fraction]:
        """By debtor and category: owed less paid."""
        found: dict[tuple[str, str], Fraction] = {}
        gone = [self.by_id[i] for i in released]
        for ratio in self.terms.ratios:
            for creditor in self.terms.sides:
                for category, n in ratio.brings.items():
                    many = sum(p.held_by == creditor and self.counts(p) == ratio.ref for p in gone)
                    key = (self.other(creditor), category)
                    found[key] = found.get(key, Fraction(0)) + Fraction(n * many, ratio.each)
        for p in gone:
            if self.pays(p):
                found[p.held_by, self.pays(p)] -= 1
        if self.terms.all_for_all and all(self.sizes.values()):
            big = (
                self.terms.sides[0]
                if self.sizes[self.terms.sides[0]] > self.sizes[self.terms.sides[1]]
                else self.terms.sides[1]
            )
            small = self.other(big)
            many = {
                s: sum(p.held_by == s and p.id in self.all_of and self.weighs(p) for p in gone) for s in (big, small)
            }
            found[big, ""] = Fraction(many[small] * self.sizes[big], self.sizes[small]) - many[big]
        return found

    def most(self, category: str) -> int:
        own = [b.most for b in self.terms.balance if b.of == category and category]
        general = [b.most for b in self.terms.balance if not b.of]
        return min(own or general or [0])

    def _numbers(self) -> list[int]:
        """The hand-overs that may be held (dates are a day apart in these small cases, as many as there are people)."""
        last = max((h.number for h in self.actuals.hand_overs), default=0)
        top = self.terms.batches.at_most
        top = last + len(self.people) if top is None else top
        blocked = [w.batch for w in self.terms.waits if w.until is None]
        return [n for n in range(last + 1, top + 1) if not any(n >= b for b in blocked)]

    def at(self, number: int):  # type: ignore[no-untyped-def]
        """A day apart from the first, which nothing of these cases puts off."""
        return self.terms.batches.first + (number - 1) * timedelta(days=1)

    def keeps_every_term(self, schedule: Schedule) -> bool:
        used = sorted({n for n in schedule.values() if n})
        return all(
            (
                self._everybody(schedule),
                self._balance(schedule, used),
                self._order(schedule),
                self._sizes(schedule, used),
                self._together(schedule),
                self._seats(schedule, used),
                self._in_time(schedule),
            )
        )

    def _everybody(self, schedule: Schedule) -> bool:
        return all(schedule[i] for i in self.must)

    def _balance(self, schedule: Schedule, used: list[int]) -> bool:
        released = set(self.gone)
        before = start = self.balances(released)
        for number in used:
            released |= {i for i, n in schedule.items() if n == number}
            now = self.balances(released)
            for key, value in now.items():
                limit = self.most(key[1]) + 1
                if value >= limit and not (before[key] >= limit and value <= before[key]):
                    return False
                if value <= -limit and not (before[key] <= -limit and value >= before[key]):
                    return False
            before = now
        paid_more = {(p.held_by, self._pot(p)) for p in self.free if schedule[p.id] and self._pot(p) is not None}
        return all(abs(v) < 1 or (v <= -1 and start[k] <= -1 and k not in paid_more) for k, v in before.items())

    def _pot(self, p: Person) -> str | None:
        if self.pays(p):
            return self.pays(p)
        if p.id in self.all_of and self.weighs(p) and self.sizes[p.held_by] >= self.sizes[self.other(p.held_by)]:
            return ""
        return None

    def _order(self, schedule: Schedule) -> bool:
        orders = [(o.steps, o.apart, o.across, None) for o in self.terms.orders]
        ranks = []
        for steps, apart, across, _ in orders:
            rank = {
                p.id: next((k for k, s in enumerate(steps) if any(self.in_step(c, p) for c in s)), None)
                for p in self.free
            }
            ranks.append((self._with_the_first(rank), apart, across))
        if self.terms.remains.leave == "after-the-living":
            ranks.append(({p.id: int(p.remains) for p in self.free}, False, False))
        for rank, apart, across in ranks:
            for p, q in product(self.free, self.free):
                a, b = rank[p.id], rank[q.id]
                if a is None or b is None or a >= b or not schedule[p.id] or not schedule[q.id]:
                    continue
                if (across or p.held_by == q.held_by) and (
                    schedule[q.id] < schedule[p.id] or (apart and schedule[q.id] == schedule[p.id])
                ):
                    return False
        return True

    def _with_the_first(self, rank: dict[str, int | None]) -> dict[str, int | None]:
        """Where families are together, a family has the rank of its first."""
        if not self.terms.families:
            return rank
        found = dict(rank)
        for p, q in product(self.free, self.free):
            kin = p.family and p.family == q.family and p.held_by == q.held_by and not p.remains and not q.remains
            mine, theirs = found[p.id], rank[q.id]
            if kin and mine is not None and theirs is not None:
                found[p.id] = min(mine, theirs)
        return found

    def _sizes(self, schedule: Schedule, used: list[int]) -> bool:
        every = range(self.numbers[0], max(used) + 1) if used else []
        for size in self.terms.sizes:
            for side in self.terms.sides if not size.of else [""]:
                of = [p.id for p in self.free if (p.held_by == side if side else self.inside(size.of, p))]
                for number in every:
                    many = sum(schedule[i] == number for i in of)
                    left = sum(schedule[i] >= number for i in of)
                    if size.largest is not None and many > size.largest:
                        return False
                    if many < min(size.smallest or 0, left):
                        return False
        for apart in self.terms.apart:
            for number in every:
                if sum(schedule[p.id] == number and self.inside(apart.of, p) for p in self.free) > apart.at_most:
                    return False
        return self._pace(schedule, used)

    def _pace(self, schedule: Schedule, used: list[int]) -> bool:
        first = min([h.number for h in self.actuals.hand_overs] + self.numbers[:1], default=1)
        for pace in self.terms.paces:
            span = pace.per // timedelta(days=1)
            of = {p.id for p in self.free if self.inside(pace.of, p)}
            past = {
                i: n for i, n in self.actuals.released.items() if i in self.gone and self.inside(pace.of, self.by_id[i])
            }
            when = {i: (n - first) // span for i, n in past.items()}
            when |= {i: (schedule[i] - first) // span for i in of if schedule[i]}
            now = (self.numbers[0] - first) // span if self.numbers else 0
            for period in range(now, (max(used) - first) // span + 1 if used else now):
                many = sum(k == period for k in when.values())
                left = sum(k >= period for k in when.values())
                if many < min(pace.at_least, left):
                    return False
        return True

    def _together(self, schedule: Schedule) -> bool:
        if not self.terms.families:
            return True
        families: dict[tuple[str, str], set[int]] = {}
        for p in self.free:
            if p.family and not p.remains:
                families.setdefault((p.held_by, p.family), set()).add(schedule[p.id])
        return all(len(when) == 1 for when in families.values())

    def _seats(self, schedule: Schedule, used: list[int]) -> bool:
        if not self.terms.places:
            return True
        for number, side in product(used, self.terms.sides):
            people = [p for p in self.free if schedule[p.id] == number and p.held_by == side]
            if not self._seated(people, [[x.seats, x.care] for x in self.terms.places]):
                return False
        return True

    def _seated(self, people: list[Person], free: list[list[int | None]]) -> bool:
        if not people:
            return True
        p = people[0]
        for k, place in enumerate(self.terms.places):
            if (place.of and p.held_by not in place.of) or (place.sites and p.site not in place.sites):
                continue
            needs = bool(p.health) and not p.remains
            seats, care = free[k]
            if not seats or (needs and care == 0):
                continue
            rest = [list(each) for each in free]
            rest[k][0] = seats - 1
            if needs and care is not None:
                rest[k][1] = care - 1
            if self._seated(people[1:], rest):
                return True
        return False

    def _in_time(self, schedule: Schedule) -> bool:
        return not any(
            schedule[p.id] and (not done.of or self.inside(done.of, p)) and self.at(schedule[p.id]) >= done.by
            for done in self.terms.done
            for p in self.free
        )


def schedules(truth: Truth) -> Iterator[Schedule]:
    """Every way of putting the people into hand-overs."""
    choices = [truth.numbers if p.id in truth.must else [0, *truth.numbers] for p in truth.free]
    for choice in product(*choices):
        yield {p.id: n for p, n in zip(truth.free, choice, strict=True)}


def kept(truth: Truth) -> list[Schedule]:
    """Every schedule that keeps every term."""
    return [schedule for schedule in schedules(truth) if truth.keeps_every_term(schedule)]
