"""Cases: where does every complaint and finding stand, whose clock runs, what was ruled and why?"""

from __future__ import annotations

from django.urls import URLPattern

urls: list[URLPattern] = []
