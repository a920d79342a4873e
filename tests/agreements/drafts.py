"""Drafts: small agreements written for one test, on top of the shared register of the tests."""

import json
from pathlib import Path
from typing import Any

from hudna.agreements import Loaded, load_agreement

SHARED = Path(__file__).parent / "shared"
START = {"id": "start", "kind": "entry-into-force", "at": "2016-02-27T00:00"}
BAN = {"id": "ban", "kind": "ban", "acts": ["force"], "zone": "plain"}


def draft(folder: Path, *clauses: dict[str, Any], start: Any = START, **head: Any) -> Loaded:
    """An agreement of these clauses, which begins at 00:00 in Damascus on 27 February 2016."""
    whole = {
        "hudna": "agreement/1",
        "id": "draft",
        "title": {"en": "Draft"},
        "status": "signed",
        "timezone": "Asia/Damascus",
        "shared": {kind: [str(SHARED / f"{kind}.yaml")] for kind in ("parties", "areas")},
        **head,
        "clauses": [*([start] if start else []), *clauses],
    }
    path = folder / "draft.yaml"
    path.write_text(json.dumps({key: value for key, value in whole.items() if value is not None}), encoding="utf-8")
    return load_agreement(path)


def accepted(*parties: str, **more: Any) -> dict[str, Any]:
    """An acceptance clause in which these parties accepted without a date."""
    return {"id": "yes", "kind": "acceptance", "answers": [{"party": party} for party in parties], **more}
