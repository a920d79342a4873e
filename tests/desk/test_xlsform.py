"""The reporting form is a sound XLSForm, and what it sends back is read."""

from __future__ import annotations

import io
import json

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from hudna.agreements import load_agreement
from hudna.desk.reports import Report, of_submissions
from hudna.desk.xlsform import form_words, reporting_form
from tests.cli.run import ALEPPO


@pytest.fixture(scope="module")
def form() -> bytes:
    return reporting_form(load_agreement(ALEPPO / "agreement.yaml"), title="Aleppo", form="aleppo-2014", version="1")


def test_pyxform_makes_a_form_of_it_without_a_warning(form: bytes) -> None:
    made = convert(io.BytesIO(form), file_type=".xlsx", validate=False)
    assert made.warnings == []
    assert "aleppo-2014" in made.xform
    assert "force.explosive.indirect.mortar" in made.xform
    assert "قصف بالهاون" in made.xform


def test_areas_acts_and_parties_of_the_agreement_are_its_choices(form: bytes) -> None:
    loaded = load_agreement(ALEPPO / "agreement.yaml")
    rows = list(load_workbook(io.BytesIO(form))["choices"].iter_rows(min_row=2, max_col=2, values_only=True))
    for name, ids in (("act", loaded.acts.acts), ("area", loaded.areas.by_id), ("party", loaded.parties.by_id)):
        assert {choice for list_, choice in rows if list_ == name} == set(ids)


def test_every_question_is_a_field_of_a_report() -> None:
    names = {one["name"] for one in form_words()["questions"]} - {"before", "place", "point"}
    assert names <= set(Report.model_fields)


def test_words_are_there_in_every_language() -> None:
    for one in form_words()["questions"]:
        for word in ("label", "hint", "constraint_message"):
            assert word not in one or set(one[word]) == {"en", "ar", "fr"}, one["name"]


CENTRAL = {
    "value": [
        {
            "__id": "uuid:3f6d5a3e-6f3c-4f7e-9c3b-0d4f1c2b7a11",
            "act": "force.explosive.indirect.mortar",
            "earliest": "2014-02-02T10:00:00.000+02:00",
            "place": "point",
            "point": {"type": "Point", "coordinates": [36.2361, 37.1442, 0], "properties": {"accuracy": 5}},
            "radius_m": 100,
            "means": "heard",
        }
    ]
}
KOBO = "_uuid;act;earliest;place;point;_point_latitude;_point_longitude;radius_m;means;deaths_low\n" + (
    "3f6d5a3e-6f3c-4f7e-9c3b-0d4f1c2b7a11;force.explosive.indirect.mortar;2014-02-02T10:00:00.000+02:00;point;"
    "37.1442 36.2361 0 5;37.1442;36.2361;100;heard;2\n"
)
CSV = "KEY,act,earliest,point-Latitude,point-Longitude,point-Accuracy,radius_m,means\n" + (
    "uuid:3f6d5a3e-6f3c-4f7e-9c3b-0d4f1c2b7a11,force.explosive.indirect.mortar,2014-02-02T10:00:00.000+02:00,"
    "37.1442,36.2361,5,100,heard\n"
)


@pytest.mark.parametrize("sent", [json.dumps(CENTRAL), KOBO, CSV], ids=["central-json", "kobo-csv", "central-csv"])
def test_what_odk_and_kobo_give_out_is_read(sent: str) -> None:
    ((number, body),) = of_submissions(sent.encode(), "submissions")
    report = Report.model_validate(body)
    assert (number, report.report, report.means) == (1, "3f6d5a3e-6f3c-4f7e-9c3b-0d4f1c2b7a11", "heard")
    assert (report.lon, report.lat, report.radius_m) == (36.2361, 37.1442, 100)
