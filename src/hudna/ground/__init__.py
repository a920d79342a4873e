"""Ground: the words that all rooms share.

Answers, for every room: when is that (UTC, with its named zone), where is that (WGS 84), which party is
that, what kind of act is that, and how is a refusal told. Refuses documents that are not plain YAML,
times without a named zone, shapes that are not sound, names that stand for two things.
"""

from hudna.ground import spreadsheet, when
from hudna.ground.act import Act, ActId, Acts, ActsFile, Tree, Weapon, covers, load_acts
from hudna.ground.area import Area, Areas, AreasFile, Shape, load_areas
from hudna.ground.document import (
    Document,
    Plain,
    decode,
    or_text,
    parse_document,
    read_document,
    shape_fault,
    validate,
)
from hudna.ground.fault import Catalogue, Fault, Mark
from hudna.ground.faults import GROUND
from hudna.ground.party import (
    NO_END,
    NO_START,
    Id,
    Link,
    Parties,
    PartiesFile,
    Party,
    Words,
    fold,
    load_parties,
)
from hudna.ground.shelf import DISK, MOST_BYTES, Shelf, read_bytes
from hudna.ground.when import Duration, Interval
from hudna.ground.where import buffer_km, checked, circle_km, equal_area, read_geometry, share_of_region

__all__ = [
    "DISK",
    "GROUND",
    "MOST_BYTES",
    "NO_END",
    "NO_START",
    "Act",
    "ActId",
    "Acts",
    "ActsFile",
    "Area",
    "Areas",
    "AreasFile",
    "Catalogue",
    "Document",
    "Duration",
    "Fault",
    "Id",
    "Interval",
    "Link",
    "Mark",
    "Parties",
    "PartiesFile",
    "Party",
    "Plain",
    "Shape",
    "Shelf",
    "Tree",
    "Weapon",
    "Words",
    "buffer_km",
    "checked",
    "circle_km",
    "covers",
    "decode",
    "equal_area",
    "fold",
    "load_acts",
    "load_areas",
    "load_parties",
    "or_text",
    "parse_document",
    "read_bytes",
    "read_document",
    "read_geometry",
    "shape_fault",
    "share_of_region",
    "spreadsheet",
    "validate",
    "when",
]
