"""The verbs on drafts: check, diff, schema."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from hudna.agreements import RULES, Lint, lint, load_agreement, render
from hudna.agreements import diff as differences
from hudna.agreements import explain as explanation
from hudna.agreements import schema as document_schema
from hudna.cli.shown import shown
from hudna.ground import Catalogue

CLI = Catalogue(
    "cli",
    {
        "schema-unknown": "ask for agreement, parties, areas, acts, mapping, lists, plan, people, incidents, findings "
        "or feed.",
        "nothing-to-check": "name an agreement: hudna check examples/aleppo-2014/agreement.yaml.",
        "finding-missing": "name findings.parquet of hudna assess, and an incident and a clause in it.",
        "story-deed": "hudna --help lists the verbs, hudna VERB --help their options (here without hyphens).",
        "account-act": "say one of --role, --reset, --forget-factor, --lock, --unlock with one office.",
        "example-missing": "run this from a clone of the repository, which holds the examples.",
    },
)
_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


def check(paths: Sequence[Path], explain: str | None, rules: bool, as_json: bool) -> int:
    """Lint agreements and print what was found; 1 if any is an error or a warning."""
    if explain is not None:
        print(json.dumps(RULES[explain].model_dump(), ensure_ascii=False) if as_json else explanation(explain))
        return 0
    if rules:
        _print_rules(as_json)
        return 0
    if not paths:
        raise CLI.fault("nothing-to-check", "No agreement was named.")
    found = [item for path in paths for item in lint(load_agreement(path))]
    if as_json:
        print(json.dumps([asdict(item) for item in found], ensure_ascii=False, indent=1))
    else:
        _print_lints(found)
    return int(any(item.severity != "note" for item in found))


def _print_rules(as_json: bool) -> None:
    if as_json:
        print(json.dumps([rule.model_dump() for rule in RULES.values()], ensure_ascii=False, indent=1))
        return
    for rule in RULES.values():
        print(f"{rule.code:28} {rule.severity:8} {rule.title}")


def _print_lints(found: Sequence[Lint]) -> None:
    console = Console(soft_wrap=True, highlight=False)
    for item in found:
        clauses = ", ".join(item.clauses) or item.clause
        colour = _COLOURS[item.severity]
        console.print(
            f"[bold]{escape(item.file)}:{item.line}[/]: [{colour}]{item.severity}[/] {escape(f'[{item.code}]')} "
            f"clause {escape(clauses)}: {escape(item.message)} [dim]To do: {escape(item.remedy)}[/]"
        )
    counts = {kind: sum(item.severity == kind for item in found) for kind in _COLOURS}
    told = ", ".join(f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in counts.items())
    console.print(f"{told}." if found else "Nothing found: every term can be assessed and none invites dispute.")
    if found:
        console.print("[dim]hudna check --explain CODE tells why a rule matters.[/]")


def diff(old: Path, new: Path, as_json: bool) -> int:
    """Print what changed; 1 if anything did."""
    changes = differences(load_agreement(old), load_agreement(new))
    if as_json:
        print(json.dumps([asdict(change) for change in changes], ensure_ascii=False, indent=1))
    else:
        print(render(changes))
    return int(bool(changes))


def _columns(name: str, table: pa.Schema) -> dict[str, Any]:
    return {
        "title": name,
        "columns": [{"name": f.name, "type": str(f.type), "nullable": f.nullable} for f in table],
    }


def _documents() -> dict[str, Callable[[], Any]]:
    from hudna.exchange import PlanDocument
    from hudna.incidents import INCIDENTS, MappingFile
    from hudna.monitoring import FINDINGS
    from hudna.people import PEOPLE, ListsFile

    return {
        **{name: partial(document_schema, name) for name in ("agreement", "parties", "areas", "acts")},
        "mapping": MappingFile.model_json_schema,
        "lists": ListsFile.model_json_schema,
        "plan": PlanDocument.model_json_schema,
        "people": lambda: _columns("people", PEOPLE),
        "incidents": lambda: _columns("incidents", INCIDENTS),
        "findings": lambda: _columns("findings", FINDINGS),
    }


def schema(name: str) -> int:
    """Print a schema as JSON, or an empty feed as CSV."""
    if name == "feed":
        from hudna.incidents import template_csv

        print(template_csv(), end="")
        return 0
    documents = _documents()
    if name not in documents:
        raise CLI.fault("schema-unknown", f"There is no schema “{name}”.")
    print(json.dumps(documents[name](), ensure_ascii=False, indent=1))
    return 0


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table on standard output; all but the first column are numbers."""
    console = Console(highlight=False)
    console.print(escape(title), style="bold")  # a title of the table itself would be broken at the table's width
    table = Table(box=None, pad_edge=False)
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number == 0 else "right")
    for row in rows:
        table.add_row(*(escape(shown(cell)) for cell in row))
    console.print(table)
