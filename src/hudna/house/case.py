"""An open case: read it, decide in it, and reach what lies on slips."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal

from hudna.agreements import Loaded, unpack
from hudna.ground import Fault, read_bytes, when
from hudna.house.faults import HOUSE
from hudna.house.said import Said
from hudna.house.state import State, codec, fold
from hudna.journal import (
    JOURNAL,
    CaseOpened,
    Decision,
    Entry,
    Head,
    Journal,
    KeyAdmitted,
    Keyring,
    LogBegun,
    SealedSlip,
    Signer,
    Store,
    access_slips,
    append_with_slips,
    certifies,
    cover_logs,
    fingerprint,
    hide_names,
    keys_of,
    open_store,
    read_about,
    seal,
    withdraw_slip,
)

Began = Literal["copied", "joined", "new-key"]
_ACTOR = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}\Z")


class Texts(Mapping[str, Loaded]):
    """The texts of the versions by the hash of their packs, each read when it is asked for."""

    def __init__(self, store: Store, read: dict[str, Loaded] | None = None) -> None:
        self._store = store
        self._read: dict[str, Loaded] = {} if read is None else read

    def __getitem__(self, document: str) -> Loaded:
        if document not in self._read:
            packed = self._store.blob(document)
            if packed is None or sha256(packed).hexdigest() != document:
                raise KeyError(document)
            self._read[document] = unpack(packed)
        return self._read[document]

    def __iter__(self) -> Iterator[str]:
        return self._store.blobs()

    def __len__(self) -> int:
        return sum(1 for _ in self._store.blobs())


class Case:
    """One copy of a case. Nothing is decided in it without an office that decides and an instant."""

    def __init__(self, store: Store, opened: CaseOpened, keys: Path, passphrase: str | None = None) -> None:
        self.store = store
        self.opened = opened
        self.keys = keys
        self.keyring = Keyring(keys)
        self.passphrase = passphrase
        self.texts = Texts(store)
        self.journal = Journal(store, codec(), case=opened.case)
        self._slips: list[SealedSlip] = []

    @property
    def name(self) -> str:
        """The name of the case, which ends with the fingerprint of its first key."""
        return self.opened.case

    @property
    def log(self) -> str:
        """The log that this desk writes."""
        return self.journal.log or self.opened.desk

    def entries(self, known_at: datetime | None = None) -> list[Entry]:
        """The entries of all logs, in order; those recorded up to ``known_at``."""
        return self.journal.entries(known_at=known_at)

    def state(self, known_at: datetime | None = None) -> State:
        """What follows from them."""
        return fold(self.entries(known_at))

    def entry(self, ref: str) -> Entry:
        """An entry by its number (log/seq) or the beginning of its hash. Raises entry-missing."""
        log, _, seq = ref.rpartition("/")
        if log and seq.isdecimal():
            for row in self.store.rows(log, int(seq), int(seq) + 1):
                return codec().read(row)
        elif len(ref) >= 8:
            found = [entry for entry in self.entries() if entry.hash.startswith(ref)]
            if len(found) == 1:
                return found[0]
        raise JOURNAL.fault("entry-missing", f"There is no entry “{ref}” in this copy of the case.")

    def said(self, by: str | None, at: str | None, zone: str | None, recorded: str | None) -> Said:
        """What a deed was told in words, read. Raises actor-missing, not-an-exercise and the faults of times."""
        by = office(by)
        zone = zone or self.opened.zone
        when.zone(zone)
        if recorded and not self.opened.exercise:
            raise HOUSE.fault("not-an-exercise", "A real record is dated by the clock, not by hand.")
        now = when.instant(recorded, zone) if recorded else datetime.now(UTC)
        return Said(by, when.instant(at, zone) if at else now, now, zone)

    def record(self, decide: Callable[[State], Sequence[Decision]], said: Said) -> list[Entry]:
        """Decide on the state as it is and record the decisions, with the slips that their words refer to.

        Nobody else writes between the one and the other. Raises what ``decide`` and the journal raise.
        """
        with self.store.writing():
            self.take_up_log(said)
            decisions = list(decide(self.state()))
            entries = append_with_slips(self.journal, decisions, self._slips, by=said.by, now=said.now)
        self._slips.clear()
        return entries

    def take_up_log(self, said: Said) -> None:
        """Go on with this copy's own log; a copy that never wrote begins one, whatever it was copied from."""
        settings, place = self.store.settings(), self.store.place()
        signer = self.signer()
        since = read_about(self.store).keys.withdrawn.get(signer.key.hex())
        if since is not None and since <= said.now:
            what = f"The key {fingerprint(signer.key)} of this desk was withdrawn on {since:%Y-%m-%d at %H:%M} UTC."
            raise JOURNAL.fault("key-withdrawn", what)
        if settings.get("log") and settings.get("place") == place:
            self.journal.take_up(settings["log"], signer)
            return
        cover_logs(self.journal, signer, now=said.now)
        after = settings.get("log", "")
        self.begin_log(signer, "copied" if after else "joined", said, after=after)

    def begin_log(
        self, signer: Signer, why: Literal["copied", "joined", "new-key"], said: Said, after: str = ""
    ) -> str:
        """Begin a log of this copy's own under a key; inside ``store.writing()``. Gives its name."""
        desk = self.desk_of(signer.key)
        log, tail = new_log(desk), self.store.tails().get(after)
        carried = f"{after}@{tail.size}" if tail else ""
        self.journal.take_up(log, signer)
        begun = LogBegun(case=self.name, desk=desk, key=signer.key.hex(), why=why, after=carried)
        self.journal.append([Decision(begun, said.now)], by=said.by, now=said.now)
        self.store.put_settings({"log": log, "place": self.store.place()})
        return log

    def signer(self) -> Signer:
        """The key of this desk: that of its log, or the only one in the folder of keys. Raises key-lost, key-locked."""
        log = self.store.settings().get("log", "")
        if log and log not in self.store.tails():
            what = f"This copy says that it writes the log “{log}”, which is not here."
            raise JOURNAL.fault("case-unreadable", what, where=str(self.keys))
        key = self.own_key()
        if not key:
            found = self._keys_that_count()
            if len(found) != 1:
                what = f"There are {len(found)} keys to sign with, and no log says which is this desk's."
                raise JOURNAL.fault("key-lost", what, where=str(self.keys))
            return self.keyring.read(found[0], passphrase=self.passphrase)
        return self.keyring.signer(bytes.fromhex(key), passphrase=self.passphrase)

    def own_key(self) -> str:
        """The key (hex) of the log that this copy writes, whether or not the private one is here; or empty."""
        log = self.store.settings().get("log", "")
        return keys_of(codec().read(row) for row in self.store.rows(log, 0, 1)).by_log.get(log, "") if log else ""

    def _keys_that_count(self) -> list[Path]:
        """The files of keys that are here; where there are several, those that the record trusts now."""
        found = sorted(self.keys.glob("sign-*.pem"))
        if len(found) < 2:
            return found
        keys = read_about(self.store).keys
        names = {f"sign-{fingerprint(bytes.fromhex(key))}.pem" for key in keys.trusted - keys.withdrawn.keys()}
        return [path for path in found if path.name in names]

    def desk_of(self, key: bytes) -> str:
        """Which desk holds a key, as far as the record says."""
        if key.hex() == self.opened.key:
            return self.opened.desk
        admitted = [e.event for e in self.entries() if isinstance(e.event, KeyAdmitted) and e.event.key == key.hex()]
        return admitted[-1].desk if admitted else f"desk-{fingerprint(key)[:4]}"

    # what goes in beside the entries

    def keep(self, data: bytes) -> bytes:
        """Keep bulk data under its hash, and give it back; what no entry refers to in the end is no harm."""
        with self.store.writing():
            self.store.put_blob(sha256(data).hexdigest(), data)
        return data

    def hide(self, text: str) -> str:
        """Put the names in [[double brackets]] on slips, and their references in their place."""
        text, slips = hide_names(text, recipients=[self.opened.recipient], entropy=secrets.token_bytes)
        self._slips += slips
        return text

    def take_slips(self, other: Case) -> None:
        """Take over the slips that were filled beside another opening of this case, to record them with its own."""
        self._slips += other._slips
        other._slips.clear()

    def words(self, text: str, said: Said) -> str:
        """Words of a verb that is no decision on the state: their names are put on slips at once.

        Inside ``store.writing()``, when the log is taken up.
        """
        text = self.hide(text)
        if self._slips:
            append_with_slips(self.journal, [], self._slips, by=said.by, now=said.now)
            self._slips.clear()
        return text

    def hide_file(self, path: Path) -> str:
        """Put a file on a slip; gives its reference."""
        return self.hide_whole(read_bytes(path))

    def hide_whole(self, content: str | bytes) -> str:
        """Put a text, or the bytes of a file, on a slip of its own; gives its reference."""
        holds: Literal["text", "file"] = "text" if isinstance(content, str) else "file"
        slip = seal(content, holds=holds, recipients=[self.opened.recipient], entropy=secrets.token_bytes)
        self._slips.append(slip)
        return f"[[slip:{slip.name}]]"

    def sign(self, said: Said) -> Head:
        """Sign a head of this desk's log as it is now."""
        with self.store.writing():
            self.take_up_log(said)
            return self.journal.sign(now=said.now)

    def reveal(self, slips: Sequence[str], purpose: str, said: Said) -> Mapping[str, str | bytes]:
        """Open slips, after it was recorded who opens them and what for."""
        with self.store.writing():
            self.take_up_log(said)
            purpose = self.words(purpose, said)
        identity = self.keyring.identity(passphrase=self.passphrase)
        names = [name.removeprefix("[[slip:").removesuffix("]]") for name in slips]
        return access_slips(self.journal, names, actor=said.by, purpose=purpose, identity=identity, now=said.now)

    def shred(self, slip: str, why: str, said: Said) -> Entry:
        """Destroy a slip, and record who did it and why."""
        with self.store.writing():
            self.take_up_log(said)
            slip = slip.removeprefix("[[slip:").removesuffix("]]")
            return withdraw_slip(self.journal, slip, by=said.by, why=self.words(why, said), now=said.now)

    def keep_file(self, path: Path) -> str:
        """Keep a file as it is under its hash; gives the hash."""
        return sha256(self.keep(read_bytes(path))).hexdigest()


