"""Strategies: arbitrary agreements that the parser accepts, sensible or not.

Every model is built from its own fields, so that a field that is added is tried at once. Names of parties,
areas, acts, zones and times are often those of the tests' register, so that many things resolve.
"""

import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic.fields import FieldInfo

from hudna.agreements import Agreement, Loaded, parse_agreement, print_agreement
from hudna.agreements.model import Clause, Moment, Redeployment
from hudna.ground import Plain, Shape, load_acts, load_areas, load_parties, parse_document

SHARED = Path(__file__).parent / "shared"
PARTIES = load_parties([SHARED / "parties.yaml"])
AREAS = load_areas([SHARED / "areas.yaml"])
ACTS = load_acts()
ORIGINS = ("signature", "zero-hour", "c0")

ODD = [
    "yes",
    "null",
    "~",
    "1e5",
    "0x1F",
    "12:00",
    "2016-02-27",
    "- a",
    "a: b",
    "# x",
    "هدنة",
    " x ",
    "a\n b\n",
    "&a",
    "{",
]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(ODD)
IDS = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,6}", fullmatch=True)
ODD_IDS = st.sampled_from(["3(a)", "1e5", "007", "null", "true"])
CLAUSE_IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._()-]{0,6}", fullmatch=True) | ODD_IDS
TIMES = st.sampled_from(
    ["2016-02-27T00:00", "2016-03-25T00:30", "2016-03-05", "2016-02-30", "24:00", "2017-01-01T24:00"]
)
OFFSETS = st.sampled_from(["PT48H", "P14D", "-P1M", "P9999Y", "soon", "PT0S"])
ZONES = st.none() | st.sampled_from(["Asia/Damascus", "UTC", "EET", "Europe/Kyiv", "Asia/Aleppo"])
WORDS = st.dictionaries(st.sampled_from(["en", "ar", "fr-CH", "no"]), TEXT, min_size=1, max_size=2)
LON, LAT = st.floats(-180, 180), st.floats(-90, 90)
NEAR = st.tuples(st.integers(36, 38), st.integers(35, 37))
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | FLOATS | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
GEOJSON = st.dictionaries(st.sampled_from(["type", "coordinates", "features", "geometry"]), JSON)
FEATURES = st.fixed_dictionaries({"path": st.sampled_from(["areas.yaml", "x"]), "feature": st.integers(-99, 99) | TEXT})
MOMENTS = st.builds(Moment, at=TIMES | TEXT, zone=ZONES) | st.builds(
    Moment, event=st.sampled_from(ORIGINS), offset=st.none() | OFFSETS, zone=ZONES
)
DATED = st.builds(Moment, at=TIMES, zone=ZONES)
POINTS = st.tuples(LON, LAT) | NEAR
SHAPES = st.recursive(
    st.builds(Shape, area=st.sampled_from([*AREAS.by_id, "atlantis"]))
    | st.builds(Shape, polygon=st.lists(POINTS, min_size=3, max_size=4))
    | st.builds(Shape, line=st.lists(POINTS, min_size=2, max_size=3))
    | st.builds(Shape, circle=st.fixed_dictionaries({"at": POINTS, "km": st.floats(0.1, 2000)}))
    | st.builds(Shape, geojson=GEOJSON)
    | st.builds(Shape, file=FEATURES),
    lambda inner: (
        st.builds(Shape, buffer=st.fixed_dictionaries({"of": inner, "km": st.floats(-50, 50)}))
        | st.builds(Shape, union=st.lists(inner, min_size=1, max_size=2))
        | st.builds(Shape, intersection=st.lists(inner, min_size=2, max_size=2))
        | st.builds(Shape, difference=st.lists(inner, min_size=2, max_size=2))
    ),
    max_leaves=3,
)
BY_FIELD: dict[str, st.SearchStrategy[Any]] = {
    "party": st.sampled_from([*PARTIES, "ghosts"]),
    "parties": st.lists(st.sampled_from([*PARTIES, "ghosts"]), max_size=2),
    "acts": st.lists(st.sampled_from(["force", "flight", "force.explosive", "sorcery"]), max_size=2),
    "words": st.none() | WORDS,
    "after": st.none() | st.sampled_from(ORIGINS),
    "zone": st.none() | SHAPES,
    "lines": st.dictionaries(st.sampled_from([*PARTIES]), SHAPES, max_size=2),
    "timezone": ZONES,
    "signed": st.none() | DATED,
    "events": st.dictionaries(st.just("zero-hour"), st.none() | DATED),
    "hudna": st.just("agreement/1"),
}
LISTED = {"by": "parties", "against": "parties", "invited": "parties", "who": "parties"}


