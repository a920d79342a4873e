"""Who owes whom, in the same words to each side: what is said depends on the accounts and on no reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from importlib.resources import files

import yaml

from hudna.exchange.amount import mixed
from hudna.exchange.faults import EXCHANGE
from hudna.exchange.model import Account

FSI, PDI = "\u2068", "\u2069"
"""First strong isolate, and its end: a name keeps its own direction in the sentence (Unicode UAX 9)."""


@cache
def _table() -> dict[str, dict[str, str]]:
    text = (files("hudna.exchange") / "data" / "statement.yaml").read_text(encoding="utf-8")
    table: dict[str, dict[str, str]] = yaml.safe_load(text)
    return table


def statement(accounts: Sequence[Account], language: str, *, names: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """One or two sentences for each account, in its order. Raises language-unknown.

    ``names``: what sides, categories and terms are called; what it does not have is called by its id. Amounts are
    exact: a fraction is written out (``12 2/9``), and never rounded to somebody's advantage.
    """
    words = _table().get(language.partition("-")[0])
    if words is None:
        raise EXCHANGE.fault("language-unknown", f"There is no statement in “{language}”: {', '.join(_table())}.")
    return tuple(_told(one, words, names or {}) for one in accounts)


def _told(account: Account, words: Mapping[str, str], names: Mapping[str, str]) -> str:
    def name(of: str) -> str:
        return f"{FSI}{names.get(of, of)}{PDI}"

    debtor = name(account.debtor)
    first = words["account"].format(
        term=name(account.term),
        debtor=debtor,
        creditor=name(account.creditor),
        category=name(account.category),
        owed=amount(account.owed),
        paid=amount(Fraction(account.paid)),
    )
    balance = account.balance
    kind = "owes" if balance > 0 else "ahead" if balance < 0 else "even"
    return f"{first} {words[kind].format(debtor=debtor, balance=amount(abs(balance)))}"


def amount(value: Fraction) -> str:
    """A number of people, exact: ``12``, ``2/9``, ``12 2/9``; set apart, as it reads from left to right everywhere."""
    return f"{FSI}{mixed(value)}{PDI}"
