"""Text of others on a terminal: what would move the cursor, or turn the order of writing, is shown and not obeyed."""

from __future__ import annotations

import re

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def shown(text: str) -> str:
    """The text in one line: control characters and overrides of direction as escapes, all else as it stands."""
    return _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
