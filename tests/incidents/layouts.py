"""Rows in the layouts of the sources, made from what a test wants to say and plain values for the rest."""

from __future__ import annotations

import csv
import io
from typing import Any


def columns(text: str) -> list[str]:
    """The names of columns, parted by spaces."""
    return text.split()


UCDP_OLD = columns("""
    id year active_year type_of_violence conflict_new_id conflict_name dyad_new_id dyad_name side_a_new_id side_a
    side_b_new_id gwnob side_b number_of_sources source_article source_office source_date source_headline
    source_original where_prec where_coordinates adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country
    country_id region event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown
    low best high
""")
UCDP_NOW = columns("""
    id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name
    dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b
    number_of_sources source_article source_office source_date source_headline source_original where_prec
    where_coordinates where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id
    region event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high
    low gwnoa gwnob
""")
UCDP_ROW = {
    "id": "1",
    "type_of_violence": "1",
    "side_a": "Government of Examplia",
    "side_b": "NF",
    "where_prec": "1",
    "latitude": "34.5",
    "longitude": "36.5",
    "country": "Examplia",
    "date_prec": "1",
    "date_start": "2016-02-26",
    "date_end": "2016-02-26",
    "low": "1",
    "best": "2",
    "high": "3",
    "source_office": "Wire",
    "source_original": "Police",
    "source_headline": "Clash in the north",
    "number_of_sources": "1",
    "event_clarity": "1",
}
ACLED = columns("""
    event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1
    actor2 assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location
    latitude longitude geo_precision source source_scale notes fatalities tags timestamp
""")
ACLED_ROW = {
    "event_id_cnty": "EXA1",
    "event_date": "2016-02-26",
    "time_precision": "1",
    "sub_event_type": "Armed clash",
    "actor1": "Military Forces of Examplia (2000-)",
    "actor2": "NF",
    "latitude": "34.5",
    "longitude": "36.5",
    "geo_precision": "1",
    "source": "Wire",
    "notes": "On 26 February, a clash, in the north.",
    "fatalities": "2",
}
OWN_ROW = {"incident_id": "a", "earliest": "2016-02-26", "lon": "36.5", "lat": "34.5", "act": "force.clash"}


def table(header: list[str], rows: list[dict[str, Any]], delimiter: str = ",") -> str:
    """A CSV text of rows."""
    text = io.StringIO()
    writer = csv.DictWriter(text, header, delimiter=delimiter, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def ucdp(*changes: dict[str, Any], header: list[str] = UCDP_OLD) -> str:
    """UCDP rows that differ from the plain one as told; ids are numbered."""
    rows = [{**UCDP_ROW, "id": str(number), **change} for number, change in enumerate(changes or ({},), 1)]
    return table(header, [{k: v for k, v in row.items() if k in header} for row in rows])


def acled(*changes: dict[str, Any], delimiter: str = ",") -> str:
    """ACLED rows that differ from the plain one as told; ids are numbered."""
    rows = [{**ACLED_ROW, "event_id_cnty": f"EXA{n}", **change} for n, change in enumerate(changes or ({},), 1)]
    return table(ACLED, rows, delimiter)


def own(*changes: dict[str, Any], delimiter: str = ",") -> str:
    """Rows in Hudna's own columns that differ from the plain one as told; ids are numbered."""
    rows = [{**OWN_ROW, "incident_id": f"a{n}", **change} for n, change in enumerate(changes or ({},), 1)]
    header = list(dict.fromkeys(name for row in rows for name in row))
    return table(header, rows, delimiter)
