"""Incidents: what was reported, where and when, and how precisely is it known?"""

from __future__ import annotations

from django.urls import URLPattern

urls: list[URLPattern] = []
