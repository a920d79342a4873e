"""People and rights: which offices work here, and what may each do?"""

from __future__ import annotations

from django.urls import URLPattern

urls: list[URLPattern] = []
