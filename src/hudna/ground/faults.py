"""What the ground refuses, each with what to do about it."""

from __future__ import annotations

from hudna.ground.fault import Catalogue

GROUND = Catalogue(
    "ground",
    {
        "file-missing": "check the path; it is read relative to the document that names it.",
        "file-unreadable": "check that it is a readable file, not a folder, and that you may read it.",
        "file-empty": "give the file that holds the document; this one has no content.",
        "file-too-large": "a document of terms is small; bulk data belongs in a feed.",
        "encoding": "save the file as UTF-8.",
        "yaml-syntax": "mend the YAML at the line named; an editor with the schema helps (hudna schema).",
        "yaml-anchor": "write each term out where it applies; anchors, aliases and merge keys are not read.",
        "yaml-tag": "remove the tag; only plain text, numbers, true, false, null, lists and maps are read.",
        "yaml-duplicate-key": "keep one of the two; the second would silently replace the first.",
        "yaml-depth": "flatten the document; terms are never nested this deep.",
        "yaml-key": "use plain text as the key.",
        "document-shape": "see hudna schema for what may stand here.",
        "document-kind": "check that this is the right file; the first key says what a document is.",
        "zone-unknown": "use a named zone of the IANA time zone database, as Asia/Damascus.",
        "time-unreadable": "write 2016-02-27T00:00 (local wall clock) and name the zone.",
        "calendar-impossible": "use a day that the calendar has.",
        "time-skipped": "clocks were put forward over this time; name an instant that happened.",
        "duration-unreadable": "write an ISO 8601 duration: PT48H, P14D, P2M.",
        "party-unknown": "add the party to the parties file, or mend the spelling.",
        "party-twice": "give each party one entry; join the aliases.",
        "party-circle": "a party cannot stand, however indirectly, under itself; remove one of the links.",
        "alias-twice": "let a source's name stand for one party only.",
        "act-unknown": "use an act of the taxonomy, or add it to an acts file.",
        "act-twice": "give each act one entry.",
        "weapon-unknown": "use a weapon of the acts file, or add it with its class and calibre.",
        "area-unknown": "add the area to the areas file, or mend the spelling.",
        "area-twice": "give each area one entry.",
        "area-circle": "an area cannot be built, however indirectly, from itself.",
        "geometry-range": "write longitude first, then latitude, in degrees: -180…180 and -90…90.",
        "geometry-not-closed": "a ring needs at least four positions and ends where it began.",
        "geometry-crossing": "draw the ring so that it does not cross itself.",
        "geometry-empty": "a zone must cover some ground; draw an outline or use a buffer.",
        "geometry-antimeridian": "split it into two parts at 180° (RFC 7946, 3.1.9).",
        "geometry-unreadable": "give GeoJSON (RFC 7946): a polygon or line, or several.",
        "count-mismatch": "compare only counts of the same unit, window and exposure.",
    },
)
