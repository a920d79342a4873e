"""Journal: what was decided, by whom, when, and is the record whole?"""

from __future__ import annotations

from django.urls import URLPattern

urls: list[URLPattern] = []
