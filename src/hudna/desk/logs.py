"""The log of the desk: one JSON line an event, to standard error. No content, no name, no password, no token.

Of what the desk itself says, the words and some fields are told; of what libraries say, who spoke, how grave it is and
the kind of the error, because their words may hold what a visitor typed. What the server of pages says is told, but of
a request only as it stands in its source, without what was put in.
"""

from __future__ import annotations

import json
import logging
import logging.config
import os
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

ACCESS = logging.getLogger("hudna.desk.access")
ACCOUNTS = logging.getLogger("hudna.desk.accounts")
WORDS = (
    *("actor", "role", "purpose", "action", "method", "route", "status", "ms"),
    *("job", "kind", "state", "code", "account", "did", "process", "exit"),
)
"""The fields that a line may have."""
LEVEL = {"warning": logging.WARNING, "error": logging.ERROR}.get(os.environ.get("HUDNA_DESK_LOG", ""), logging.INFO)
"""How grave an event must be to be told."""
OURS, OF_THE_SERVER = "hudna.", "gunicorn."


class Lines(logging.Formatter):
    """A record as one line of JSON, with the fields in :data:`WORDS` and no other."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
        }
        told |= {word: value for word in WORDS if isinstance(value := record.__dict__.get(word), str | int | float)}
        if record.name.startswith(OURS):
            told["what"] = record.getMessage()
        elif record.name.startswith(OF_THE_SERVER):
            told["what"] = str(record.msg) if "request" in str(record.msg).lower() else record.getMessage()
        if record.exc_info and record.exc_info[0] is not None:
            told["error"] = record.exc_info[0].__name__  # its text may hold what a visitor typed
            trace = record.exc_info[2]
            while trace is not None and trace.tb_next is not None:
                trace = trace.tb_next
            if trace is not None:
                told["where"] = f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"
        return json.dumps(told, ensure_ascii=False)


def line(source: str, level: str, **told: str | int) -> str:
    """A line of a process that sets up no logging: the supervisor's."""
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    return json.dumps({"at": at, "level": level, "from": source, **told}, ensure_ascii=False)


def handler() -> logging.Handler:
    """What writes the lines."""
    found = logging.StreamHandler(sys.stderr)
    found.setFormatter(Lines())
    return found


def configure(_settings: Mapping[str, Any]) -> None:
    """Send everything that is said, by whichever library, to standard error as JSON lines; called by Django."""
    one = handler()
    levels = {
        "hudna.desk": LEVEL,
        "django": logging.ERROR,
        "allauth": logging.ERROR,
        "py.warnings": logging.ERROR,
    }
    for name, level in levels.items():
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [one], False
        logger.setLevel(level)
    for name in ("django.request", "django.security", "django.server"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
        logger.setLevel(logging.NOTSET)
    root = logging.getLogger()
    if not root.handlers:  # a test that listens keeps its ears
        root.addHandler(one)
        root.setLevel(logging.WARNING)


class LogMiddleware:
    """One line a request: who, what for, which route, how it ended, how long. Never the address or its query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve, and say so."""
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        if match is None or match.view_name != "health":
            visit = getattr(request, "visit", None)
            ACCESS.info(
                "request",
                extra={
                    "actor": getattr(visit, "actor", None),
                    "role": getattr(visit, "role", None),
                    "purpose": getattr(visit, "purpose", None),
                    "action": getattr(visit, "action", None),
                    "method": request.method,
                    "route": match.route if match else "",
                    "status": response.status_code,
                    "ms": round(1000 * (time.perf_counter() - began), 1),
                },
            )
        return response
