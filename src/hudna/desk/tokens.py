"""Tokens of devices: made once, kept as a hash, good for some actions of the owner's role until a day that is set."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256

from django.utils import timezone

from hudna.desk.faults import DESK
from hudna.desk.logs import ACCOUNTS
from hudna.desk.models import Account, Device
from hudna.desk.roles import Role, actions, carries

BEGINS = "hudna_"
"""How every token begins, so that a scanner for lost secrets knows one."""
LONGEST = 366
"""Days after which a token ends at the latest."""
MOST = 50
"""Tokens in force that one account may have."""
NOT_BY_TOKEN = frozenset({"own-account", "keep-accounts", "approve-release", "read-names"})
"""What asks for a person at the desk: no token does it."""
NOTED_EVERY = timedelta(minutes=1)


def scopes_for(role: Role) -> tuple[str, ...]:
    """The actions that a token of this role may have."""
    return tuple(action for action in actions() if carries(role, action) and action not in NOT_BY_TOKEN)


def make_token(owner: Account, name: str, scopes: Iterable[str], days: int) -> tuple[Device, str]:
    """A device of an account and its token, which is shown now and never again. Raises device-unfit."""
    wanted, role = set(scopes), Role(owner.role)
    if not name.strip() or len(name) > 80:
        raise DESK.fault("device-unfit", "A device has a name of 1 to 80 signs.")
    if not wanted or not wanted <= set(scopes_for(role)):
        raise DESK.fault("device-unfit", "A device may do some of what the role of its account carries, and no more.")
    if not 1 <= days <= LONGEST:
        raise DESK.fault("device-unfit", f"A token is good for 1 to {LONGEST} days.")
    now = timezone.now()
    if Device.objects.filter(owner=owner, revoked=None, expires__gt=now).count() >= MOST:
        raise DESK.fault("device-unfit", f"There are {MOST} devices in force already.")
    token = BEGINS + secrets.token_urlsafe(32)
    device = Device.objects.create(
        owner=owner, name=name.strip(), token=_hash(token), scopes=" ".join(sorted(wanted)),
        expires=now + timedelta(days=days),
    )  # fmt: skip
    ACCOUNTS.info("device", extra={"actor": owner.username, "account": owner.username, "did": "make-device"})
    return device, token


def revoke(device: Device) -> None:
    """It opens nothing any more, from this moment on."""
    if device.revoked is None:
        device.revoked = timezone.now()
        device.save(update_fields=["revoked"])
        did = {"actor": device.owner.username, "account": device.owner.username, "did": "revoke-device"}
        ACCOUNTS.info("device", extra=did)


def account_of(token: str) -> tuple[Account, frozenset[str]]:
    """Whose token it is, and the actions it is good for now. Raises token-unfit, the same whatever is wrong with it.

    Found by its hash, which nobody can steer; so the time it takes tells nothing about tokens that there are.
    """
    told, now = _hash(token), timezone.now()
    device = Device.objects.select_related("owner").filter(token=told).first()
    known = device is not None and hmac.compare_digest(device.token, told)
    if device is None or not known or device.revoked or device.expires <= now or not device.owner.is_active:
        raise DESK.fault("token-unfit", "This token opens nothing.")
    if device.used is None or now - device.used > NOTED_EVERY:
        Device.objects.filter(pk=device.pk).update(used=now)
    return device.owner, frozenset(device.scopes.split()) & frozenset(scopes_for(Role(device.owner.role)))


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
