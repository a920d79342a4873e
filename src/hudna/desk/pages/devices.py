"""Devices: which of my devices may send and read, what, and until when?"""

from __future__ import annotations

from django.urls import URLPattern

urls: list[URLPattern] = []
