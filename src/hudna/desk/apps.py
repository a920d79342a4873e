"""The one app of the desk, and where its files lie."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.staticfiles.finders import AppDirectoriesFinder


class DeskConfig(AppConfig):
    """The desk."""

    name = "hudna.desk"
    label = "desk"
    verbose_name = "Desk"

    def ready(self) -> None:
        """Compile the catalogues of words where they are older than their sources; make the kinds of jobs known."""
        from hudna.desk import reports_feed  # noqa: F401  # registers its work
        from hudna.desk.catalogues import compile_catalogues

        compile_catalogues()


class OwnFinder(AppDirectoriesFinder):
    """Finds the static files of the desk alone: those of other apps are not served."""

    def __init__(self, app_names: object = None, *args: object, **kwargs: object) -> None:
        super().__init__(["hudna.desk"], *args, **kwargs)
