"""Who owes whom: accounts after what truly happened, the words that both sides are told, and the plot of the plan."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.conf import settings
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from hudna.desk.drawn import Balance, balance_of
from hudna.desk.exchange_register import register_of
from hudna.desk.pages.exchange_batches import everything
from hudna.desk.pages.exchange_ground import Stand
from hudna.desk.pages.exchange_terms import terms_at
from hudna.desk.pages.exchange_words import term_name
from hudna.exchange import Account, accounts_of, actuals_of, mixed, statement

MOST_LINES = 8


@dataclass(frozen=True)
class AccountShown:
    """An account in words: what is owed to whom for what it released, what was paid, what stands out."""

    debtor: str
    creditor: str
    category: str
    term: str
    owed: str
    paid: int
    balance: str
    stands_out: bool


def accounts_now(stand: Stand) -> tuple[Account, ...] | None:
    """The accounts after what truly happened; None where nothing of the people is known at this desk."""
    terms, file = terms_at(stand), everything(stand)
    register = register_of(settings.PLACE, file)
    if terms is None or register is None:
        return None
    actuals = actuals_of(file)
    return accounts_of(terms, register.people, frozenset(actuals.released), actuals.uncounted)


def accounts_shown(stand: Stand, accounts: tuple[Account, ...] | None) -> tuple[AccountShown, ...]:
    """Accounts in words."""
    return tuple(
        AccountShown(
            stand.party(one.debtor),
            stand.party(one.creditor),
            category_words(stand, one.category),
            one.term,
            mixed(one.owed),
            one.paid,
            mixed(one.balance),
            one.balance != 0,
        )
        for one in accounts or ()
    )


def category_words(stand: Stand, category: str) -> str:
    """A category in the words of the terms."""
    terms = terms_at(stand)
    known = terms.categories.get(category) if terms else None
    return (stand.names.words(known.words)[0] if known and known.words else "") or category or _("people")


def statement_of(stand: Stand, accounts: tuple[Account, ...] | None) -> tuple[str, ...]:
    """Who owes whom, in the words that each side is told alike."""
    terms = terms_at(stand)
    if accounts is None or terms is None:
        return ()
    names = {side: stand.party(side) for side in stand.file.sides}
    names |= {one.category: category_words(stand, one.category) for one in accounts}
    names |= {one.term: term_name(one.term) for one in accounts}
    return tuple(statement(accounts, get_language() or "en", names=names))


def balance_shown(stand: Stand) -> Balance | None:
    """What the plan leaves owed after each hand-over, account by account."""
    plan, terms = stand.plan, terms_at(stand)
    if plan is None or not plan.accounts:
        return None
    lines: dict[str, list[tuple[int, Fraction]]] = {}
    words: dict[str, str] = {}
    for number, accounts in sorted(plan.accounts.items()):
        for one in accounts[:MOST_LINES]:
            key = f"{one.term}/{one.category}/{one.debtor}"
            told = {"debtor": stand.party(one.debtor), "category": category_words(stand, one.category)}
            words[key] = _("%(debtor)s owes: %(category)s") % told
            lines.setdefault(key, []).append((number, one.balance))
    if not lines:
        return None
    bounds = sorted({one.most for one in terms.balance} or {0}) if terms else []
    return balance_of(lines, words, bounds, rtl=get_language_bidi())
