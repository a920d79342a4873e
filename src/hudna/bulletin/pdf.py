"""PDF: a page of sections, set by Typst with fonts that come along, so that Arabic stands as it should everywhere.

The same page and instant give the same bytes. Pages with a map, a timeline or a table of findings of their own are not
set here: their HTML prints from a browser.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

import pymupdf_fonts
import typst

from hudna.bulletin.page import Page

FONTS = ("FiraGO_Regular", "FiraGO_Bold", "FiraGO_Italic", "FiraGO_BoldItalic")
MOST_TAGGED = 2_000
PARTS = (
    "language",
    "direction",
    "kind",
    "title",
    "exercise",
    "facts",
    "answer",
    "cautions",
    "figures",
    "sections",
    "headings",
    "made",
)


def render_pdf(page: Page, *, made: datetime) -> bytes:
    """The page as PDF. ``made``: the instant that the file says it was made at.

    It is tagged for readers of screens, but for pages with very many rows: there the tags are nine tenths of the file.
    """
    told = asdict(page)
    data = {name: told[name] for name in PARTS} | {"words": {"page": page.words["page"]}}
    rows = sum(len(table.rows) for section in page.sections for table in section.tables)
    source = (files("hudna.bulletin") / "templates" / "sheet.typ").read_bytes()
    done = typst.compile(
        source,
        format="pdf",
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(font_folder())]),
        sys_inputs={"page": json.dumps(data, ensure_ascii=False)},
        timestamp=int(made.timestamp()),
        pdf_tags=rows <= MOST_TAGGED,
    )
    assert isinstance(done, bytes)
    return done


@cache
def font_folder() -> Path:
    """A folder with the fonts as files, which Typst needs; in the user's cache, or else in a temporary one."""
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    folder = Path(home) / "hudna" / "fonts"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix="hudna-fonts-"))
    for name in FONTS:
        file = folder / f"{name}.otf"
        if not file.exists():
            fresh = file.with_suffix(f".{os.getpid()}")
            fresh.write_bytes(pymupdf_fonts.myfont(pymupdf_code(name)))
            fresh.replace(file)
    return folder


def pymupdf_code(name: str) -> str:
    """The short code by which the package of fonts knows one of them."""
    style = {"Regular": "figo", "Bold": "figbo", "Italic": "figit", "BoldItalic": "figbi"}
    return style[name.rpartition("_")[2]]
