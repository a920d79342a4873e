"""What the desk itself keeps: accounts, devices, jobs, imports, field reports. Nothing here decides about the case."""

from __future__ import annotations

import re
import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from hudna.desk.roles import Role

_OFFICE = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}\Z")
MISSION = "mission"
COMMON = "common"


def check_office(name: str) -> None:
    """An account is an office or a code, never a person's name. Raises ValidationError."""
    if not _OFFICE.match(name):
        raise ValidationError("An office or code, as mediator-1: small letters, digits, - . and _.")


class Accounts(BaseUserManager["Account"]):
    """Makes accounts."""

    def create_user(self, username: str, password: str | None = None, **given: Any) -> Account:
        """An account that may sign in with this password."""
        account = self.model(username=username, **given)
        account.set_password(password)
        account.full_clean(exclude=["password"])
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """An office that works on the desk: its role, and for a liaison its party. It bears no person's name."""

    username = models.CharField(max_length=64, unique=True, validators=[check_office])
    role = models.CharField(max_length=16, choices=[(role.value, role.value) for role in Role])
    party = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=8, default="en")
    arabic_digits = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    given = models.BooleanField(default=False)
    """The password was given by an administrator: the office chooses its own before anything else."""
    epoch = models.PositiveIntegerField(default=0)
    """Counts the times that the account was signed out everywhere."""
    made = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Accounts] = Accounts()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["role"]

    def clean(self) -> None:
        """A liaison has a party, nobody else has. Raises ValidationError."""
        super().clean()
        if (self.role == Role.LIAISON) != bool(self.party):
            raise ValidationError("A liaison has a party; no other role has.")
        if self.party in (MISSION, COMMON):
            raise ValidationError("That is the name of a compartment, and of no party.")

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session is bound to: the password, and the epoch; whoever changes either ends all sessions."""
        told = f"{self.password}:{self.epoch}"
        return salted_hmac("hudna.desk.Account", told, secret=secret, algorithm="sha256").hexdigest()

    def sign_out_everywhere(self) -> None:
        """End every session of this account."""
        self.epoch = models.F("epoch") + 1
        self.save(update_fields=["epoch"])
        self.refresh_from_db(fields=["epoch"])


class Device(models.Model):
    """A token for one device: only its hash is kept, with scope and expiry."""

    owner = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="devices")
    name = models.CharField(max_length=80)
    token = models.CharField(max_length=64, unique=True)
    """SHA-256 of the token, in hex."""
    scopes = models.CharField(max_length=1000)
    """Actions of the table of roles, joined by spaces; never more than the owner's role carries."""
    made = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)


class Job(models.Model):
    """Long work in the background, with its progress. ``actor`` asked for it, for ``purpose``.

    ``given``: what it was told beside its subject. ``attempts``: how often it was taken up; ``beat``: when it last said
    how far it was. ``step``: what it does just now, in a word of the code; ``fault``: why it was refused.
    """

    STATES = ("queued", "running", "done", "refused")
    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=64)
    actor = models.CharField(max_length=64)
    purpose = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default="queued", db_index=True)
    queued = models.DateTimeField(default=timezone.now)
    started = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    step = models.CharField(max_length=40, blank=True)
    fault = models.TextField(blank=True)
    given = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    beat = models.DateTimeField(null=True)


class Import(models.Model):
    """A feed that came in: the file, what read it, what became of its rows, and whose compartment it lies in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    compartment = models.CharField(max_length=80, default=MISSION, db_index=True)
    """``mission``, ``common`` or the id of a party."""
    by = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    reader = models.CharField(max_length=40, blank=True)
    rows = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    unmapped = models.JSONField(default=dict)
    """Kind → name → count, of what the registers do not know."""
    mapping = models.TextField(blank=True)
    """The mapping file that its columns were read by."""
    names = models.JSONField(default=dict)
    """Kind → name → id, of what was mapped by hand."""
    zone = models.CharField(max_length=64, blank=True)
    """The named zone of dates that do not say theirs; empty: that of the agreement, or of the case."""
    register = models.JSONField(default=dict)
    """Plan and version whose registers it was read with; empty: with none."""
    reading = models.CharField(max_length=20, blank=True)
    assessment = models.CharField(max_length=20, blank=True)
    """Folders, below the import's own, of the reading and the assessment that count."""
    entry = models.CharField(max_length=64, blank=True)
    """Hash of the journal entry that says it came in."""
    ready = models.BooleanField(default=False, db_index=True)
    assessed = models.JSONField(null=True)
    """Plan, version and position of the journal that its findings rest on; null: not assessed."""
    withdrawn = models.DateTimeField(null=True)
    """Since when nobody sees it any more; the journal says who withdrew it, and why."""
    withdrawn_by = models.CharField(max_length=64, blank=True)
    withdrawn_why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]


class ListMatch(models.Model):
    """Two lists of people that are matched. The lists lie on slips; here is what they are called and what came of them.

    Nothing here holds a name: ``a`` and ``b`` say of each list its ``label``, its file, its slip, its columns.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    a = models.JSONField()
    b = models.JSONField()
    by = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    purpose = models.CharField(max_length=300)
    wrong_merge = models.FloatField(default=20.0)
    review_share = models.FloatField(default=0.05)
    """Of all rows, the share that a person looks at, at most."""
    one_to_one = models.BooleanField(default=True)
    no_doubles = models.JSONField(default=list)
    """Sides, ``a`` and ``b``, that are known to hold nobody twice."""
    confirmed = models.BooleanField(default=False)
    """Somebody looked at the columns and said that they are right."""
    counts = models.JSONField(null=True)
    """What came of it, in numbers; null: it was not matched yet."""

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]


class FieldReport(models.Model):
    """A report from the field, once: sent again it changes nothing, and another under its id is refused."""

    report = models.CharField(max_length=64, unique=True)
    sha256 = models.CharField(max_length=64)
    body = models.JSONField()
    by = models.CharField(max_length=64)
    compartment = models.CharField(max_length=80, default=MISSION, db_index=True)
    received = models.DateTimeField(default=timezone.now)
