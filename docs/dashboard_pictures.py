"""Take the pictures of docs/dashboard.md from a running dashboard: docs/dashboard_pictures.py URL SWEEP SWEEP.

The two sweeps are folders in the results folder of the dashboard at URL.
"""

import os
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "dashboard"))
from browser import OPTIONS, found
from page_actions import day, step

DOCS = Path(__file__).parent
SEED, DAYS = 3, int(os.environ.get("DAYS", "143"))
FORK_DAYS = 28
STEPPED_DAYS = 10  # simulated one by one before a picture, so that it shows exactly the day that was asked for


def play_to(page: Page, last_day: int) -> None:
    """Play most of the days, and simulate the last ones singly."""
    page.select_option("label:has-text('Speed') select", "10")
    page.click("button.sc-primary")
    page.wait_for_function(
        f"Number(document.querySelector('.siege-map canvas').dataset.day) >= {last_day - STEPPED_DAYS}"
    )
    page.click("button.sc-primary")
    page.wait_for_selector(".sc-clock em.paused")
    step(page, last_day - day(page))
    page.wait_for_timeout(1500)


def live(page: Page, url: str) -> None:
    """Raqqa while its last convoy is on the road."""
    page.goto(f"{url}/?siege=raqqa_2017&seed={SEED}&day={DAYS - STEPPED_DAYS}")
    page.wait_for_selector(".siege-map canvas")
    page.wait_for_function(f"Number(document.querySelector('.siege-map canvas').dataset.day) >= {DAYS - STEPPED_DAYS}")
    step(page, DAYS - day(page))
    page.wait_for_timeout(1500)
    page.screenshot(path=DOCS / "dashboard-live.png")


def fork(page: Page, url: str) -> None:
    """A fork in the dark theme: factual, and with heavier shelling."""
    page.goto(url)
    page.wait_for_selector(".siege-map canvas")
    page.click(".sc-theme")
    page.click("text=+1 day")
    page.click("text='Fork'")
    page.wait_for_selector(".sc-live.forked")
    page.click("text=parameters…")
    page.fill(".sc-search", "strikes_km2_day")
    page.fill('.sc-control input[data-parameter="fire.strikes_km2_day"]', "15")
    page.press('.sc-control input[data-parameter="fire.strikes_km2_day"]', "Enter")
    page.wait_for_selector(".sc-parameter.changed")
    page.click(".sc-drawer button[aria-label=Close]")
    play_to(page, FORK_DAYS)
    page.screenshot(path=DOCS / "dashboard-fork.png")
    page.click(".sc-theme")


def sweeps(page: Page, url: str, name: str) -> None:
    """A phase diagram with the runs in a cell."""
    page.goto(f"{url}/sweeps")
    page.wait_for_selector(".sc-phase-diagram button")
    page.select_option("[data-field=sweep]", name)
    page.wait_for_timeout(1500)
    page.click(".sc-phase-diagram button >> nth=4")
    page.wait_for_selector(".sc-runs h2:has-text('Runs with')")
    page.screenshot(path=DOCS / "dashboard-sweeps.png", full_page=True)


def compare(page: Page, url: str, names: list[str]) -> None:
    """A comparison of two sweeps."""
    page.goto(f"{url}/compare")
    page.wait_for_selector("[data-option]")
    for name in names:
        page.check(f'[data-option="{name}"]')
        page.wait_for_timeout(500)
    page.click("[data-button=compare]")
    page.wait_for_selector(".sc-figure img", timeout=120_000)
    page.wait_for_timeout(1000)
    top = {"x": 0, "y": 0, "width": 1440, "height": 1500}
    page.screenshot(path=DOCS / "dashboard-compare.png", clip=top, full_page=True)


def main(url: str, *names: str) -> None:
    """Take all four pictures."""
    with sync_playwright() as tool:
        path = found(tool.chromium.executable_path)
        browser = tool.chromium.launch(executable_path=path, args=list(OPTIONS))
        page = browser.new_page(viewport={"width": 1440, "height": 960}, color_scheme="light")
        page.set_default_timeout(60_000)
        live(page, url)
        fork(page, url)
        sweeps(page, url, names[0])
        compare(page, url, list(names))
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
