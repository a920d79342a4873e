"""The cipher of a blinded comparison: openmined-psi, elliptic-curve Diffie–Hellman over P-256.

A text is hashed to a point of the curve and multiplied by a secret number; multiplied by the numbers of both sides, in
whichever order, a text gives one point, and nobody who lacks a number can tell the point of a text from any other
(decisional Diffie–Hellman). Meadows (1986); Huberman, Franklin and Hogg (1999). The library refuses what is not on the
curve, and P-256 has no small subgroup to be led into.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hudna.people.blind_faults import BLIND_FAULTS
from hudna.people.blind_share import shared_out


class Cipher:
    """One secret number, and the two things that are done with it."""

    def __init__(self, secret: bytes | None = None) -> None:
        """With a new secret, or with one of 32 bytes; raises blind-library where openmined-psi is not installed."""
        self._psi = _library()
        client = self._psi.client
        try:
            self._client = client.CreateWithNewKey(True) if secret is None else client.CreateFromKey(secret, True)
            self.secret = bytes(self._client.GetPrivateKeyBytes())
            self._server = self._psi.server.CreateFromKey(self.secret, True)
        except RuntimeError:
            raise BLIND_FAULTS.fault("blind-file", "The secret holds no key of the cipher.") from None

    def blind(self, texts: Sequence[str]) -> list[bytes]:
        """A point for each text, in order."""
        return shared_out(self.secret, texts, lambda start, end: self._blind(texts[start:end]))

    def _blind(self, texts: Sequence[str]) -> list[bytes]:
        return list(self._client.CreateRequest(list(texts)).encrypted_elements) if texts else []

    def blind_again(self, points: Sequence[bytes], where: str = "") -> list[bytes]:
        """The other side's points with this side's number on top, in order; raises blind-file for what is no point."""
        try:
            return shared_out(self.secret, points, lambda start, end: self._again(points[start:end]))
        except RuntimeError:
            raise BLIND_FAULTS.fault(
                "blind-file", "The file holds something that is no blinded key.", where=where
            ) from None

    def _again(self, points: Sequence[bytes]) -> list[bytes]:
        if not points:
            return []
        request = self._psi.Request(reveal_intersection=True, encrypted_elements=list(points))
        return list(self._server.ProcessRequest(request).encrypted_elements)


def _library() -> Any:
    try:
        import private_set_intersection.python as psi
    except ImportError:
        what = "A blinded comparison needs the library openmined-psi, and it is not installed."
        raise BLIND_FAULTS.fault("blind-library", what) from None
    return psi
