"""The documents name every command, option, fault, term, column and word that there is, and no other."""

import importlib
import inspect
import io
import json
import pkgutil
import re
import typing
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import django
import pytest
import typer.main
from pydantic import BaseModel

import hudna
from hudna.agreements import RULES, Agreement, Clause, parse_agreement
from hudna.cli import app
from hudna.cli.deeds import DEEDS
from hudna.exchange import LEFT, PlanDocument
from hudna.ground import (
    ActsFile,
    AreasFile,
    Catalogue,
    PartiesFile,
    load_acts,
    load_areas,
    load_parties,
    parse_document,
)
from hudna.monitoring import FINDINGS, Verdict
from tests.house.pages import CODE, DOCS, ROOT, anchors, fences, first_cells, links, marked_tables, pages, sections

REFERENCE = DOCS / "reference"
COMMANDS: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
START_FILE = {"test", "bench", "lock"}
WRITTEN = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# Pages and links


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_relative_link_resolves(page: Path) -> None:
    broken = []
    for link in links(page):
        path, _, anchor = link.partition("#")
        if "://" in link or link.startswith("mailto:"):
            continue
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def test_every_document_is_reached_from_the_index() -> None:
    index = DOCS / "index.md"
    reached = {(index.parent / link.partition("#")[0]).resolve() for link in links(index) if "://" not in link}
    assert [name_of(page) for page in sorted(DOCS.rglob("*.md")) if page not in reached | {index}] == []


# The command line


def options(command: Any) -> set[str]:
    return {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)} - {
        parameter.name for parameter in command.params if parameter.param_type_name == "argument"
    }


def told_commands() -> dict[str, str]:
    """The sections of both pages on the command line, by heading."""
    return {**sections(REFERENCE / "cli.md", 2), **sections(REFERENCE / "cli-cases.md", 2)}


def test_every_command_has_its_section_and_every_section_its_command() -> None:
    named = {heading.removeprefix("hudna ") for heading in told_commands()}
    assert named - {"Beside the verbs", "What every deed takes"} == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_section_names_every_option_and_no_other(command: str) -> None:
    section = told_commands()[f"hudna {command}"]
    if command in DEEDS:
        section += told_commands()["What every deed takes"]
    told = {name for cell in first_cells(section) for name in re.findall(r"^--?[a-z-]+", cell)}
    assert told == options(COMMANDS[command]) - {"--help", "-h"}


def commands_in(text: str) -> list[tuple[str, list[str]]]:
    """The verbs and options of every command that a page shows: in inline code, indented, or after a prompt."""
    shown = [*CODE.findall(text), *re.findall(r"^(?:    |\$ )(.+)$", text, flags=re.MULTILINE)]
    found = (re.match(r"(?:\./)?hudna ([a-z]+)(.*)", line) for line in shown)
    return [(match[1], re.findall(r"(?<=\s)--[a-z-]+", match[2])) for match in found if match]


def test_the_documents_name_no_command_or_option_that_there_is_not() -> None:
    known = {verb: options(command) for verb, command in COMMANDS.items()}
    wrong = []
    for page in [*WRITTEN, *sorted((ROOT / "examples").rglob("README.md"))]:
        for verb, named in commands_in(page.read_text(encoding="utf-8")):
            if verb not in START_FILE and not set(named) <= known.get(verb, {""}) | {"--help"}:
                wrong.append(f"{name_of(page)}: hudna {verb} {' '.join(named)}")
            if verb not in START_FILE | set(known):
                wrong.append(f"{name_of(page)}: hudna {verb}")
    assert wrong == []


def test_every_schema_is_told_and_can_be_printed() -> None:
    (argument,) = (p for p in COMMANDS["schema"].params if p.name == "name")
    offered = set(re.findall(r"[a-z]+", argument.help)) - {"or"}
    told = set(CODE.findall(sections(REFERENCE / "cli.md", 2)["hudna schema"]))
    assert told == offered
    for name in sorted(offered):
        with redirect_stdout(io.StringIO()) as out:
            app(["schema", name], standalone_mode=False)
        assert out.getvalue()


# Faults and lints


def catalogues() -> dict[str, Catalogue]:
    found = {}
    django.setup()  # the modules of the desk can be imported in no other way
    for module in pkgutil.walk_packages(hudna.__path__, "hudna."):
        if not module.name.endswith("__main__"):
            values = vars(importlib.import_module(module.name)).values()
            found |= {value.room: value for value in values if isinstance(value, Catalogue)}
    return found


def test_every_fault_of_every_room_has_its_line_and_every_line_its_fault() -> None:
    told = {room: first_cells(text) for room, text in sections(REFERENCE / "faults.md", 2).items()}
    raised = {room: list(catalogue.remedies) for room, catalogue in catalogues().items()}
    shell = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "hudna" / "cli").glob("*.py"))
    raised["cli"] += re.findall(r"\[([a-z-]+)\] To do:", shell)
    assert {room: sorted(codes) for room, codes in told.items()} == {r: sorted(c) for r, c in raised.items()}


def test_every_lint_has_its_paragraph() -> None:
    assert set(RULES) <= set(sections(REFERENCE / "lints.md", 3))


# The agreement language and the registers


