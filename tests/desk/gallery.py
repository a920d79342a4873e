"""The gallery of the desk: ``python -m tests.desk.gallery`` starts the demonstration and takes every page anew.

English from the left and Arabic from the right, at 360, 768 and 1440 pixels, into ``docs/pictures/desk``;
``docs/gallery.md`` shows them.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures" / "desk"
THEN = "at=2014-02-05T00:00"
WIDTHS = {360: 740, 768: 900, 1440: 900}
PAGES = {
    "today": f"/today/?{THEN}",
    "agreement": f"/agreement/aleppo-2014/2/?{THEN}",
    "incidents": f"/incidents/?{THEN}",
    "findings": f"/findings/?{THEN}",
    "cases": "/cases/of/A-1/?at=2014-02-07T00:00",
    "ledgers": "/ledgers/?at=2014-02-08T00:00",
    "journal": "/journal/",
    "bulletin": f"/bulletin/?{THEN}",
    "imports": "/imports/",
}
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def take(page: Page, base: str) -> None:
    """Every page in both directions at every width."""
    for language in ("en", "ar"):
        page.goto(f"{base}/today/")
        page.locator(f".tongues button[value={language}]").click()
        for name, address in PAGES.items():
            for width, height in WIDTHS.items():
                page.set_viewport_size({"width": width, "height": height})
                page.goto(base + address)
                page.wait_for_load_state("networkidle")
                page.wait_for_timeout(300)
                file = PICTURES / f"{name}-{language}-{width}.jpg"
                page.screenshot(path=file, type="jpeg", quality=60)
                print(file.relative_to(ROOT))


def main() -> None:
    """Start the demonstration, take the pictures, end it."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as out, sync_playwright() as playwright:
        command = [sys.executable, "-m", "hudna", "demo", "--port", "0", "--out", out]
        demo = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert demo.stdout is not None
        try:
            base = next(
                found[1] for line in demo.stdout if (found := re.search(r"open at (http://\S+?)/?$", line.strip()))
            )
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
            take(browser.new_page(), base)
            browser.close()
        finally:
            demo.terminate()
            demo.wait(60)


if __name__ == "__main__":
    main()
