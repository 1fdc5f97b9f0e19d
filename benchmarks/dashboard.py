"""Frames that the dashboard's map paints while the model steps; memory. python benchmarks/dashboard.py [--minutes 1]

Needs a browser (see docs/dashboard.md). Each size is one tab of a server of its own, in a real browser, as fast as it
goes; a frame counts when the page has painted it.
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "dashboard"))
from browser import OPTIONS, found

#: People -> square km of a generated city on 250 m cells, with all the rest of the baseline.
SIZES = {10_000: 40, 100_000: 400, 400_000: 1600}
SCENARIO = """\
extends: baseline
name: city{people}
map: {{generate: dense_city, area_km2: {area}, cell_m: 250.0}}
clock: {{horizon_days: 3650}}
population: {{civilians: {civilians}}}
garrison: {{fighters: {fighters}}}
besieger: {{manpower: {besiegers}}}
supply: {{food_days: 3000.0}}
negotiation: {{allowed: false}}
relief: {{rate_per_week: 0.0}}
"""
LOOK_S = 5.0  # between two looks whether the siege is over
POINTS = 5  # at which memory is read after the start
COUNT = """() => { window.painted = 0; const c = document.querySelector('.siege-map canvas');
  const pen = c.getContext('2d'); const put = pen.drawImage.bind(pen); let n = 0;
  pen.drawImage = (...a) => { n += 1; if (n % 2 === 0) window.painted += 1; return put(...a); }; }"""


#: Milliseconds from the click on Pause to the word on the page that it is paused, by the page's own clock.
PAUSE = """() => new Promise(done => { const start = performance.now();
  document.querySelector('button.sc-go').click();
  const look = () => { const word = document.querySelector('.sc-clock em');
    if (word.className === 'paused') done(performance.now() - start); else setTimeout(look, 5); }; look(); })"""


def memory(pid: int) -> float:
    """Resident memory of a process, MB."""
    text = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+)", text)[0]) / 1024


def page_memory(tools: object) -> float:
    """What the page's JavaScript holds after its garbage is collected, MB."""
    tools.send("HeapProfiler.collectGarbage")  # type: ignore[attr-defined]
    found = tools.send("Performance.getMetrics")["metrics"]  # type: ignore[attr-defined]
    return next(one["value"] for one in found if one["name"] == "JSHeapUsedSize") / 2**20


def measure(people: int, seconds: float, browser: object, folder: Path) -> str:
    """One size, as a line."""
    file = folder / f"city{people}.yaml"
    fighters, besiegers = people // 40, people // 20
    file.write_text(
        SCENARIO.format(
            people=people, area=SIZES[people], civilians=people - fighters - besiegers, fighters=fighters,
            besiegers=besiegers,
        )
    )  # fmt: skip
    command = [sys.executable, "-m", "sim", "dashboard", str(file), "--no-browser", "--port", "0"]
    process = subprocess.Popen([*command, "--results", str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    url = re.findall(r"http://\S+", process.stdout.readline())[0]
    page = browser.new_page(viewport={"width": 1400, "height": 900})  # type: ignore[attr-defined]
    page.set_default_timeout(120_000)
    page.goto(url)
    page.wait_for_selector(".siege-map canvas[data-day]")
    loaded = time.monotonic()
    page.reload()
    page.wait_for_selector(".siege-map canvas[data-day]")
    first = time.monotonic() - loaded
    page.select_option("label:has-text('Speed') select", "0")
    page.click("button.sc-go")
    page.wait_for_function("Number(document.querySelector('.siege-map canvas').dataset.day) > 2")
    page.evaluate(COUNT)
    read = "[window.painted, Number(document.querySelector('.siege-map canvas').dataset.day)]"
    tools = page.context.new_cdp_session(page)
    tools.send("Performance.enable")
    before, start = page.evaluate(read), time.monotonic()
    held = [(memory(process.pid), page_memory(tools))]
    days = 0
    for _ in range(POINTS):
        until = time.monotonic() + seconds / POINTS
        while time.monotonic() < until:
            page.wait_for_timeout(1000 * min(LOOK_S, until - time.monotonic()) + 1)
            if page.inner_text(".sc-clock em") == "over":  # the same siege again, so that it never stands still
                days += page.evaluate(read)[1]
                page.click("text=Reset")
                page.click("button.sc-go:not([disabled])")
        held.append((memory(process.pid), page_memory(tools)))
    after, took = page.evaluate(read), time.monotonic() - start
    pause = page.evaluate(PAUSE) / 1000
    page.close()
    process.send_signal(signal.SIGINT)
    process.wait(timeout=30)
    return (
        f"{people:>8} people: {(after[0] - before[0]) / took:5.1f} frames/s painted, "
        f"{(days + after[1] - before[1]) / took:6.1f} days/s, "
        f"warm load {first:.1f} s, pause {pause:.2f} s, over {took:.0f} s server "
        f"{' '.join(f'{server:.0f}' for server, _ in held)} MB, page {' '.join(f'{heap:.1f}' for _, heap in held)} MB"
    )


def main() -> None:
    """All sizes."""
    reader = argparse.ArgumentParser()
    reader.add_argument("--minutes", type=float, default=0.25)
    reader.add_argument("--people", type=int, choices=SIZES, nargs="*", default=list(SIZES))
    said = reader.parse_args()
    with sync_playwright() as tool, tempfile.TemporaryDirectory() as folder:
        browser = tool.chromium.launch(executable_path=found(tool.chromium.executable_path), args=list(OPTIONS))
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        for people in said.people:
            print(measure(people, 60 * said.minutes, browser, Path(folder)), flush=True)
        browser.close()


if __name__ == "__main__":
    main()
