"""What hudna plan writes: the document, the workbook, and a page for each reader, all of it guarded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from hudna.agreements import Loaded
from hudna.bulletin import NEUTRAL, Asked, Counted, PlanSheet, compose_plan, exchange_words, render, render_pdf
from hudna.cli.plan_ground import Ground, Request, Step
from hudna.cli.plan_lists import list_name
from hudna.exchange import (
    Account,
    AgreementNode,
    Impossible,
    ListedRow,
    ListNode,
    NotRead,
    OpenQuestion,
    Plan,
    PlanBook,
    PlanDocument,
    Range,
    RangeNode,
    Terms,
    accounts_of,
    category_of,
    owed_range,
    plan_parts,
    reasons_told,
    statement,
)
from hudna.people import guarded_file, write_workbook

LANGUAGES = ("en", "ar", "fr")
MOST_ON_PAPER = 3_000


@dataclass(frozen=True)
class Output:
    """A plan and what it stands on, on its way into files."""

    ground: Ground
    plan: Plan | Impossible = field(repr=False)

    @cached_property
    def document(self) -> PlanDocument:
        """The plan in numbers, without a name."""
        ground = self.ground
        agreement = ground.loaded.agreement
        digest = sha256(Path(ground.loaded.document.file).read_bytes()).hexdigest()
        return PlanDocument(
            agreement=AgreementNode(id=agreement.id, version=agreement.version or "", sha256=digest),
            sides=ground.terms.sides,
            zone=ground.terms.zone,
            ages_on=ground.terms.ages_on.isoformat(),
            lists=[
                ListNode(
                    side=side,
                    kind=kind,
                    version=version,
                    sha256=read.people.digest,
                    rows=len(read.people),
                    rejected=len(read.rejects),
                )
                for (side, kind, version), read in ground.reads.items()
            ],
            answered=ground.answered,
            people=len(ground.people),
            questions=len(ground.register.questions),
            ranges=[
                RangeNode(
                    term=one.term, category=one.category, debtor=one.debtor, least=str(one.least), most=str(one.most)
                )
                for one in self.ranges
            ],
            statement={language: list(self.statement(language)) for language in LANGUAGES},
            remarks=list(ground.terms.remarks),
            **plan_parts(self.plan, ground.terms.zone),
        )

    @cached_property
    def ranges(self) -> tuple[Range, ...]:
        """What may come to be owed, over all that is not known of people."""
        return owed_range(self.ground.terms, self.ground.people, answered=self.ground.answered)

    def statement(self, language: str) -> tuple[str, ...]:
        """Who owes whom after the last hand-over, in the same words for both sides."""
        if isinstance(self.plan, Impossible) or not self.plan.accounts:
            return ()
        accounts = self.plan.accounts[max(self.plan.accounts)]
        return statement(accounts, language, names=called(self.ground.loaded, self.ground.terms, language))

    @cached_property
    def listed(self) -> tuple[ListedRow, ...]:
        """Every row of every list with the person that it is."""
        register = self.ground.register
        doubles = {(register.lists[row.list].digest, row.row) for row in register.rows if row.double}
        found = []
        for whose, read in self.ground.reads.items():
            table, digest, name_of_list = read.people.table, read.people.digest, list_name(whose)
            columns = [table.column(name).to_pylist() for name in ("row", "line", "key", "name")]
            for row, line, key, name in zip(*columns, strict=True):
                person = self._final(register.person_of(digest, row))
                double = (digest, row) in doubles
                found.append(
                    ListedRow(
                        name_of_list, digest, whose[0], whose[1], row, line, key or "", name or "", person, double
                    )
                )
        return tuple(found)

    def _final(self, person: str) -> str:
        """The person that goes on, where a number was joined to another."""
        known = self.ground.register.by_number
        while known[person].joined:
            person = known[person].joined
        return person

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """The category by which each person counts or pays."""
        return {person.id: category_of(self.ground.terms, person) for person in self.ground.people}

    # the workbook

    def book(self) -> PlanBook:
        reasons, asks = exchange_words()
        rejects = tuple(
            NotRead(list_name(whose), one.line, one.code, one.words, one.raw)
            for whose, read in self.ground.reads.items()
            for one in read.rejects
        )
        people = {person.id: person for person in self.ground.people}
        return PlanBook(
            self.ground.terms, people, self.plan, self.listed, rejects, self.ground.register.questions, self.kinds,
            reasons, asks,
        )  # fmt: skip

    # the pages

    def sheet(self, reader: str, language: str) -> PlanSheet:
        """What a reader may see: the neutral body everything, a side its own lists and what it may be told."""
        ground = self.ground
        own = [row for row in self.listed if reader in (NEUTRAL, row.side)]
        names, others, rows = _named(own)
        return PlanSheet(
            ground.loaded,
            ground.terms,
            {person.id: person for person in ground.people},
            self.plan,
            reader,
            names=names,
            others=others,
            rows=rows,
            kinds=self.kinds,
            reasons=reasons_told(self.plan, reader) if isinstance(self.plan, Plan) else {},
            questions=tuple(Asked(one.id, one.kind, self._about(one, reader)) for one in self._questions(reader)),
            counted=tuple(self._counted(reader)),
            answered=ground.answered,
            before=ground.actuals.hand_overs,
            released=ground.actuals.released,
            accounts=self._accounts_before,
            statement=self.statement(language),
            ranges=self.ranges,
        )

    @cached_property
    def _accounts_before(self) -> dict[int, tuple[Account, ...]]:
        """The accounts after each hand-over that was held."""
        ground, actuals = self.ground, self.ground.actuals
        return {
            held.number: accounts_of(
                ground.terms,
                ground.people,
                [one for one, number in actuals.released.items() if number <= held.number],
                actuals.uncounted,
                answered=ground.answered,
            )
            for held in actuals.hand_overs
        }

    def _questions(self, reader: str) -> list[OpenQuestion]:
        return [one for one in self.ground.register.questions if reader in (NEUTRAL, one.to)]

    def _about(self, question: OpenQuestion, reader: str) -> str:
        """The rows of a question on the reader's own lists, else its people by number."""
        at = [
            f"{row.list} {row.row}"
            for row in map(self._by_row.get, question.rows)
            if row is not None and reader in (NEUTRAL, row.side)
        ]
        return ", ".join(at or question.people)

    @cached_property
    def _by_row(self) -> Mapping[tuple[str, int], ListedRow]:
        return {(row.digest, row.row): row for row in self.listed}

    def _counted(self, reader: str) -> Iterator[Counted]:
        """Every row of a list in one state, so that they add up to the rows of the file."""
        leave = {one.person for one in self.plan.releases} if isinstance(self.plan, Plan) else set()
        before = set(self.ground.actuals.released)
        for whose, read in self.ground.reads.items():
            side, kind, version = whose
            if reader not in (NEUTRAL, side):
                continue
            name = list_name(whose)
            states = Counter(_state(row, leave, before) for row in self.listed if row.list == name)
            told = {state: states[state] for state in ("in-plan", "released", "left", "double")}
            told["rejected"] = len(read.rejects)
            yield Counted(side, kind, version, len(read.people) + len(read.rejects), told)


