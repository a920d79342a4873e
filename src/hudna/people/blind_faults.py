"""What a blinded comparison refuses. None quotes a name, and none says which key of a file it was."""

from __future__ import annotations

from hudna.ground import Catalogue

BLIND_FAULTS = Catalogue(
    "people, blinded",
    {
        "blind-library": "pip install 'hudna[psi]'.",
        "blind-file": "copy the file from the stick again, or ask for it again.",
        "blind-version": "both sides use the same release of Hudna, and begin anew.",
        "blind-round": "give your list and the file that the other side made for you.",
        "blind-stale": "use the two offers and the two answers of one session, or begin anew with new offers.",
        "blind-tier": "agree on strict or tolerant, and begin anew with the same on both sides.",
        "blind-too-many": "agree on how many people each side may bring, and begin anew with --at-most.",
        "blind-list": "give the file that the offer was made from, with the same --map; another list is a new session.",
        "blind-secret": "give the secret of this session with --secret; without it, begin anew.",
        "blind-untrue": "do not use the result; begin anew, and let a neutral body see both lists if it happens again.",
        "blind-output": "give a folder that you may write into, with room on the disk.",
    },
)
