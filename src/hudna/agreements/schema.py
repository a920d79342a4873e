"""Schema: the JSON Schema of each kind of document, so that an editor completes and checks it."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from hudna.agreements.faults import AGREEMENTS
from hudna.agreements.model import Agreement
from hudna.ground import ActsFile, AreasFile, PartiesFile, Plain

DIALECT = "https://json-schema.org/draft/2020-12/schema"
KINDS: dict[str, tuple[type[Plain], str]] = {
    "agreement": (Agreement, "Hudna agreement"),
    "parties": (PartiesFile, "Hudna parties"),
    "areas": (AreasFile, "Hudna areas"),
    "acts": (ActsFile, "Hudna acts and weapons"),
}


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of agreement, parties, areas or acts documents.

    It accepts what the parser accepts, the short forms included; what it cannot say (names that stand twice,
    circles, times that no clock shows) the parser and the linter say. Raises schema-unknown.
    """
    if name not in KINDS:
        what = f"There is no schema “{name}”; there are {', '.join(KINDS)}."
        raise AGREEMENTS.fault("schema-unknown", what)
    model, title = KINDS[name]
    made = model.model_json_schema(by_alias=True, schema_generator=_Schema)
    made["title"] = title
    return {"$schema": DIALECT, **_closed(made)}


class _Schema(GenerateJsonSchema):
    """Leaves out the titles that pydantic makes of field names: they tell an editor nothing."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def _closed(node: Any) -> Any:
    """The same schema, with maps that have rules for their keys closed to any other key."""
    if isinstance(node, list):
        return [_closed(item) for item in node]
    if not isinstance(node, dict):
        return node
    closed = {key: _closed(item) for key, item in node.items()}
    if "patternProperties" in closed and "additionalProperties" not in closed:
        closed["additionalProperties"] = False
    return closed
