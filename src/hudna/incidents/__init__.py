"""Incidents: what was reported, where and when, and by whom; and which reports are one event?

For monitors and analysts who have files: ACLED and UCDP GED exports, GeoJSON, Parquet, tables of their own.
Whatever comes in, one schema comes out, and what a source leaves imprecise stays imprecise. Refuses a file that
is not what it claims, in one line; a row that cannot be read becomes a reject with its line and reason. Reports of
several sources are fused into incidents, each with its reports, how sure every link is and why, and how many
independent voices vouch for it.
"""

from hudna.incidents.context import Told
from hudna.incidents.faults import INCIDENTS_FAULTS, REASONS
from hudna.incidents.feed import Feed, open_feed
from hudna.incidents.fuse import Fused, fuse
from hudna.incidents.fused import FUSED, LINKS
from hudna.incidents.mapping import MappingFile
from hudna.incidents.meltt import EventSet, Integrated, MelttRule, integrate
from hudna.incidents.meltt_files import MelttSets, read_meltt
from hudna.incidents.model import INCIDENTS
from hudna.incidents.parquet import write_incidents
from hudna.incidents.rejects import Reject, Rejects
from hudna.incidents.seen import Seen
from hudna.incidents.sources import CODED, ForAssessing, fuse_feeds, fuse_for_assessing
from hudna.incidents.write_fused import fused_as_json, write_fused, write_links
from hudna.incidents.written import template_csv, write_csv

__all__ = [
    "CODED",
    "FUSED",
    "INCIDENTS",
    "INCIDENTS_FAULTS",
    "LINKS",
    "REASONS",
    "EventSet",
    "Feed",
    "ForAssessing",
    "Fused",
    "Integrated",
    "MappingFile",
    "MelttRule",
    "MelttSets",
    "Reject",
    "Rejects",
    "Seen",
    "Told",
    "fuse",
    "fuse_feeds",
    "fuse_for_assessing",
    "fused_as_json",
    "integrate",
    "open_feed",
    "read_meltt",
    "template_csv",
    "write_csv",
    "write_fused",
    "write_incidents",
    "write_links",
]
