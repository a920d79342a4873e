"""What of a plan both sides may see: who leaves when and where, what is owed after each hand-over, and the lot."""

from __future__ import annotations

from dataclasses import replace

from hudna.exchange.model import Plan


def for_both(plan: Plan) -> Plan:
    """The plan as it is put before both sides: it says of nobody that they are left, or why.

    Among the reasons are that a person refuses, and what one side said of people whom the other does not know to be
    on any list. Each side learns of whom it asks for from what is passed on to it, and of others nothing.
    """
    return replace(plan, left={})
