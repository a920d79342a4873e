"""An exchange from its first seal to its plan, done through the pages as those who have to do it would."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hudna.desk.work import run_pending
from hudna.exchange import commitment_of_half, commitment_of_list
from tests.cli.run import ALEPPO, done
from tests.desk.conftest import As

GOV, OPP = "syrian-government", "aleppo-opposition-forces"
NAME = "aleppo"
LISTS = {
    (GOV, "wanted"): "wanted-by-government.csv",
    (OPP, "wanted"): "wanted-by-opposition.csv",
    (GOV, "held"): "held-by-government.csv",
    (OPP, "held"): "held-by-opposition.csv",
}
WHO = {GOV: "liaison", OPP: "other"}
PURPOSE = "prepare the exchange"


@dataclass(frozen=True)
class Sides:
    """Clients of the neutral body and of the liaisons of both sides."""

    neutral: Client
    of: dict[str, Client]


def post(client: Client, path: str, form: dict[str, object], status: int = 303) -> str:
    """Send a form, which has to be answered as told."""
    answer = client.post(path, form)
    told = answer.content.decode()
    fault = re.search(r'class="fault".*?</div>', told, re.DOTALL)
    assert answer.status_code == status, (path, answer.status_code, fault[0] if fault else told[-600:])
    return told


def offered(case: Path) -> None:
    """The terms of the exercise are put before both sides."""
    common = ("--by", "mediator-1", "--plan", "exchange")
    done("offer", case, ALEPPO / "exchange.yaml", *common, "--at", "2014-01-20", "--recorded", "2014-01-20")
    for party in (GOV, OPP):
        told = ("--party", party, *common, "--through", "post", "--at", "2014-01-21", "--recorded", "2014-01-21")
        done("transmit", case, *told)


def sides(as_: As) -> Sides:
    """Everybody who acts."""
    return Sides(as_("mediator"), {side: as_(who) for side, who in WHO.items()})


def salt_of(side: str, kind: str) -> str:
    """32 bytes of a side, in hex."""
    return sha256(f"{side}/{kind}".encode()).hexdigest()


def opened(who: Sides) -> None:
    """The exchange is opened, and every list sealed and handed over by its side."""
    form = {"exchange": NAME, "first": GOV, "second": OPP, "neutral": "mediator-1"}
    post(who.neutral, "/exchange/-/open/", form)  # type: ignore[arg-type]
    at = f"/exchange/{NAME}/lists"
    for kind in ("wanted", "held"):
        for side, client in who.of.items():
            data = (ALEPPO / "lists" / LISTS[side, kind]).read_bytes()
            sealed = commitment_of_list(salt_of(side, kind), sha256(data).hexdigest())
            post(client, f"{at}/seal-list/", {"kind": kind, "commitment": sealed})
        for side, client in who.of.items():
            name = LISTS[side, kind]
            file = SimpleUploadedFile(name, (ALEPPO / "lists" / name).read_bytes())
            form = {"kind": kind, "salt": salt_of(side, kind), "file": file, "through": "mediator-1"}  # type: ignore[dict-item]
            post(client, f"{at}/hand-list/", form)  # type: ignore[arg-type]


def reconciled(who: Sides) -> None:
    """The lists are reconciled in the background."""
    post(who.neutral, f"/exchange/{NAME}/lists/reconcile/", {"purpose": PURPOSE})
    run_pending()


def seeded(who: Sides) -> None:
    """Both halves of the seed are sealed, and after the lists were reconciled opened."""
    halves = {side: sha256(f"half {side}".encode()).hexdigest() for side in who.of}
    for side, client in who.of.items():
        post(client, f"/exchange/{NAME}/seal-seed/", {"commitment": commitment_of_half(halves[side])})
    for side, client in who.of.items():
        post(client, f"/exchange/{NAME}/open-seed/", {"half": halves[side]})


def planned(who: Sides) -> str:
    """A draft is made, put before both sides and agreed to; gives the hash of the plan."""
    at = f"/exchange/{NAME}"
    post(who.neutral, f"{at}/draft-plan/", {"purpose": PURPOSE})
    run_pending()
    post(who.neutral, f"{at}/put-plan/", {})
    page = who.neutral.get(f"{at}/").content.decode()
    found = re.search(r'name="plan" value="([0-9a-f]{64})"', page)
    assert found, page[-3000:]
    for client in who.of.values():
        post(client, f"{at}/agree/", {"agreed": "yes", "plan": found[1]})
    return found[1]


_made: list[TemporaryDirectory[str]] = []
"""The case as it was when all of it was done, so that it is done once and copied from then on."""


def whole(case: Path, as_: As) -> Sides:
    """All of it, up to the plan that both agreed to."""
    who = sides(as_)
    registers = settings.PLACE.exchanges
    if _made:
        copied(Path(_made[0].name), case.parent, registers)
        return who
    offered(case)
    opened(who)
    reconciled(who)
    seeded(who)
    planned(who)
    _made.append(TemporaryDirectory())
    for one in case.parent.glob(f"{case.name}*"):
        if one.is_file():
            shutil.copy(one, _made[0].name)
    shutil.copytree(f"{case}.keys", Path(_made[0].name) / f"{case.name}.keys")
    shutil.copytree(registers, Path(_made[0].name) / "registers")
    return who


def copied(made: Path, folder: Path, registers: Path) -> None:
    """Lay the case that was kept over the one of this test."""
    for one in made.iterdir():
        if one.is_file():
            shutil.copy(one, folder / one.name)
    shutil.copytree(made / "registers", registers, dirs_exist_ok=True)
