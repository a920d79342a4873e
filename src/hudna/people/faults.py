"""What the people room refuses: whole lists (faults), and single rows or cells (reasons). None quotes a name."""

from __future__ import annotations

from collections.abc import Mapping

from hudna.ground import Catalogue

PEOPLE_FAULTS = Catalogue(
    "people",
    {
        "list-missing": "check the path.",
        "list-unreadable": "check that it is a readable file, not a folder, and that you may read it.",
        "list-empty": "give the file that holds the list; this one has no row of a person.",
        "list-kind": "give CSV or text, Excel (.xlsx, .xls, .ods) or Parquet.",
        "list-workbook": "open it, take off the password, and save it again as .xlsx.",
        "list-parquet": "the file may be cut short: copy or write it again.",
        "list-encoding": "save the file as UTF-8 (in Excel: “CSV UTF-8”), or name its encoding in a mapping file.",
        "list-wide": "delete the columns that hold no list; stray cells far to the right count too.",
        "list-sheets": "name the sheet in a mapping file (sheet: …).",
        "list-columns": "name the columns in the mapping file that was written, and give it with --map.",
        "list-mapping": "mend the mapping file; the names of the columns are listed in it as remarks.",
        "list-judgement": "judge on the review table of these lists, with its numbers, ids and names as they were.",
        "list-row": "give the number of a row as the tables have it (a_row, b_row).",
        "list-access": "say who looks and what for, --as tracing-2 --purpose WORDS; both are written down.",
        "list-output": "give a folder that you may write into, with room on the disk.",
    },
)

REASONS: Mapping[str, str] = {
    "cells": "the row has more or fewer cells than the header",
    "cell-endless": "a cell is too long to be read as one value",
    "encoding": "the bytes of the row fit no encoding that the file could be in",
    "nul": "the row holds NUL bytes: the file may be damaged here",
    "header-again": "the row repeats the header",
    "totals": "the row is a total, not a person",
    "name-missing": "the row has no name",
    "name-unknown": "in place of a name the row says that it is not known",
    "name-unreadable": "what stands as the name has no letters",
}
"""Code of a rejected row → what it means, in words."""

UNREAD: Mapping[str, str] = {
    "date-unreadable": "this is no date that can be read",
    "date-impossible": "no calendar has this day",
    "date-implausible": "nobody on a list was born then",
    "age-unreadable": "this is no age",
    "sex-unreadable": "this word for a sex is not known",
}
"""Code of a cell that was left out while its row was kept → what it means, in words."""
