"""A zone is named in the language of the page, or described in it; never half in one and half in another."""

from __future__ import annotations

from pathlib import Path

import pytest

from hudna.agreements.places import shape_words
from hudna.ground import Areas, Shape, load_areas
from hudna.monitoring.reasons import sentences
from hudna.monitoring.zone_words import ZoneWords

AREAS = """
hudna: areas/1
areas:
  - {id: river, name: {en: the river, ar: النهر, fr: la rivière}}
  - {id: valley, name: {en: the valley, ar: الوادي, fr: la vallée}}
  - {id: both, name: {en: Deir and Zor, ar: دير الزور}}
  - {id: unnamed, name: {ar: المرج}}
"""
CIRCLE = {"circle": {"at": [37.5, 36.0], "km": 20}}
SHAPES = [
    ({"area": "valley"}, "the valley", "الوادي", "la vallée"),
    ({"area": "unnamed"}, "المرج", "المرج", "المرج"),
    (
        CIRCLE,
        "the zone “within 20 km of longitude 37.5, latitude 36”",
        "المنطقة «ما لا يبعد أكثر من 20 كم عن خط الطول 37.5 وخط العرض 36»",
        "la zone « à moins de 20 km de : longitude 37,5, latitude 36 »",
    ),
    (
        {"buffer": {"of": "river", "km": 5}},
        "the zone “within 5 km of the river”",
        "المنطقة «ما لا يبعد أكثر من 5 كم عن النهر»",
        "la zone « à moins de 5 km de : la rivière »",
    ),
    (
        {"buffer": {"of": "valley", "km": -5}},
        "the zone “the valley, 5 km and more from its edge”",
        "المنطقة «الوادي، على بعد 5 كم فأكثر من حدودها»",
        "la zone « la vallée, à 5 km et plus de son bord »",
    ),
    (
        {"union": [{"area": "both"}, {"area": "valley"}]},
        "the zone “Deir and Zor and the valley”",
        "المنطقة «دير الزور والوادي»",
        "la zone « Deir and Zor et la vallée »",
    ),
    (
        {"difference": [{"area": "valley"}, {"buffer": {"of": "river", "km": 1}}]},
        "the zone “the valley without within 1 km of the river”",
        "المنطقة «الوادي باستثناء ما لا يبعد أكثر من 1 كم عن النهر»",
        "la zone « la vallée, sans à moins de 1 km de : la rivière »",
    ),
    (
        {"polygon": [[0, 0], [1, 0], [1, 1]]},
        "the zone “the outline drawn in the clause”",
        "المنطقة «الحدود المرسومة في البند»",
        "la zone « le contour tracé dans la clause »",
    ),
    ({"file": {"path": "east-bank.geojson"}}, "the zone “east-bank.geojson”", "المنطقة «east-bank.geojson»", None),
]


@pytest.fixture(scope="module")
def areas(tmp_path_factory: pytest.TempPathFactory) -> Areas:
    path: Path = tmp_path_factory.mktemp("areas") / "areas.yaml"
    path.write_text(AREAS, encoding="utf-8")
    return load_areas([path])


@pytest.mark.parametrize(("shape", "en", "ar", "fr"), SHAPES)
def test_every_shape_that_the_agreement_names_is_said_again_in_each_language(
    areas: Areas, shape: dict[str, object], en: str, ar: str, fr: str | None
) -> None:
    name = shape_words(Shape.model_validate(shape), areas)
    for language, told in (("en", en), ("ar", ar), ("fr", fr)):
        if told is not None:
            assert ZoneWords(areas, sentences(language), language).zone(name) == told


def test_a_name_of_which_a_part_cannot_be_said_stands_whole_as_given(areas: Areas) -> None:
    words = ZoneWords(areas, sentences("ar"), "ar")
    assert words.zone("within 3 km of nowhere known") == "المنطقة «within 3 km of nowhere known»"


def test_without_registers_a_name_stays_as_it_is() -> None:
    assert ZoneWords(None, sentences("ar"), "ar").zone("zone 3") == "zone 3"
