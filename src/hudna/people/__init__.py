"""Who is who, across scripts and spellings?

For tracing officers, liaison officers of a party, and those who count the dead. Names are read as parts with roles, in
Arabic, Latin and Cyrillic script; lists are matched, and what is close is left to a person. The room refuses to open a
list without an actor and a purpose, and to drop anybody silently.
"""

from __future__ import annotations

from hudna.people.access import Look, OpenedList, access_content, access_list, append_looks, read_both, read_people
from hudna.people.alignment import Alignment, align, worth
from hudna.people.blind import Secret, answer_offer, audit_offer, check_list, make_offer, read_answer
from hudna.people.blind_faults import BLIND_FAULTS
from hudna.people.blind_file import Tier, is_answer, read_round
from hudna.people.blind_keep import destroy_secret, keep_secret, kept_secret, write_round
from hudna.people.blind_shared import write_shared
from hudna.people.compared import Compared, compare_names
from hudna.people.faults import PEOPLE_FAULTS, REASONS, UNREAD
from hudna.people.grid import Reject
from hudna.people.judgements import JudgedPair, read_judgements
from hudna.people.layout import Layout, agree
from hudna.people.mapping import ColumnsOfList, ListMapping, ListsFile
from hudna.people.mapping import as_yaml as lists_as_yaml
from hudna.people.mapping import read_mapping as read_lists_mapping
from hudna.people.marks import placed, row_marks, secret_of
from hudna.people.match import MatchedLists, match_lists, shipped_weights
from hudna.people.matched import ROW_STATES, counts_of, row_states
from hudna.people.model import OUTCOMES, PEOPLE, ListOfPeople, Nearest, Pairings, Told, list_of
from hudna.people.name import Name, Part, read_name
from hudna.people.read import ReadList, Unread
from hudna.people.rehearse import Noise, Rehearsal, Rehearsed, rehearse_lists, write_rehearsed
from hudna.people.spelling import Spelling, keys, likeness
from hudna.people.table import Table
from hudna.people.words import folded, header_words
from hudna.people.workbook import write_workbook
from hudna.people.write import FILES, SHOWN, guarded_file, make_guarded_folder, shown_columns, tables_of, write_tables

__all__ = [
    "BLIND_FAULTS",
    "FILES",
    "OUTCOMES",
    "PEOPLE",
    "PEOPLE_FAULTS",
    "REASONS",
    "ROW_STATES",
    "SHOWN",
    "UNREAD",
    "Alignment",
    "ColumnsOfList",
    "Compared",
    "JudgedPair",
    "Layout",
    "ListMapping",
    "ListOfPeople",
    "ListsFile",
    "Look",
    "MatchedLists",
    "Name",
    "Nearest",
    "Noise",
    "OpenedList",
    "Pairings",
    "Part",
    "ReadList",
    "Rehearsal",
    "Rehearsed",
    "Reject",
    "Secret",
    "Spelling",
    "Table",
    "Tier",
    "Told",
    "Unread",
    "access_content",
    "access_list",
    "agree",
    "align",
    "answer_offer",
    "append_looks",
    "audit_offer",
    "check_list",
    "compare_names",
    "counts_of",
    "destroy_secret",
    "folded",
    "guarded_file",
    "header_words",
    "is_answer",
    "keep_secret",
    "kept_secret",
    "keys",
    "likeness",
    "list_of",
    "lists_as_yaml",
    "make_guarded_folder",
    "make_offer",
    "match_lists",
    "placed",
    "read_answer",
    "read_both",
    "read_judgements",
    "read_lists_mapping",
    "read_name",
    "read_people",
    "read_round",
    "rehearse_lists",
    "row_marks",
    "row_states",
    "secret_of",
    "shipped_weights",
    "shown_columns",
    "tables_of",
    "worth",
    "write_rehearsed",
    "write_round",
    "write_shared",
    "write_tables",
    "write_workbook",
]
