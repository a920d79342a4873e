"""A mapping of lists: which column of a file is which of Hudna's, and how its dates are written.

Proposed by ``layout.propose``, written with ``as_yaml`` for a person to edit, read again with ``read_mapping``.
Example: ``examples/lists/mapping.yaml``.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from hudna.ground import Plain, read_document, validate


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, str | int) else value


Column = Annotated[str, BeforeValidator(lambda value: str(value) if isinstance(value, int) else value)]
Columns = Annotated[list[Column], BeforeValidator(_one_or_more)]


class ColumnsOfList(Plain):
    """Hudna's columns, each with the header of the file's column, or “column 3”."""

    name: Columns = Field(default=[], description="The full name; several columns are joined in this order")
    given: Column | None = None
    father: Column | None = None
    grandfather: Column | None = None
    family: Column | None = None
    mother: Column | None = None
    alias: Column | None = None
    birth: Column | None = None
    birth_year: Column | None = None
    birth_month: Column | None = None
    birth_day: Column | None = None
    age: Column | None = None
    sex: Column | None = None
    place: Column | None = None
    date: Column | None = None
    document: Column | None = None
    key: Column | None = None


class ListMapping(Plain):
    """How one list is read."""

    sheet: str | None = Field(default=None, description="The sheet of a workbook that holds the list")
    header: Annotated[list[int], BeforeValidator(_one_or_more)] | None = Field(
        default=None, description="Line or lines of the header; 0: there is none. Left out: it is looked for"
    )
    encoding: str | None = Field(default=None, description="Of a text file, where it is not found by itself")
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    columns: ColumnsOfList
    dates: Literal["day-first", "month-first"] | None = Field(
        default=None, description="What 3/4/1980 means. Left out: as the column itself shows"
    )
    calendar: Literal["gregorian", "hijri", "solar"] | None = Field(
        default=None, description="Of years between 1250 and 1500: hijri (lunar) or solar (Iran)"
    )
    as_of: dt.date | None = Field(default=None, description="The day at which ages are stated")


class ListsFile(Plain):
    """How two lists are read."""

    model_config = ConfigDict(json_schema_extra={"$schema": "https://json-schema.org/draft/2020-12/schema"})

    hudna: Literal["lists/1"]
    a: ListMapping | None = None
    b: ListMapping | None = None


def read_mapping(path: Path | str) -> ListsFile:
    """Read a mapping file. Raises document faults."""
    return validate(read_document(path), ListsFile, "lists")


def as_yaml(lists: Mapping[str, tuple[ListMapping, str, Sequence[str]]]) -> str:
    """A mapping file to edit: ``a`` and ``b``, each with its mapping, the file's name and all columns of the file."""
    out = [
        "# Which column is which. Edit, and give it with --map. Columns that are not named go along unread.",
        "hudna: lists/1",
    ]
    for side, (mapping, file, names) in lists.items():
        out += [f"{side}:  # {file}"]
        if mapping.sheet:
            out.append(f"  sheet: {_quoted(mapping.sheet)}")
        if mapping.header is not None:
            out.append(f"  header: [{', '.join(map(str, mapping.header))}]")
        for name in ("encoding", "delimiter"):
            if getattr(mapping, name):
                out.append(f"  {name}: {_quoted(getattr(mapping, name))}")
        out.append("  # columns of the file: " + ", ".join(_quoted(name) for name in names))
        out.append("  columns:")
        for column in ColumnsOfList.model_fields:
            value = getattr(mapping.columns, column)
            text = (
                f"[{', '.join(map(_quoted, value))}]" if isinstance(value, list) and value else value and _quoted(value)
            )
            out.append(f"    {column}: {text}" if text else f"    # {column}:")
        for name in ("dates", "calendar", "as_of"):
            value = getattr(mapping, name)
            out.append(f"  {name}: {value}" if value else f"  # {name}:")
    return "\n".join(out) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
