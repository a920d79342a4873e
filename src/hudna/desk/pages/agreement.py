"""Agreement: what was agreed, in which words, in which state is each clause, and who said what to it?"""

from __future__ import annotations

from django.urls import URLPattern

urls: list[URLPattern] = []
