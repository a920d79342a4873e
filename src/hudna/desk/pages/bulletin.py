"""Bulletin: what may be published today, to whom, in which language?"""

from __future__ import annotations

from django.urls import URLPattern

urls: list[URLPattern] = []
