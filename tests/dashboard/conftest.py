"""Fixtures: a server, sweeps in its results, a browser, tabs that may contact no other server."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import browser as browsers
import pytest
from hostile_results import MARKS, MARKUP, copied
from running_dashboard import SESSIONS, WAIT_MS, Served, Tabs
from small_siege import hamlet, pair, world

from sim.dashboard.session.runner import Runner

HERE = Path(__file__).parent
EXPERIMENT = """\
name: crossing
question: When do deals appear in a hamlet?
scenario: {file}
levers: {{supply.food_days: [5, 30, 60], besieger.manpower: [120, 480]}}
replicates: 6
"""
TIES = """\
name: {name}
question: Does a tie matter?
scenario: ./pair.yaml
levers: {{links.bond.active: [true, false], sieges.south.supply.food_days: [5, 30]}}
replicates: 4
"""


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The dashboard on a free port, with few sessions and a short timeout for dead tabs; no results yet.

    It is started without --results, as most users start it, in the folder of its results.
    """
    folder = tmp_path_factory.mktemp(f"dashboard {MARKUP}")  # paths come into errors and commands
    scenario, results, log_file = hamlet(folder), folder / "results", folder / "server.log"
    command = [sys.executable, str(HERE / "faulty_server.py"), "dashboard", str(scenario), "--no-browser"]
    command += ["--port", "0", "--sessions", str(SESSIONS)]
    log = log_file.open("w")
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        env={**os.environ, "SOLARA_KERNEL_CULL_TIMEOUT": "3s"},
    )
    line = process.stdout.readline() if process.stdout else ""
    address = re.search(r"http://\S+", line)
    assert address, log_file.read_text()
    yield Served(process, address.group(), results, scenario, log_file)
    process.send_signal(signal.SIGINT)
    with log, process:
        assert process.wait(timeout=60) == 0, "Ctrl-C does not stop it cleanly"


@pytest.fixture(scope="session")
def studies(server: Served) -> Path:
    """Two sweeps in the results of the server, which differ in one parameter."""
    from sim.sweep import run_experiment

    folder = server.scenario.parent
    text = EXPERIMENT.format(file=server.scenario)
    for name, content in (("crossing", text), ("guarded", f"{text}set: {{guarantor.strength: 1.0}}\n")):
        file = folder / f"{name}.yaml"
        file.write_text(content.replace("name: crossing", f"name: {name}"))
        run_experiment(file, out=server.results)
    return server.results / "sweeps"


@pytest.fixture(scope="session")
def hostile(studies: Path) -> list[Path]:
    """The same two sweeps again, as somebody else may have sent them."""
    return [copied(next(studies.glob(f"{name}-*")), name) for name in ("crossing", "guarded")]


@pytest.fixture(scope="session")
def linked(server: Served) -> list[Path]:
    """Two sweeps of a theatre in the results of the server, which differ in a parameter of the theatre and in one of a
    siege."""
    from sim.sweep import run_experiment

    pair(server.scenario.parent)
    made, changed = [], "set: {contagion.reputation: 1.0, sieges.north.guarantor.strength: 1.0}\n"
    for name, settings in (("famous", changed), ("ties", "")):  # a page lists the newest first
        file = server.scenario.parent / f"{name}.yaml"
        file.write_text(TIES.format(name=name) + settings)
        made.append(run_experiment(file, out=server.results))
    return made[::-1]


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[Runner]:
    """A runner of a small siege, on its first day."""
    made = Runner(world(tmp_path))
    made.start()
    yield made
    made.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser; without one its tests are skipped, or fail where one is required."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as tool:
        path = browsers.found(tool.chromium.executable_path)
        if path is None:
            why = f"no browser: install Debian's chromium (make browser), or name one in {browsers.NAMED}"
            if os.environ.get(browsers.REQUIRED) == "true":
                pytest.fail(why)
            pytest.skip(why)
        opened = tool.chromium.launch(executable_path=path, args=list(browsers.OPTIONS))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def shared_context(chromium: Any) -> Any:
    """A browser context with a cache that is warm after the first test; it is closed with the browser."""
    context = chromium.new_context()
    context.set_default_timeout(WAIT_MS)
    return context


@pytest.fixture
def tabs(chromium: Any, shared_context: Any, server: Served, request: pytest.FixtureRequest) -> Iterator[Tabs]:
    """Browser tabs; a failed test leaves screenshots in .pytest_cache/pages."""
    made = Tabs(chromium, shared_context, server)
    yield made
    if getattr(request.node, "failed", False):
        folder = request.config.rootpath / ".pytest_cache" / "pages"
        folder.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(made.pages):
            if not page.is_closed():
                page.screenshot(path=folder / f"{request.node.name}-{number}.png")
    marks = [page.evaluate(MARKS) for page in made.pages if not page.is_closed()]
    made.close()
    assert not any(marks), "a string was taken for markup"
    assert not made.outside, f"asked others than the server: {made.outside[:3]}"
    assert not made.errors, made.errors[:3]


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Tell the fixtures whether the test failed."""
    report = (yield).get_result()
    if report.when == "call" and report.failed:
        item.failed = True  # type: ignore[attr-defined]
