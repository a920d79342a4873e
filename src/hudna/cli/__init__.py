"""The command line: the verbs of the rooms from a terminal, one verb each.

For whoever has a file and a question. Standard output carries the answer and nothing else (``--format json`` for
machines), standard error what happens meanwhile. Exit status: 0 done and clean; 1 done, and something was found that
the caller must look at; 2 refused, in one line that says what to do.
"""

from hudna.cli import (  # noqa: F401  # on the app
    consenting,
    desking,
    filing,
    fusing,
    inquiring,
    keeping,
    keyholding,
    looking,
    matching,
    opening,
    planning,
    publishing,
)
from hudna.cli.app import app
from hudna.cli.main import main

PANELS = (
    "A case",
    "The desk in a browser",
    "Where a case stands",
    "A plan and the answers to it",
    "Complaints and rulings",
    "Ledgers",
    "The record",
    "Desks, keys and slips",
)
"""The groups of verbs in the order in which a case meets them; verbs on files come before them all."""
app.registered_commands.sort(key=lambda one: PANELS.index(one.rich_help_panel) if one.rich_help_panel in PANELS else -1)

__all__ = ["app", "main"]