def field(name: str, info: FieldInfo) -> st.SearchStrategy[Any]:
    """Values of one field of a model."""
    if name in LISTED and "list[" in str(info.annotation) and "Who" not in str(info.annotation):
        found = BY_FIELD[LISTED[name]]
        return found if info.is_required() or info.default is not None else st.none() | found
    return BY_FIELD[name] if name in BY_FIELD and name not in LISTED else typed(info.annotation, info.metadata)


def typed(kind: Any, rules: Any = ()) -> st.SearchStrategy[Any]:
    """Values of a type annotation, within its rules."""
    origin, inner = get_origin(kind), get_args(kind)
    if hasattr(kind, "__metadata__"):
        return typed(inner[0], (*kind.__metadata__, *rules))
    if origin in (Union, types.UnionType):
        return st.one_of([st.none() if one is type(None) else typed(one, rules) for one in inner])
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is list:
        least = max([getattr(rule, "min_length", 0) or 0 for rule in rules], default=0)
        return st.lists(typed(inner[0]), min_size=least, max_size=max(2, least))
    if origin is dict:
        counted = get_args(inner[1])[:1] == (int,)
        return st.dictionaries(IDS, typed(inner[1]), min_size=1, max_size=2) if counted else WORDS
    if kind is int:
        bounds = [bound for rule in rules for bound in getattr(rule, "metadata", [rule])]
        least = max([getattr(bound, "ge", 0) or 0 for bound in bounds], default=0)
        return st.integers(least, least + 99)
    if kind is float:
        return st.floats(0.5, 999.5, allow_nan=False) | st.integers(1, 999)
    if kind is bool:
        return st.booleans()
    if kind is Moment:
        return MOMENTS
    if kind is Shape:
        return SHAPES
    if isinstance(kind, type) and issubclass(kind, Plain):
        return node(kind)
    assert kind is str, kind
    return _text(str(rules))


def _text(rules: str) -> st.SearchStrategy[str]:
    if "24:00" in rules:
        return st.from_regex(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00", fullmatch=True)
    if "()" in rules:
        return st.sampled_from(ORIGINS)
    if "a-z0-9-" in rules:
        return st.sampled_from(["artillery", "artillery.tube", "artillery.rocket.grad", "catapult"])
    return IDS if "a-z0-9._-" in rules else TEXT


def node(kind: type[Plain], fixed: Mapping[str, st.SearchStrategy[Any]] = types.MappingProxyType({})) -> Any:
    """Nodes of one model; half of the fields that may be left out are."""
    required, optional = {}, {}
    for name, info in kind.model_fields.items():
        side = required if info.is_required() else optional
        side[name] = fixed[name] if name in fixed else field(name, info)
    if kind.__name__ == "Span":
        optional["zone"] = ZONES
    return st.fixed_dictionaries(required, optional=optional).map(kind.model_validate)


EVERY = {kind for base in Clause.__subclasses__() for kind in (base, *base.__subclasses__())}
KINDS = sorted((kind for kind in EVERY if "kind" in kind.model_fields), key=lambda kind: kind.__name__)


@st.composite
def agreements(draw: st.DrawFn, most: int = 5) -> Agreement:
    """Agreements in which every name is its own and nothing waits for itself."""
    taken = {*ORIGINS, "entry-into-force"}
    free = CLAUSE_IDS.filter(lambda name: name not in taken)
    kinds = draw(st.lists(st.sampled_from(KINDS), max_size=most))
    names = draw(st.lists(free, min_size=3 * most, max_size=3 * most, unique_by=str.lower))
    clauses: list[Any] = [{"id": "c0", "kind": "declaration"}]
    for kind in kinds:
        clause = draw(node(kind, {"id": st.just(names.pop())}))
        if isinstance(clause, Redeployment):
            phases = [
                phase.model_copy(update={"id": f"phase-{len(names)}-{n}"}) for n, phase in enumerate(clause.phases)
            ]
            clause = clause.model_copy(update={"phases": phases})
        clauses.append(clause)
    named = {"clauses": st.just(clauses), "shared": st.just({})}
    for field_name, key in (("sources", "id"), ("definitions", "term")):
        kind = get_args(Agreement.model_fields[field_name].annotation)[0]
        named[field_name] = st.lists(node(kind), max_size=2, unique_by=lambda entry, key=key: getattr(entry, key))
    return draw(node(Agreement, named))


def loaded(agreement: Agreement) -> Loaded:
    """The agreement as if read from a file, with the tests' register."""
    document = parse_document(print_agreement(agreement), "any.yaml")
    return Loaded(parse_agreement(document), document, "any.yaml", SHARED, PARTIES, AREAS, ACTS)
