"""The command line: the verbs of the rooms from a terminal, one verb each.

For whoever has a file and a question. Standard output carries the answer and nothing else (``--format json`` for
machines), standard error what happens meanwhile. Exit status: 0 done and clean; 1 done, and something was found that
the caller must look at; 2 refused, in one line that says what to do.
"""

from hudna.cli import consenting, filing, inquiring, keeping, looking, replaying  # noqa: F401  # they hang on the app
from hudna.cli.app import app
from hudna.cli.main import main

__all__ = ["app", "main"]
