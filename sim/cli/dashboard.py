"""The command `dashboard`: serve the dashboard on this machine and open it in a browser."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import output_folder
from sim.cli.startup import load_model
from sim.dashboard.session.session_limit import MAX_SESSIONS
from sim.exit_codes import ExitCode
from sim.runs.deferred_imports import stop_deferring

PORT = 8765
Where = Annotated[
    Path | None,
    typer.Option(
        "--results",
        metavar="DIR",
        help="Results folder that the dashboard reads and writes. [default: results]",
        parser=output_folder,  # so there can be no default here: a parser is given it too, and takes text
    ),
]

Sessions = Annotated[int, typer.Option(metavar="N", help="Maximum concurrent sessions; further tabs wait.")]


def dashboard(
    scenario: Annotated[
        str, typer.Argument(help="Scenario or theatre to open first: a shipped name or a file.", show_default=False)
    ] = "baseline",
    port: Annotated[int, typer.Option(metavar="N", help="Port on this machine; 0 for any free port.")] = PORT,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Print the address only.")] = False,
    results: Where = None,
    sessions: Sessions = MAX_SESSIONS,
) -> int:
    """Open the dashboard in a browser. Watch sieges live, follow sweeps and compare them; no network needed."""
    from sim.runs.store import RESULTS
    from sim.scenario.errors import ScenarioError
    from sim.scenario.load import load_scenario
    from sim.scenario.load_theatre import is_theatre, load_theatre

    results = results or RESULTS
    load_theatre(scenario) if is_theatre(scenario) else load_scenario(scenario)
    if not 0 <= port <= 65535:
        raise ScenarioError(f"--port {port}: must be 0 to 65535")
    if results.exists() and not results.is_dir():
        raise ScenarioError(f"--results {results}: is a file; name a folder")
    if sessions < 1:
        raise ScenarioError(f"--sessions {sessions}: must be 1 or more")
    stop_deferring()
    from sim.dashboard.server.serve import serve

    serve(scenario, port, not no_browser, results, sessions, lambda: load_model(False))
    return ExitCode.OK
