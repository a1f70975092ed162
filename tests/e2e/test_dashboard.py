"""The dashboard during a paper run, as a person uses it: the price moves, fills arrive, the kill switch stops trading."""

from __future__ import annotations

import time

import httpx
import pytest

from tradewind.ledger.journal import Journal

pytestmark = pytest.mark.slow


def api(desk, path: str):
    answer = httpx.get(f"{desk.address}/api/v1/{path}", headers={"Authorization": f"Bearer {desk.token}"}, timeout=20)
    assert answer.status_code == 200, answer.text
    return answer.json()


def seen(page, name: str):
    return page.locator(f'[data-testid="{name}"]').first


def around_the_kill(desk) -> tuple[set[str], set[str]]:
    """Instruments held when the kill switch was pressed, and those closed after it, by the journal."""
    (path,) = desk.folder.glob("runs/*/journal.db")
    with Journal.open(path, read_only=True) as journal:
        events = list(journal.events())
    kill = next(i for i, e in enumerate(events) if e.kind == "command" and e.body["command"] == "kill")
    held = next(e.body["positions"] for e in reversed(events[:kill]) if e.kind == "account")
    closing = ("flatten", "exit")  # an exit of the strategy may have been on its way already
    return set(held), {e.body["instrument"] for e in events[kill:] if e.kind == "fill" and e.body["purpose"] in closing}


def until(happened, seconds: float = 40):
    end = time.monotonic() + seconds
    while not (value := happened()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)
    return value


def test_price_moves_fills_arrive_and_the_kill_switch_stops_trading(desk, browser):
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
    page.goto(desk.page)

    first = until(lambda: seen(page, "last-price").inner_text())
    until(lambda: seen(page, "last-price").inner_text() != first)
    until(lambda: page.locator("[data-fill]").count() > 0)
    assert seen(page, "price-chart").is_visible()
    until(lambda: seen(page, "contribution-chart").is_visible())
    until(lambda: any(p["quantity"] for p in api(desk, "positions")))

    seen(page, "kill-button").click()
    seen(page, "kill-confirm").click()
    until(lambda: "illed" in seen(page, "state-badge").inner_text())
    risk = api(desk, "risk")
    assert (risk["state"], risk["state_by"], risk["state_reason"]) == ("killed", "dashboard", "from the dashboard")

    # The positions of that moment are closed at the next open; then bars go on and nothing leaves any more.
    until(lambda: not api(desk, "positions"))
    orders = {o["id"]: o for o in api(desk, "orders?limit=1000")}
    moment = api(desk, "status")["bars_done"]
    until(lambda: api(desk, "status")["bars_done"] > moment + 60)
    later = [o for o in api(desk, "orders?limit=1000") if o["id"] not in orders]
    assert later == []
    assert not [o for o in orders.values() if o["status"] == "working"]
    held, closed = around_the_kill(desk)
    assert held <= closed
    assert api(desk, "positions") == []

    seen(page, "rearm-button").click()
    seen(page, "rearm-confirm").click()
    until(lambda: "unning" in seen(page, "state-badge").inner_text())
    until(lambda: [o for o in api(desk, "orders?limit=1000") if o["id"] not in orders])
    assert problems == []


def test_a_phone_shows_it_all_and_keys_reach_the_kill_switch(desk, browser):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(desk.page)
    until(lambda: seen(page, "last-price").inner_text())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.testid") == "kill-button":
            break
    assert page.evaluate("document.activeElement.dataset.testid") == "kill-button"
    page.keyboard.press("Enter")
    assert seen(page, "kill-confirm").is_visible()
    page.keyboard.press("Escape")
    until(lambda: not seen(page, "kill-confirm").is_visible())
    assert api(desk, "risk")["state"] == "running"


def test_pause_and_resume(desk, browser):
    page = browser.new_page()
    page.goto(desk.page)
    seen(page, "pause-button").click()
    until(lambda: api(desk, "risk")["state"] == "paused")
    before = api(desk, "orders?limit=1000")
    moment = api(desk, "status")["bars_done"]
    until(lambda: api(desk, "status")["bars_done"] > moment + 40)
    known = {o["id"] for o in before}
    assert not [o for o in api(desk, "orders?limit=1000") if o["id"] not in known and o["purpose"] == "entry"]
    seen(page, "resume-button").click()
    until(lambda: api(desk, "risk")["state"] == "running")


def test_without_the_token_nothing_is_shown(desk, browser):
    assert httpx.get(f"{desk.address}/api/v1/account").status_code == 401
    page = browser.new_page()
    page.goto(desk.address)
    until(lambda: seen(page, "token-page").is_visible())
