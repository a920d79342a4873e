"""House: names the rooms, opens a case, wires its store, its keys and its events. The one composition root.

Answers the command line and, later, the desk. Here, and in no room, the clock is read, randomness is drawn and files of
keys are looked for. Refuses to record anything without somebody who decides.
"""

from hudna.house.case import Case, Texts, address, office, open_case
from hudna.house.desks import equip, new_store, rekey, restore_case, sign_rest
from hudna.house.faults import HOUSE
from hudna.house.ledgers import (
    SideBySide,
    alike,
    check_window,
    kept_items,
    read_items,
    reconciled,
    side_by_side,
    windows_of,
)
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
    "SideBySide",
    "State",
    "Texts",
    "address",
    "alike",
    "check_window",
    "codec",
    "entry_as_json",
    "equip",
    "fold",
    "kept_items",
    "make_case",
    "new_store",
    "office",
    "open_case",
    "plain",
    "read_items",
    "rebuild",
    "reconciled",
    "rekey",
    "report_as_json",
    "restore_case",
    "side_by_side",
    "sign_rest",
    "status_as_json",
    "views",
    "windows_of",
    "without_effect",
]
