"""Incidents: what was reported, and by whom, from the files that people have."""

from hudna.incidents.feed import Feed, open_feed
from hudna.incidents.model import INCIDENTS
from hudna.incidents.rejects import Reject, Rejects

__all__ = ["INCIDENTS", "Feed", "Reject", "Rejects", "open_feed"]
