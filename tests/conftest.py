"""Where the desk of the tests lies: said before anything asks, since Django reads its settings once in a process.

And no law has a deadline: tests are never timed, and the first of a process compiles what it calls.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import settings as laws

laws.register_profile("untimed", deadline=None)
laws.load_profile("untimed")

PLACE = Path(mkdtemp(prefix="hudna-desk-"))
os.environ["HUDNA_DESK_CASE"] = str(PLACE / "aleppo.hudna")
os.environ["HUDNA_DESK_FOLDER"] = str(PLACE / "aleppo.hudna.desk")
os.environ["HUDNA_DESK_SECOND_FACTOR"] = "0"  # what it changes is tried in tests/desk/test_signing_in.py
os.environ["DJANGO_SETTINGS_MODULE"] = "hudna.desk.settings"
(PLACE / "aleppo.hudna.desk").mkdir(parents=True)
if (
    "PYTEST_XDIST_WORKER" in os.environ
):  # a worker inherits what the first process said, and has read its settings by it
    from django.conf import settings

    from hudna.desk.place import place_of

    settings.PLACE = place_of(os.environ["HUDNA_DESK_CASE"], Path(os.environ["HUDNA_DESK_FOLDER"]))


def pytest_unconfigure() -> None:
    shutil.rmtree(PLACE, ignore_errors=True)
