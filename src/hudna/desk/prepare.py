"""Makes what a desk needs before it serves: its tables, the compiled catalogues, and a first administrator.

Called in a process of its own kind: the command line, which has told the settings in the environment by then.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

from hudna.desk.faults import DESK
from hudna.desk.serve import Settings
from hudna.house import open_case


def set_up(settings: Settings) -> None:
    """Set Django up for this desk. Raises desk-unwritable, and what opening the case raises."""
    with open_case(settings.place.case, read_only=True):
        pass
    try:
        settings.place.make()
        settings.place.secret()
    except OSError as error:
        raise DESK.fault("desk-unwritable", f"{error.strerror}.", where=str(settings.place.folder)) from None
    os.environ.update(settings.environment())
    import django

    django.setup()
    _demand_same(settings)


def _demand_same(settings: Settings) -> None:
    """One process sets Django up once: a second desk would get the tables of the first."""
    from django.conf import settings as django_settings

    if settings.place != django_settings.PLACE:
        raise DESK.fault("desk-failed", f"This process serves {django_settings.PLACE.folder} already.")


def make_tables() -> None:
    """Make or bring up to date the tables of the desk and of its cache. Raises desk-failed."""
    from django.core.management import call_command
    from django.db import DatabaseError

    try:
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
        call_command("createcachetable", verbosity=0)
    except (DatabaseError, sqlite3.Error) as error:
        raise DESK.fault("desk-failed", f"The tables of the desk cannot be made: {error}.") from None
    _close_to_others()


def _close_to_others() -> None:
    from django.conf import settings

    for name in ("desk.sqlite3", "desk.sqlite3-wal", "desk.sqlite3-shm"):
        file = settings.PLACE.folder / name
        if file.exists():
            file.chmod(0o600)


def first_administrator(by: str) -> tuple[str, str] | None:
    """Office and password of a first administrator, made where there is no account yet; else None."""
    from hudna.desk.accounts import FIRST, make_account
    from hudna.desk.models import Account
    from hudna.desk.roles import Role

    if Account.objects.exists():
        return None
    account, password = make_account(FIRST, Role.ADMINISTRATOR, by=by)
    return account.username, password


def list_accounts() -> list[dict[str, object]]:
    """Every account of the desk that was set up, by office."""
    from hudna.desk import accounts

    return accounts.list_accounts()


def keep_account(act: str, office: str, role: str = "", party: str = "", *, by: str) -> dict[str, str]:
    """Do one thing to an account: ``make``, ``reset``, ``forget``, ``lock``, ``unlock``; gives what is to be told."""
    from hudna.desk import accounts

    if act == "make":
        made, password = accounts.make_account(office, role, party, by=by)
        return {"office": made.username, "role": made.role, "password": password}
    found = accounts.find_account(office)
    if act == "reset":
        return {"office": office, "password": accounts.reset_password(found, by=by)}
    acts = {"forget": accounts.reset_second_factor, "lock": accounts.lock, "unlock": accounts.unlock}
    acts[act](found, by=by)
    return {"office": office, "done": act}


OF_A_DEMONSTRATION = (
    ("mediator-1", "mediator", ""),
    ("monitor-1", "monitor", ""),
    ("analyst-1", "analyst", ""),
    ("liaison-gov", "liaison", "syrian-government"),
    ("liaison-opp", "liaison", "aleppo-opposition-forces"),
    ("observer-1", "observer", ""),
    ("families-1", "families", ""),
    ("admin-1", "administrator", ""),
)
"""Office, role and party of every account of the demonstration; none has a password."""


def demonstrate(feed: Path, language: str) -> None:
    """Make the accounts of the demonstration, and bring its feed in. Raises what bringing in raises."""
    from django.conf import settings

    from hudna.desk.models import Account
    from hudna.desk.uploads import Brought, take_in
    from hudna.desk.work import run_pending

    for office, role, party in OF_A_DEMONSTRATION:
        Account.objects.create_user(office, None, role=role, party=party, language=language)
    copy = settings.PLACE.uploads / feed.name
    shutil.copy(feed, copy)
    take_in(settings.PLACE, copy, feed.name, Brought("monitor-1", "bring the feed of the exercise in", "mission"))
    run_pending()


def is_made(settings: Settings) -> bool:
    """Has this desk been started before?"""
    return settings.place.database.is_file()


def demand_made(settings: Settings) -> None:
    """Raise desk-missing where it has not."""
    if not is_made(settings):
        raise DESK.fault("desk-missing", "This case has no desk yet.", where=str(settings.place.folder))