def _state(row: ListedRow, leave: set[str], before: set[str]) -> str:
    if row.double:
        return "double"
    if row.person in leave:
        return "in-plan"
    return "released" if row.person in before else "left"


def _named(rows: list[ListedRow]) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Of people by number: the name, as it is asked for before as it is answered; the other name; and the rows."""
    wanted: dict[str, ListedRow] = {}
    held: dict[str, ListedRow] = {}
    for row in reversed(rows):  # the newest version of a list says how somebody is called now
        if not row.double:
            (wanted if row.kind == "wanted" else held).setdefault(row.person, row)
    people = dict.fromkeys([*wanted, *held])
    names = {one: (wanted.get(one) or held[one]).name for one in people}
    others = {
        one: held[one].name for one in people if one in wanted and one in held and held[one].name != wanted[one].name
    }
    at = {one: " / ".join(str(side[one].row) if one in side else "–" for side in (wanted, held)) for one in people}
    return names, others, at


def write_output(output: Output, request: Request, step: Step) -> list[Path]:
    """Write every file, guarded, and give their paths. Raises list-output.

    Pages of an earlier run are removed: they would be read as this one's.
    """
    out = request.access.out
    _remove_pages(out, output.ground.terms.sides)
    written: list[Path] = []

    def write(name: str, content: bytes) -> None:
        with guarded_file(out / name) as file:
            file.write(content)
        written.append(out / name)

    step("Writing plan.json", 0.8)
    write("plan.json", output.document.as_json().encode("utf-8"))
    write("register.json", (output.ground.register.as_json() + "\n").encode("utf-8"))
    step("Writing plan.xlsx", 0.82)
    with guarded_file(out / "plan.xlsx") as file:
        write_workbook(output.book().tables(), file)
    written.append(out / "plan.xlsx")
    for name, content in _pages(output, request, step):
        write(name, content)
    return written


def wants_pdf(output: Output, request: Request) -> bool:
    """As asked; else where they are not too many for the memory of a laptop: it takes about 160 MB for 1,000 people."""
    return len(output.ground.people) <= MOST_ON_PAPER if request.pdf is None else request.pdf


def _remove_pages(out: Path, sides: Sequence[str]) -> None:
    ends = [f"{mark}.{kind}" for mark in ("", *(f"-{one}" for one in LANGUAGES)) for kind in ("html", "pdf")]
    for name in (f"plan-{reader}{end}" for reader in ("neutral", *sides) for end in ends):
        (out / name).unlink(missing_ok=True)


def _pages(output: Output, request: Request, step: Step) -> Iterator[tuple[str, bytes]]:
    """A page, and a PDF of it, for each reader in each language; the first language has no mark in the name."""
    made = output.ground.terms.batches.first
    on_paper = wants_pdf(output, request)
    for reader in (NEUTRAL, *output.ground.terms.sides):
        for place, language in enumerate(request.languages):
            name = f"plan-{reader or 'neutral'}" + (f"-{language}" if place else "")
            step(f"Writing {name}", 0.9)
            page = compose_plan(output.sheet(reader, language), language=language)
            yield f"{name}.html", render(page).encode("utf-8")
            if on_paper:
                yield f"{name}.pdf", render_pdf(page, made=made)


def called(loaded: Loaded, terms: Terms, language: str) -> dict[str, str]:
    """What sides and categories are called in a language, by their ids."""
    parties = loaded.parties
    words: dict[str, Mapping[str, str]] = {side: parties[side].name for side in terms.sides if side in parties}
    words |= {one.id: one.words for one in terms.categories.values()}
    told = {of: in_words.get(language) or in_words.get("en") for of, in_words in words.items()}
    return {of: text for of, text in told.items() if text} | {"": _PEOPLE[language]}


_PEOPLE = {"en": "people", "ar": "أشخاص", "fr": "personnes"}
