"""Tags for pages of the record: words with the ways to their slips, and instants of recording."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from hudna.desk.telling import SLIP

register = template.Library()


@register.simple_tag
def told(text: str, may_open: bool = False) -> SafeString:
    """Words of the record; each reference to a slip as what it is, with the way to open it for those who may."""

    def shown(slip: str) -> str:
        if not may_open:
            return format_html('<span class="slip">{}</span>', _("on a slip"))
        return format_html(
            '<a class="slip" href="{}">{}</a>', reverse("journal-slip", args=[slip]), _("on a slip: open it")
        )

    parts = SLIP.split(text)
    pieces = [escape(part) if number % 2 == 0 else shown(part) for number, part in enumerate(parts)]
    return mark_safe("".join(pieces))  # every part was escaped above
