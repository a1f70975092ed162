"""The page in a browser, from disk, without a network: no errors, no sideways scroll, a pointer that tells values."""

import shutil
import sys
from pathlib import Path

import pytest

from tradewind.research.report import write_report

sys.path.insert(0, str(Path(__file__).parent))

CHROMIUM = shutil.which("chromium")
playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on PATH: apt-get install chromium")


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    from backtest_like import report

    return write_report(report(tickers=("FB", "GOOG"), draws=40), tmp_path_factory.mktemp("report") / "report.html")


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height", "scheme"), [(1280, 900, "light"), (390, 844, "dark")])
def test_it_works_from_disk_at_any_width(page_file, width, height, scheme):
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, offline=True)
        page, problems = context.new_page(), []
        page.on("console", lambda message: problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(page_file.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.locator(".plot").first.hover()
        assert "Account: " in page.locator("#pointer").inner_text()
        page.locator(".card .term").first.hover()
        assert page.locator(".card .tip").first.is_visible()
        before = page.evaluate("getComputedStyle(document.body).backgroundColor")
        page.locator("#theme").click()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
        assert problems == []
        browser.close()
