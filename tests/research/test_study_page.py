"""The pages of a walk-forward and a Monte Carlo in a browser, from disk, without a network, on a desk and on a phone."""

from __future__ import annotations

import shutil

import pytest

from tradewind.data.sources.samples import us_stocks
from tradewind.kernel.setup import Setup
from tradewind.research.backtest import backtest
from tradewind.research.montecarlo import montecarlo
from tradewind.research.montecarlo.page import page as monte_carlo_page
from tradewind.research.report.study import write_study
from tradewind.research.walkforward import Grid, walkforward
from tradewind.research.walkforward.page import page as walk_page
from tradewind.strategies.loading import load

CHROMIUM = shutil.which("chromium")
playwright = pytest.importorskip("playwright.sync_api")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on PATH: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    bars = [b[-600:] for b, _ in us_stocks() if b.instrument.symbol in ("AAPL", "IBM")]
    setup = Setup(load("moving_average_cross"), tuple(b.instrument for b in bars), {"fast": 5, "slow": 20})
    walked = walkforward(setup, bars, Grid({"fast": (3, 8), "slow": (15, 30)}), draws=20)
    made = montecarlo(backtest(setup, bars), paths=60, jitter_paths=4)
    return {
        "walk": write_study(walk_page(walked, "0001"), folder / "walk.html"),
        "monte carlo": write_study(monte_carlo_page(made, "0002"), folder / "montecarlo.html"),
    }


@pytest.mark.parametrize(("width", "height", "scheme"), [(1280, 900, "light"), (390, 844, "dark")])
@pytest.mark.parametrize(("name", "told"), [("walk", "Account: "), ("monte carlo", "median: ")])
def test_it_works_from_disk_at_any_width(pages, name, told, width, height, scheme):
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, offline=True)
        page, problems = context.new_page(), []
        page.on("console", lambda message: problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(pages[name].as_uri())
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.locator(".plot").first.hover()
        assert told in page.locator("#pointer").inner_text()
        page.locator(".card .term").first.hover()
        assert page.locator(".card .tip").first.is_visible()
        assert problems == []
        browser.close()
