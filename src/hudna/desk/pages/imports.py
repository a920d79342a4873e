"""Imports: what came in, what was rejected and why, and what do the registers not know?"""

from __future__ import annotations

from django.urls import URLPattern

urls: list[URLPattern] = []
