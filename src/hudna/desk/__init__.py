"""Desk: what does it say now, what waits for me, and what may I decide?

Answers a mediator, monitors, analysts, each party's liaison and observers in a browser, each from what they may see.
Refuses a visitor without an actor and a purpose, a deed that the role does not carry, and to tell of a record in
another compartment even that it exists. The only room that knows the web.
"""

from hudna.desk import prepare, safekeeping, serve
from hudna.desk.faults import DESK
from hudna.desk.outside import daily_bulletin
from hudna.desk.place import Place, place_of
from hudna.desk.roles import ROLES, Role

__all__ = [
    "DESK",
    "ROLES",
    "Place",
    "Role",
    "daily_bulletin",
    "place_of",
    "prepare",
    "safekeeping",
    "serve",
]
