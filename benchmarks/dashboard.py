"""Frames that the map paints while the model steps, pauses, and memory. python benchmarks/dashboard.py [--minutes 1]

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

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.dashboard.browser import OPTIONS, found

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
#: A frame counts when the page tells the server that it has painted it.
COUNT = """() => { window.painted = 0; const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (message) {
    if (typeof message === 'string' && message.includes('"painted":')) window.painted += 1;
    return send.call(this, message); }; }"""
#: Milliseconds from the click on Pause to the word on the page that it is paused, by the page's own clock; null where
#: the siege was not under way, or came to its end meanwhile.
PAUSE = """() => new Promise(done => { const start = performance.now();
  const word = () => document.querySelector('.sc-clock em');
  if (word().className !== 'playing' || word().innerText === 'ended') return done(null);
  document.querySelector('button.sc-primary').click();
  const look = () => { if (word().innerText === 'ended') done(null);
    else if (word().className === 'paused') done(performance.now() - start); else setTimeout(look, 5); }; look(); })"""
PAUSES, TRIES = 5, 20
#: Playing, and ten pictures on; or over, so that it must begin again.
UNDER_WAY = """() => { const word = document.querySelector('.sc-clock em');
  return word.innerText === 'ended' || word.className === 'playing' && window.painted > window.from + 10; }"""


def memory(pid: int) -> float:
    """Resident memory of a process, MB."""
    text = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+)", text)[0]) / 1024


def page_memory(tools: CDPSession) -> float:
    """What the page's JavaScript holds after its garbage is collected, MB."""
    tools.send("HeapProfiler.collectGarbage")
    metrics = tools.send("Performance.getMetrics")["metrics"]
    return next(one["value"] for one in metrics if one["name"] == "JSHeapUsedSize") / 2**20


def browser_memory(browser: Browser) -> float:
    """Resident memory of all processes of the browser, MB; what they share counts in each."""
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return sum(memory(one["id"]) for one in processes)


def held_now(server: int, browser: Browser, tools: CDPSession) -> tuple[float, float, float]:
    """Memory of the server, of the browser, and of the page's JavaScript, MB."""
    heap = page_memory(tools)  # first: it collects garbage
    return memory(server), browser_memory(browser), heap


def keep_going(page: Page) -> int:
    """See that a siege is under way: the same one again where it is over. Days of the one that ended."""
    ended = 0
    if page.inner_text(".sc-clock em") == "ended":
        ended = int(page.inner_text(".sc-clock strong").removeprefix("Day "))
        page.click("text=Reset")
        page.wait_for_selector(".sc-clock strong:text-is('Day 0')")
    if page.inner_text("button.sc-primary") == "Play":
        page.click("button.sc-primary:not([disabled])")
    return ended


def pauses(page: Page) -> list[float]:
    """Seconds from click to pause, each of a siege that was under way and painting."""
    seconds: list[float] = []
    for _ in range(TRIES):
        keep_going(page)
        page.evaluate("() => { window.from = window.painted; }")
        page.wait_for_function(UNDER_WAY)
        took = page.evaluate(PAUSE)
        seconds += [took / 1000] if took is not None else []
        if len(seconds) == PAUSES:
            break
    return seconds


def measure(people: int, seconds: float, browser: Browser, folder: Path) -> str:
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
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.set_default_timeout(120_000)
    page.goto(url)
    page.wait_for_selector(".siege-map canvas[data-day]")
    loaded = time.monotonic()
    page.reload()
    page.wait_for_selector(".siege-map canvas[data-day]")
    first = time.monotonic() - loaded
    page.select_option("label:has-text('Speed') select", "0")
    page.click("button.sc-primary")
    page.wait_for_function("Number(document.querySelector('.siege-map canvas').dataset.day) > 2")
    page.evaluate(COUNT)
    read = "[window.painted, Number(document.querySelector('.siege-map canvas').dataset.day)]"
    tools = page.context.new_cdp_session(page)
    tools.send("Performance.enable")
    before, start = page.evaluate(read), time.monotonic()
    held = [held_now(process.pid, browser, tools)]
    days = 0
    for _ in range(POINTS):
        until = time.monotonic() + seconds / POINTS
        while time.monotonic() < until:
            page.wait_for_timeout(1000 * min(LOOK_S, until - time.monotonic()) + 1)
            days += keep_going(page)
        held.append(held_now(process.pid, browser, tools))
    after, took = page.evaluate(read), time.monotonic() - start
    paused = pauses(page)
    page.close()
    process.send_signal(signal.SIGINT)
    process.wait(timeout=30)
    waits = " ".join(f"{one:.2f}" for one in paused) or "never caught"
    kept = ", ".join(
        f"{name} {' '.join(f'{one[place]:.{digits}f}' for one in held)} MB"
        for place, (name, digits) in enumerate((("server", 0), ("browser", 0), ("JavaScript", 1)))
    )
    return (
        f"{people:>8} people: {(after[0] - before[0]) / took:5.1f} frames/s painted, "
        f"{(days + after[1] - before[1]) / took:6.1f} days/s, "
        f"warm load {first:.1f} s, pause {waits} s; memory over {took:.0f} s: {kept}"
    )


def main() -> None:
    """All sizes."""
    reader = argparse.ArgumentParser()
    reader.add_argument("--minutes", type=float, default=0.25)
    reader.add_argument("--people", type=int, choices=SIZES, nargs="*", default=list(SIZES))
    arguments = reader.parse_args()
    with sync_playwright() as tool, tempfile.TemporaryDirectory() as folder:
        browser = tool.chromium.launch(executable_path=found(tool.chromium.executable_path), args=list(OPTIONS))
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        for people in arguments.people:
            print(measure(people, 60 * arguments.minutes, browser, Path(folder)), flush=True)
        browser.close()


if __name__ == "__main__":
    main()