def models_below(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """A document's model and every model that its fields may hold, with the bases that hold fields for them."""
    found: dict[str, type[BaseModel]] = {}
    todo: list[Any] = [model]
    while todo:
        item = todo.pop()
        todo += [arg for arg in typing.get_args(item) if not isinstance(arg, str)]
        if isinstance(item, type) and issubclass(item, BaseModel) and item.__name__ not in found:
            found[item.__name__] = item
            todo += [base for base in item.__mro__ if issubclass(base, BaseModel) and own_fields(base)]
            todo += [field.annotation for field in item.model_fields.values()]
    return found


def own_fields(model: type[BaseModel]) -> list[str]:
    """The fields that a model adds to its bases; which clause it is stands in the heading."""
    own = inspect.get_annotations(model)
    return [n for n in model.model_fields if n in own and not (n == "kind" and issubclass(model, Clause))]


def documented(page: Path) -> dict[str, list[str]]:
    return {model: first_cells(table) for model, table in marked_tables(page, "model").items()}


LANGUAGE, REGISTERS = REFERENCE / "agreement-language.md", REFERENCE / "registers.md"


@pytest.mark.parametrize(
    ("page", "roots"),
    [(LANGUAGE, [Agreement]), (REGISTERS, [PartiesFile, AreasFile, ActsFile])],
    ids=["agreement", "registers"],
)
def test_every_field_is_described_and_no_other(page: Path, roots: list[type[BaseModel]]) -> None:
    models = {name: model for root in roots for name, model in models_below(root).items()}
    if page == REGISTERS:
        models = {name: model for name, model in models.items() if name not in models_below(Agreement)}
    wanted = {name: sorted(own_fields(model)) for name, model in models.items() if own_fields(model)}
    assert {name: sorted(fields) for name, fields in documented(page).items()} == wanted


def clause_kinds() -> dict[str, type[BaseModel]]:
    models = [m for m in models_below(Agreement).values() if issubclass(m, Clause) and "kind" in m.model_fields]
    return {typing.get_args(model.model_fields["kind"].annotation)[0]: model for model in models}


def test_every_kind_of_clause_has_its_section_with_an_example_of_it() -> None:
    assert set(sections(LANGUAGE, 3)) & set(clause_kinds()) == set(clause_kinds())
    for kind in clause_kinds():
        examples = [fence for fence in fences(LANGUAGE) if fence.heading == kind]
        assert any(f"kind: {kind}" in fence.text for fence in examples), kind


@pytest.mark.parametrize("fence", fences(LANGUAGE), ids=lambda fence: fence.heading)
def test_an_example_of_the_language_is_read(fence: Any) -> None:
    given = parse_document(fence.text).data
    frame = {"hudna": "agreement/1", "id": "frame", "title": {"en": "Frame"}}
    frame["clauses"] = [{"id": "frame", "kind": "declaration"}]
    parse_agreement(parse_document(json.dumps(frame | given)))


def test_an_example_of_a_register_is_read(tmp_path: Path) -> None:
    load = {"parties": load_parties, "areas": load_areas, "acts": load_acts}
    for number, fence in enumerate(fences(REGISTERS)):
        path = tmp_path / f"{number}.yaml"
        path.write_text(fence.text, encoding="utf-8")
        load[parse_document(fence.text).data["hudna"].partition("/")[0]]([path])


@pytest.mark.parametrize("what", ["people", "acts", "weapons"])
def test_the_shipped_registers_are_told_whole(what: str) -> None:
    acts = load_acts()
    known = {"people": load_parties().by_id, "acts": acts.acts, "weapons": acts.weapons}[what]
    assert first_cells(marked_tables(REGISTERS, "shipped")[what]) == list(known)


# Findings and their summary


def test_every_column_of_findings_and_every_verdict_is_told_and_no_other() -> None:
    text = sections(REFERENCE / "findings.md", 2)
    assert first_cells(text["Columns"]) == FINDINGS.names
    assert first_cells(text["Verdicts"]) == ["breach", "unattributed", "unverifiable", "excepted"]
    assert {str(verdict) for verdict in Verdict} == set(first_cells(text["Verdicts"]))


# The plan of an exchange


def test_every_key_of_a_plan_and_every_reason_for_being_left_is_told_and_no_other() -> None:
    told = re.findall(r"^\| (`[^|]+) \| ", sections(REFERENCE / "plan.md", 2)["The document"], flags=re.MULTILINE)
    cells = [name for cell in told for name in CODE.findall(cell)]
    assert sorted(cells) == sorted([*PlanDocument.model_fields, "accounts", *LEFT])


# The glossary


def test_the_words_of_the_glossary_are_in_order_and_stand_once() -> None:
    words = re.findall(r"^\*\*(.+?)\.\*\*", (DOCS / "glossary.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    folded = [word.lower() for word in words]
    assert folded == sorted(set(folded))


def test_every_decision_says_when_its_status_and_why_not() -> None:
    for number, path in enumerate(sorted((DOCS / "decisions").glob("*.md")), start=1):
        text = path.read_text(encoding="utf-8")
        assert path.name.startswith(f"{number:04d}-"), path.name
        assert text.startswith(f"# {number}. "), path.name
        for part in ("- **Date:** ", "- **Status:** ", "\n## Description\n", "\n## Why not\n"):
            assert part in text, f"{path.name} lacks {part.strip()}"
