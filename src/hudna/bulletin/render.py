"""Render: from a page to one HTML file that fetches nothing."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import fields
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from hudna.bulletin.page import Page, Shell


def render(page: Page) -> str:
    """The page as HTML: style, script, map and charts within, no address that a browser would fetch.

    Every text is escaped. The page's policy (Content-Security-Policy, level 3) allows no connection and only
    the one style sheet and script whose SHA-256 it names, so that markup in a feed could do nothing even there.
    """
    template = environment().get_template("report.html.j2")
    return template.render({field.name: getattr(page, field.name) for field in fields(page)}, shell=shell())


@cache
def environment() -> Environment:
    """The templates of this room: everything escaped, an unknown name is an error."""
    return Environment(
        loader=PackageLoader("hudna.bulletin", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )


@cache
def shell() -> Shell:
    """Style and script of every page, and the policy that names their hashes."""
    folder = files("hudna.bulletin") / "templates"
    style = (folder / "report.css").read_text(encoding="utf-8")
    script = (folder / "report.js").read_text(encoding="utf-8")
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    return Shell(Markup(style), Markup(script), policy)


def page_policy() -> str:
    """The Content-Security-Policy of every page, for a server that sends it as a header as well."""
    return shell().policy


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
