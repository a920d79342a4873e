"""What the bulletin refuses, each with what to do about it."""

from __future__ import annotations

from hudna.ground import Catalogue

BULLETIN = Catalogue(
    "bulletin",
    {
        "language-unknown": "use one of the languages that have a catalogue of words.",
        "rows-negative": "give the number of findings to show on the page, 0 or more.",
        "release-unfit": "name the entries, the parties (or common) and the reason.",
        "release-unknown": "take a release from the list of those that wait.",
        "release-settled": "ask anew if more is to be released.",
        "release-own": "let another office that may release agree.",
    },
)
