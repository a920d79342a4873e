"""A desk of its own at work: two write, one brings files in, and meanwhile it is backed up. Run by test_safekeeping.py.

Prints one object: what the backup and the desk at rest held, for the test to compare.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from hudna.cli.deeds import Words, carry_out, options_of
from hudna.cli.inquiring import complain_of  # puts the deed on the list
from hudna.cli.safekeeping import back_up
from hudna.desk import place_of
from hudna.desk.prepare import make_tables, set_up
from hudna.desk.serve import Settings
from hudna.house import new_store, open_case
from hudna.journal import Report, backup

assert complain_of


def main(case: str, feed: str, out: str) -> None:
    """Work, and back up three times: at once, in the middle, and at rest."""
    set_up(Settings(place_of(case)))
    make_tables()
    began, go_on = _halting()
    stop, wrote, faults = threading.Event(), [0, 0], list[str]()
    threads = [threading.Thread(target=_guarded, args=(faults, _write, case, stop, wrote, n)) for n in (0, 1)]
    threads.append(threading.Thread(target=_guarded, args=(faults, _bring_in, feed)))
    for thread in threads:
        thread.start()
    _back_up(case, f"{out}/at-once.tar")
    began.wait(60)
    while min(wrote) < 3 and not faults:
        time.sleep(0.02)
    _back_up(case, f"{out}/in-the-middle.tar")
    ran = began.is_set() and threads[2].is_alive()
    go_on.set()
    threads[2].join()
    stop.set()
    for thread in threads:
        thread.join()
    _back_up(case, f"{out}/at-rest.tar")
    print(json.dumps({"wrote": wrote, "faults": faults, "import_ran": ran}))


def _halting() -> tuple[threading.Event, threading.Event]:
    """The first import stops once in its midst until it may go on: a backup is then sure to fall into it."""
    from hudna.desk.work import Teller

    began, go_on, tell = threading.Event(), threading.Event(), Teller.__call__

    def halt(self: Teller, step: str, done: int, total: int) -> None:
        tell(self, step, done, total)
        if step == "sealing" and not began.is_set():
            began.set()
            go_on.wait(120)

    Teller.__call__ = halt  # type: ignore[method-assign]
    return began, go_on


def _guarded(faults: list[str], work: object, *given: object) -> None:
    try:
        work(*given)  # type: ignore[operator]
    except Exception as error:
        faults.append(f"{type(error).__name__}: {error}")


def _write(case: str, stop: threading.Event, wrote: list[int], number: int) -> None:
    """Record in the case and among the accounts, in turn."""
    from django.db import connection

    from hudna.desk.accounts import make_account

    options = options_of("complain").values()
    given = {one.name: one.default for one in options if one.default is not one.empty}
    while not stop.is_set():
        told = given | {
            "complainant": "office-7",
            "standing": "office",
            "against": "syrian-government",
            "words": f"Shots heard, {number}/{wrote[number]}",
        }
        said = Words("mediator-1", "2014-03-05T10:00", "UTC", f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}")
        with open_case(case) as opened:
            carry_out(opened, "complain", said, told)
        make_account(f"monitor-{number}-{wrote[number]}", "monitor", by="test")
        wrote[number] += 1
    connection.close()


def _bring_in(feed: str) -> None:
    from django.conf import settings
    from django.db import connection

    from hudna.desk.uploads import Brought, take_in
    from hudna.desk.work import run_pending

    head, *rows = Path(feed).read_text(encoding="utf-8").splitlines()
    for number in range(2):
        copy = settings.PLACE.uploads / f"{number}.csv"
        more = [f"{number}-{time}-{row}" for time in range(60) for row in rows]
        copy.write_text("\n".join([head, *more]) + "\n", encoding="utf-8")
        take_in(settings.PLACE, copy, copy.name, Brought("monitor-1", "test", "mission"))
        run_pending()
    connection.close()


def _back_up(case: str, out: str) -> None:
    with open_case(case, read_only=True) as opened:

        def case_to(path: Path) -> Report:
            with new_store(str(path)) as copy:
                return backup(opened.store, copy, now=datetime.now(UTC))

        back_up(case, Path(out), case_to)


if __name__ == "__main__":
    main(*sys.argv[1:])
