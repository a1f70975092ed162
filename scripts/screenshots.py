"""Screenshots of a running dashboard for the README: desktop and phone, dark and light.

python scripts/screenshots.py URL OUTDIR      (URL as the node printed it, with ?token=...)
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
THEMES = ("dark", "light")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
    "--no-first-run",
]
READY_MS = 30_000
# The charts draw one frame after their data came.
SETTLE_MS = 1_500


def chromium() -> str:
    """Path of the browser: $CHROMIUM, else the first one on PATH."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None:
        sys.exit("No Chromium found on PATH. Try: apt-get install chromium, or set CHROMIUM to its path")
    return found


def open_page(browser: Browser, url: str, size: tuple[int, int], theme: str) -> Page:
    """The dashboard at `size` (CSS pixels) in `theme`, once it shows figures of the node."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if theme == "dark" else "light",
        device_scale_factor=2 if width < 800 else 1,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(url)
    page.get_by_test_id("state-badge").wait_for(timeout=READY_MS)
    page.get_by_test_id("decision-level").wait_for(timeout=READY_MS)
    page.locator("[data-testid=price-chart] canvas").first.wait_for(timeout=READY_MS)
    page.wait_for_timeout(SETTLE_MS)
    return page


def shoot(url: str, outdir: Path) -> list[Path]:
    """Write `dashboard-SIZE-THEME.png` for each size and theme; a file is there whole or not at all."""
    outdir.mkdir(parents=True, exist_ok=True)
    made = []
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(dir=outdir) as waiting:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for name, size in SIZES.items():
            for theme in THEMES:
                page = open_page(browser, url, size, theme)
                picture = Path(waiting) / f"dashboard-{name}-{theme}.png"
                page.screenshot(path=picture)
                page.context.close()
                made.append(picture.replace(outdir / picture.name))
        browser.close()
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("outdir", type=Path)
    asked = parser.parse_args()
    try:
        for picture in shoot(asked.url, asked.outdir):
            print(picture)
    except Error as error:
        sys.exit(f"{asked.url}: the dashboard did not show itself: {error.message.splitlines()[0]}")


if __name__ == "__main__":
    main()
