"""A desk of the exercise of Aleppo 2014, with an account of every role; each test has its own copy."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import django
import pytest

PLACE = Path(os.environ["HUDNA_DESK_CASE"]).parent

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.test import Client  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from hudna.cli import main as _main  # noqa: E402, F401
from hudna.desk.models import Account, Import  # noqa: E402
from hudna.desk.uploads import Brought, take_in  # noqa: E402
from hudna.desk.work import run_pending  # noqa: E402
from tests.cli.run import ALEPPO, done  # noqa: E402
from tests.desk.in_chromium import CHROMIUM, QUIET  # noqa: E402

PASSWORD = "four-unrelated-words-here"
ACCOUNTS = {
    "mediator": ("mediator-1", ""),
    "monitor": ("monitor-1", ""),
    "analyst": ("analyst-1", ""),
    "liaison": ("liaison-gov", "syrian-government"),
    "other": ("liaison-opp", "aleppo-opposition-forces"),
    "observer": ("observer-1", ""),
    "families": ("families-1", ""),
    "administrator": ("admin-1", ""),
}
As = Callable[[str], Client]


@cache
def _hashed() -> str:
    """The password as it is kept: hashed once, since that is slow on purpose."""
    return make_password(PASSWORD)


@pytest.fixture(scope="session")
def _story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exercise, replayed once."""
    folder = tmp_path_factory.mktemp("story")
    done("replay", ALEPPO / "exercise-story.yaml", folder / "aleppo.hudna")
    return folder


@pytest.fixture
def desk(_story: Path, db: None) -> Iterator[Path]:
    """A desk with the exercise in its case and nothing yet in its bulk; gives the path of the case."""
    for one in _story.iterdir():
        target = PLACE / one.name
        (shutil.copytree if one.is_dir() else shutil.copy)(one, target)
    settings.PLACE.make()
    Account.objects.bulk_create(
        Account(username=name, password=_hashed(), role="liaison" if party else role, party=party)
        for role, (name, party) in ACCOUNTS.items()
    )
    yield PLACE / "aleppo.hudna"
    for one in PLACE.iterdir():
        shutil.rmtree(one) if one.is_dir() else one.unlink()


def bring_in(path: Path = ALEPPO / "exercise.csv", compartment: str = "mission", by: str = "monitor-1") -> Import:
    """Bring a file in and do all that the worker would; gives the import, ready."""
    copy = settings.PLACE.uploads / path.name
    shutil.copy(path, copy)
    job = take_in(settings.PLACE, copy, path.name, Brought(by, "test", compartment))
    run_pending()
    job.refresh_from_db()
    assert job.state == "done", job.fault
    return Import.objects.get(pk=job.subject)


@pytest.fixture
def as_(desk: Path) -> As:
    """A client signed in as the account of a role."""

    def sign_in(role: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=ACCOUNTS[role][0]))
        return client

    return sign_in


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium, where it is installed."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()
