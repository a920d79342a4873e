"""Incidents: what was reported, where and when, and by whom?

For monitors and analysts who have files: ACLED and UCDP GED exports, GeoJSON, Parquet, tables of their own.
Whatever comes in, one schema comes out, and what a source leaves imprecise stays imprecise. Refuses a file that
is not what it claims, in one line; a row that cannot be read becomes a reject with its line and reason.
"""

from hudna.incidents.context import Told
from hudna.incidents.faults import INCIDENTS_FAULTS, REASONS
from hudna.incidents.feed import Feed, open_feed
from hudna.incidents.mapping import MappingFile
from hudna.incidents.model import INCIDENTS
from hudna.incidents.parquet import write_incidents
from hudna.incidents.rejects import Reject, Rejects
from hudna.incidents.seen import Seen
from hudna.incidents.written import template_csv, write_csv

__all__ = [
    "INCIDENTS",
    "INCIDENTS_FAULTS",
    "REASONS",
    "Feed",
    "MappingFile",
    "Reject",
    "Rejects",
    "Seen",
    "Told",
    "open_feed",
    "template_csv",
    "write_csv",
    "write_incidents",
]
