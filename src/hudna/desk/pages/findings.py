"""Findings: which incidents breach which clause, how sure is that, and why?"""

from __future__ import annotations

from django.urls import URLPattern

urls: list[URLPattern] = []
