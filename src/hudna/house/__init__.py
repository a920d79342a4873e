"""House: names the rooms, opens a case, wires its store, its keys and its events. The one composition root.

Answers the command line and, later, the desk. Here, and in no room, the clock is read, randomness is drawn and files of
keys are looked for. Refuses to record anything without somebody who decides.
"""

from hudna.house.case import Case, Texts, office, open_case
from hudna.house.desks import equip, rekey, restore_case
from hudna.house.faults import HOUSE
from hudna.house.making import make_case
from hudna.house.plain import entry_as_json, plain, report_as_json, status_as_json, without_effect
from hudna.house.said import Said
from hudna.house.state import ALL_EVENTS, State, codec, fold
from hudna.house.views import rebuild, views

__all__ = [
    "ALL_EVENTS",
    "HOUSE",
    "Case",
    "Said",
    "State",
    "Texts",
    "codec",
    "entry_as_json",
    "equip",
    "fold",
    "make_case",
    "office",
    "open_case",
    "plain",
    "rebuild",
    "rekey",
    "report_as_json",
    "restore_case",
    "status_as_json",
    "views",
    "without_effect",
]
