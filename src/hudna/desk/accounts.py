"""Accounts: made, locked and reset by an administrator, on a page or from the terminal; every change is logged."""

from __future__ import annotations

import secrets

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from hudna.desk.faults import DESK
from hudna.desk.logs import ACCOUNTS
from hudna.desk.models import Account, check_office
from hudna.desk.roles import Role

SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Signs of a given password: none that looks like another."""
GROUPS, LENGTH = 4, 5
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
FIRST = "admin-1"
"""The office of the first administrator."""


def draw_password() -> str:
    """A password to be given once: 99 bits, in groups that can be read out."""
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(LENGTH)) for _ in range(GROUPS))


def make_account(office: str, role: str, party: str = "", *, by: str) -> tuple[Account, str]:
    """An account and the password to give to its office, once. Raises account-unfit, account-exists."""
    if role not in set(Role):
        raise DESK.fault("account-unfit", f"There is no role “{role}”.")
    if party:
        _check_name(party, "party")
    _check_name(office, "office")
    if Account.objects.filter(username__iexact=office).exists():
        raise DESK.fault("account-exists", f"There is an account “{office}” already.")
    password = draw_password()
    try:
        with transaction.atomic():
            account = Account.objects.create_user(office, password, role=role, party=party, given=True)
    except (ValidationError, IntegrityError) as error:
        what = " ".join(error.messages) if isinstance(error, ValidationError) else f"There is “{office}” already."
        raise DESK.fault("account-unfit", what) from None
    _tell(by, account, "make")
    return account, password


def find_account(office: str) -> Account:
    """The account of an office. Raises account-unknown."""
    account = Account.objects.filter(username=office).first()
    if account is None:
        raise DESK.fault("account-unknown", f"There is no account “{office}”.")
    return account


def list_accounts() -> list[dict[str, object]]:
    """Every account, by office."""
    factors = set(Authenticator.objects.filter(type__in=FACTORS).values_list("user_id", flat=True))
    return [
        {
            "office": one.username,
            "role": one.role,
            "party": one.party,
            "locked": not one.is_active,
            "given_password": one.given,
            "second_factor": one.pk in factors,
        }
        for one in Account.objects.order_by("username")
    ]


def lock(account: Account, *, by: str) -> None:
    """Nobody works under it any more, from this moment on. Raises account-needed."""
    others = Account.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=account.pk)
    if account.role == Role.ADMINISTRATOR and not others.exists():
        raise DESK.fault("account-needed", f"“{account.username}” is the only administrator that is not locked.")
    if account.username == by:
        raise DESK.fault("account-needed", "Nobody locks the account under which they work.")
    account.is_active = False
    account.save(update_fields=["is_active"])
    account.sign_out_everywhere()
    _tell(by, account, "lock")


def unlock(account: Account, *, by: str) -> None:
    """It may be worked under again, with the password and second factor that it had."""
    account.is_active = True
    account.save(update_fields=["is_active"])
    _tell(by, account, "unlock")


def reset_password(account: Account, *, by: str) -> str:
    """A new password to give to the office, once; every session of it ends."""
    password = draw_password()
    account.set_password(password)
    account.given = True
    account.save(update_fields=["password", "given"])
    account.sign_out_everywhere()
    _tell(by, account, "reset-password")
    return password


def reset_second_factor(account: Account, *, by: str) -> None:
    """Forget app, keys and recovery codes, as when a phone was lost; the office sets one up at its next sign-in."""
    Authenticator.objects.filter(user=account).delete()
    account.sign_out_everywhere()
    _tell(by, account, "reset-second-factor")


def _check_name(name: str, what: str) -> None:
    try:
        check_office(name)
    except ValidationError:
        raise DESK.fault(
            "account-unfit", f"“{name[:64]}” cannot name an {what}.".replace("an party", "a party")
        ) from None


def _tell(by: str, account: Account, did: str) -> None:
    ACCOUNTS.info("account", extra={"actor": by, "account": account.username, "role": account.role, "did": did})
