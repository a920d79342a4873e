"""A mapping file: how the columns of any other table become Hudna's own.

Example: ``examples/mappings/damage-sites.yaml``, sites known only to have appeared between two images.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema, field_validator, model_validator

from hudna.ground import Id, Plain, or_text, read_document, validate, when
from hudna.incidents.rows import Rows, Words

Text = Annotated[
    str,
    BeforeValidator(lambda value: str(value) if isinstance(value, int | float) else value),
    WithJsonSchema({"type": ["string", "number", "boolean"]}),
]
NUMBERS = ("lon", "lat", "radius_km")


class Cell(Plain):
    """Where one of Hudna's columns comes from: a column, a fixed value, or the number of the line."""

    model_config = ConfigDict(json_schema_extra=or_text("column"))

    column: str | None = Field(default=None, description="Name of a column of the table, in any case")
    value: Text | None = Field(default=None, description="The same for every row, instead of a column")
    line: str | None = Field(default=None, description="For tables without ids: this text and the line number")
    values: dict[str, Text] = Field(default={}, description="What the table says → what Hudna shall read")
    otherwise: Text | None = Field(default=None, description="For what “values” does not list; else it stays")
    format: str | None = Field(default=None, description="How dates are written: %d/%m/%Y")
    split: str | None = Field(default=None, description="What parts several names in one cell; else a semicolon")

    @model_validator(mode="before")
    @classmethod
    def _column_alone(cls, value: object) -> object:
        return {"column": value} if isinstance(value, str) else value

    @field_validator("format")
    @classmethod
    def _whole_date(cls, form: str | None) -> str | None:
        if form:
            day = datetime(2016, 2, 27, tzinfo=UTC)
            try:
                read = datetime.strptime(day.strftime(form), form).date()  # noqa: DTZ007  # only its day is compared
            except (ValueError, re.error):
                raise ValueError(f"{form} is not how dates are written; see Python's strptime") from None
            if read != day.date():
                raise ValueError(f"{form} does not say year, month and day")
        return form

    @model_validator(mode="after")
    def _one_way(self) -> Cell:
        if sum(part is not None for part in (self.column, self.value, self.line)) != 1:
            raise ValueError("give exactly one of column, value and line")
        return self


class Columns(Plain):
    """Hudna's own columns, each with where it comes from. A place is lon and lat, or an area."""

    incident_id: Cell
    earliest: Cell
    latest: Cell | None = None
    zone: Cell | None = None
    lon: Cell | None = None
    lat: Cell | None = None
    radius_km: Cell | None = None
    area: Cell | None = None
    act: Cell
    weapon: Cell | None = None
    author: Cell | None = None
    target: Cell | None = None
    side_a: Cell | None = None
    side_b: Cell | None = None
    deaths_low: Cell | None = None
    deaths_best: Cell | None = None
    deaths_high: Cell | None = None
    when_class: Cell | None = None
    where_class: Cell | None = None
    reported_by: Cell | None = None
    note: Cell | None = None

    @model_validator(mode="after")
    def _somewhere(self) -> Columns:
        if self.area is None and (self.lon is None or self.lat is None):
            raise ValueError("say where: lon and lat, or area")
        return self


class MappingFile(Plain):
    """How a table that Hudna does not know becomes incidents."""

    model_config = ConfigDict(json_schema_extra={"$schema": "https://json-schema.org/draft/2020-12/schema"})

    hudna: Literal["mapping/1"]
    name: Id = Field(description="What the source is called, in incidents and in aliases of parties and areas")
    source: str | None = None
    timezone: str | None = Field(default=None, description="The named zone of dates that do not say theirs")
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    decimal: Literal[".", ","] = Field(default=".", description="What coordinates are written with")
    columns: Columns


def read_mapping(path: Path | str) -> MappingFile:
    """Read a mapping file. Raises document faults, zone-unknown."""
    document = read_document(path)
    mapping = validate(document, MappingFile, "mapping")
    if mapping.timezone:
        when.zone(mapping.timezone)
    return mapping


def cells(mapping: MappingFile) -> dict[str, Cell]:
    """Hudna's columns that the mapping gives."""
    return {name: cell for name in Columns.model_fields if (cell := getattr(mapping.columns, name)) is not None}


def columns_of(mapping: MappingFile) -> list[str]:
    """The table's columns that the mapping reads, in lower case."""
    return list(dict.fromkeys(cell.column.strip().lower() for cell in cells(mapping).values() if cell.column))


def mapped(mapping: MappingFile, batches: Iterator[Rows]) -> Iterator[Rows]:
    """The rows with Hudna's columns instead of the table's."""
    given = cells(mapping)
    for rows in batches:
        columns = {name: _column(rows, name, cell, mapping.decimal) for name, cell in given.items()}
        yield Rows(columns, rows.line, rows.raw)


def _column(rows: Rows, name: str, cell: Cell, decimal: str) -> pa.Array:
    if cell.value is not None:
        return pa.repeat(cell.value, len(rows)).cast(pa.string())
    if cell.line is not None:
        return pc.binary_join_element_wise(cell.line, pa.array(rows.line).cast(pa.string()), "")
    assert cell.column is not None
    column = rows.column(cell.column.strip().lower())
    if name in NUMBERS and decimal == "," and not pa.types.is_floating(column.type):
        column = pc.replace_substring(column.cast(pa.string()), ",", ".")
    if not (cell.values or cell.otherwise or cell.format or cell.split):
        return column
    return Words.of(column.cast(pa.string())).words(_reader(cell))


def _reader(cell: Cell) -> Callable[[str], str | None]:
    values = {key.strip().lower(): value for key, value in cell.values.items()}

    def read(text: str) -> str | None:
        if cell.values or cell.otherwise is not None:
            text = values.get(text.lower(), cell.otherwise if cell.otherwise is not None else text)
        if cell.format:
            text = _date(text, cell.format)
        return text.replace(cell.split, ";") if cell.split else text

    return read


def _date(text: str, form: str) -> str:
    """The date in ISO form; text that does not fit stays, to be refused with its line."""
    try:
        moment = datetime.strptime(text, form)  # noqa: DTZ007  # its zone is applied by the reader
    except ValueError:
        return text
    return moment.isoformat() if "%H" in form or "%I" in form else moment.date().isoformat()
