"""What a child of the supervisor does: be the server of pages, or the worker; and end when the supervisor is gone."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

from gunicorn.app.base import BaseApplication

from hudna.desk.serve import THREADS


def end_with_parent() -> None:
    """End this process when the supervisor is gone, however it went."""
    parent = int(os.environ.get("HUDNA_DESK_PARENT", "0"))

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    if parent:
        threading.Thread(target=watch, daemon=True, name="parent").start()


def serve_pages(number: int, workers: int) -> None:
    """Be the server of pages, on a socket that the supervisor bound."""

    class Server(BaseApplication):  # type: ignore[misc]  # the library has no types
        def load_config(self) -> None:
            told = {
                "bind": f"fd://{number}",
                "workers": workers,
                "worker_class": "gthread",
                "threads": THREADS,
                "timeout": 120,
                "graceful_timeout": 20,
                "keepalive": 15,
                "max_requests": 20_000,
                "max_requests_jitter": 2_000,
                "limit_request_line": 8190,
                "worker_tmp_dir": "/dev/shm" if os.access("/dev/shm", os.W_OK) else None,
                "logger_class": "hudna.desk.server_log.ServerLog",
                "proc_name": "hudna-desk",
                "control_socket_disable": True,
            }
            for name, value in told.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> object:
            from hudna.desk.wsgi import application

            return application

    sys.argv = ["hudna-desk"]
    Server().run()


def main() -> None:
    """What a child does: ``server FD WORKERS``, or ``worker``."""
    end_with_parent()
    if sys.argv[1] == "server":
        serve_pages(int(sys.argv[2]), int(sys.argv[3]))
        return
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hudna.desk.settings")
    django.setup()  # before the module of the worker, which names the desk's tables
    from hudna.desk.work import main as work

    work()


if __name__ == "__main__":
    main()