def office(by: str | None) -> str:
    """Who decides; raises actor-missing for nobody and for what is no office or code."""
    if not by or not _ACTOR.match(by):
        raise HOUSE.fault("actor-missing", f"“{by}” is no office or code." if by else "Nobody decides this.")
    return by


def new_log(desk: str) -> str:
    """A name for a log that no other has."""
    return f"{desk}-{secrets.token_hex(3)}"


def address(where: str) -> str:
    """The case that is meant: ``-`` stands for HUDNA_DATABASE_URL."""
    return os.environ.get("HUDNA_DATABASE_URL", where) if where == "-" else where


def keys_of_case(where: str, keys: Path | None, case: str) -> Path:
    """The folder of the keys: as named, or beside the file, or (PostgreSQL) in the user's own data folder."""
    if keys is not None:
        return keys
    if where.startswith(("postgresql://", "postgres://")):
        home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
        return Path(home) / "hudna" / f"{case}.keys"
    return Path(f"{where}.keys")


@contextmanager
def open_case(where: str, *, keys: Path | None = None, read_only: bool = False) -> Iterator[Case]:
    """Open the case at a path or a ``postgresql://`` address. Raises what the store raises, and case-strange."""
    where = address(where)
    store = open_store(where, read_only=read_only)
    try:
        name = store.settings().get("case", "")
        opened = first_entry(store, name)
        passphrase = os.environ.get("HUDNA_PASSPHRASE")
        case = Case(store, opened, keys_of_case(where, keys, name), passphrase)
        try:
            yield case
        finally:
            with suppress(Fault):  # what is recorded is safe; verify tells of it, and who opens the case next signs
                case.journal.finish()
    finally:
        store.close()


def first_entry(store: Store, name: str) -> CaseOpened:
    """The entry that opened the case, which the case's name vouches for. Raises case-strange."""
    for log in store.tails():
        for row in store.rows(log, 0, 1):
            event = codec().read(row).event
            if isinstance(event, CaseOpened) and event.case == name and certifies(name, event.key):
                return event
    raise HOUSE.fault("case-strange", f"No entry opened the case “{name}”.")
