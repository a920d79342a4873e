"""For whoever calls the desk from outside a server of pages: names its place, sets Django up, and asks."""

from __future__ import annotations

import os
from datetime import datetime

from hudna.bulletin import Daily
from hudna.desk.place import Place
from hudna.ground import Interval
from hudna.house import Case


def _set_up(place: Place) -> None:
    """Make this process one of that desk. Once in a process: Django is set up once."""
    import django

    os.environ["HUDNA_DESK_CASE"] = place.case
    os.environ["HUDNA_DESK_FOLDER"] = str(place.folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "hudna.desk.settings"
    django.setup()


def daily_bulletin(place: Place, case: Case, day: Interval, edition: str, known_at: datetime | None = None) -> Daily:
    """One day of a case for an edition, with the incidents of its desk where there is one. Raises edition-unknown."""
    _set_up(place)
    from hudna.desk.daily import daily_of

    return daily_of(case, day, edition, known_at)
