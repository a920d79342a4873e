"""Tags and filters of the pages: digits, instants, and text of two directions side by side."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hudna.ground import when

register = template.Library()
_ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def digits_of(context: Context) -> bool:
    """Did the reader choose Arabic-Indic digits?"""
    user = getattr(context.get("request"), "user", None)
    return bool(getattr(user, "arabic_digits", False))


@register.simple_tag(takes_context=True)
def num(context: Context, value: Any, places: int = 0) -> str:
    """A number with its thousands parted, in the reader's digits; a dash for none."""
    if value is None or value == "":
        return "–"
    told = f"{value:,.{places}f}" if places or isinstance(value, float) else f"{value:,}"
    return told.translate(_ARABIC) if digits_of(context) else told


@register.simple_tag(takes_context=True)
def moment(
    context: Context, value: datetime | None, zone: str | None = None, form: str = "%Y-%m-%d %H:%M"
) -> SafeString:
    """An instant on the clock of a zone (default: the case's), as ``<time>`` that keeps its UTC instant."""
    if value is None:
        return SafeString("–")
    zone = zone or str(context.get("zone") or "UTC")
    told = value.astimezone(when.zone(zone)).strftime(form)
    told = told.translate(_ARABIC) if digits_of(context) else told
    return format_html('<time datetime="{}" title="{}"><bdi>{}</bdi></time>', value.isoformat(), zone, told)


@register.simple_tag(takes_context=True)
def here(context: Context, **changed: Any) -> str:
    """The address of this page with some of its query changed; None takes a word out."""
    request = context["request"]
    query = request.GET.copy()
    for name, value in changed.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    text = query.urlencode()
    return f"{request.path}?{text}" if text else str(request.path)


@register.filter
def svg(value: float) -> str:
    """A coordinate, as SVG reads it in every language."""
    return f"{value:.1f}"


@register.filter
def percent(value: float | None) -> str:
    """A share as percent; what is next to nothing is not told as nothing."""
    if value is None:
        return "–"
    if 0 < value < 0.01:
        return "<1%"
    if 0.99 < value < 1:
        return ">99%"
    return f"{100 * value:.0f}%"
