"""The log of the desk: one JSON line an event, to standard error. No content, no name, no password, no token."""

from __future__ import annotations

import json
import logging
import logging.config
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

ACCESS = logging.getLogger("hudna.desk.access")
WORDS = ("actor", "role", "purpose", "action", "method", "route", "status", "ms", "job", "kind", "state", "code")


class Lines(logging.Formatter):
    """A record as one line of JSON, with the fields in :data:`WORDS` and no other."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
        }
        told |= {word: value for word in WORDS if (value := getattr(record, word, None)) is not None}
        if record.name.startswith("hudna."):
            told["what"] = record.getMessage()
        if record.exc_info and record.exc_info[0] is not None:
            told["error"] = record.exc_info[0].__name__  # its text may hold what a visitor typed
            trace = record.exc_info[2]
            while trace is not None and trace.tb_next is not None:
                trace = trace.tb_next
            if trace is not None:
                told["where"] = f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"
        return json.dumps(told, ensure_ascii=False)


def configure(_settings: Mapping[str, Any]) -> None:
    """Send everything that is said to standard error as JSON lines; called by Django."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    root = logging.getLogger("hudna.desk")
    root.handlers, root.propagate = [handler], False
    root.setLevel(logging.INFO)
    for name in ("django", "django.request", "django.security"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(logging.ERROR)


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
