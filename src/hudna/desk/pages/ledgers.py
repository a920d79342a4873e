"""Ledgers: what does each side count, what does the other confirm, and what stands in the neutral ledger?"""

from __future__ import annotations

from django.urls import URLPattern

urls: list[URLPattern] = []
