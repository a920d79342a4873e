"""The log of gunicorn, as the lines of the desk."""

from __future__ import annotations

import logging
from typing import Any

from gunicorn.config import Config
from gunicorn.glogging import Logger

from hudna.desk.logs import LEVEL, handler


class ServerLog(Logger):  # type: ignore[misc]  # the library has no types
    """The log of gunicorn, as the same lines; it keeps no log of requests, which would hold addresses and queries."""

    def setup(self, cfg: Config) -> None:
        """Called by gunicorn."""
        self.error_log.handlers, self.error_log.propagate = [handler()], False
        self.error_log.setLevel(LEVEL)
        self.access_log.handlers, self.access_log.propagate = [], False
        self.access_log.setLevel(logging.CRITICAL + 1)

    def access(self, *_said: Any, **_more: Any) -> None:
        """Nothing: :class:`LogMiddleware` tells of requests."""

    def reopen_files(self) -> None:
        """There is none."""
