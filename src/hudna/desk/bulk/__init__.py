"""The shelf of bulk tables: what came in as a feed, laid out so that a map, a list or a calendar is answered at once.

Answers pages and the API with incidents and findings of the compartments that a visitor may see, and of no other.
Brings files in and assesses them, in the background. Refuses what the rooms of incidents and of the journal refuse.
"""

from hudna.desk.bulk.bringing_in import KINDS, Given, Progress, assess_again, consent_for, import_file, text_for
from hudna.desk.bulk.consent import Consent, consent_of, mark_of
from hudna.desk.bulk.laid import Laid
from hudna.desk.bulk.nouns import GRAVEST, VERDICTS, Cell, Day, FindingRow, Query, Row
from hudna.desk.bulk.reading import Feed
from hudna.desk.bulk.shelf import EXPORTED, Shelf
from hudna.desk.bulk.shelves import folder_of, shelf_for

__all__ = [
    "EXPORTED",
    "GRAVEST",
    "KINDS",
    "VERDICTS",
    "Cell",
    "Consent",
    "Day",
    "Feed",
    "FindingRow",
    "Given",
    "Laid",
    "Progress",
    "Query",
    "Row",
    "Shelf",
    "assess_again",
    "consent_for",
    "consent_of",
    "folder_of",
    "import_file",
    "mark_of",
    "shelf_for",
    "text_for",
]
