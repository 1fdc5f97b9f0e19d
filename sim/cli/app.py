"""The command line: `safeconduct COMMAND`, also `python -m sim COMMAND`."""

import errno
import gc
import os
import signal
import sys
import traceback
from collections.abc import Sequence

import typer

from sim.cli.compare import compare
from sim.cli.dashboard import dashboard
from sim.cli.doctor import doctor
from sim.cli.estimates import estimates
from sim.cli.export import export
from sim.cli.facts import facts
from sim.cli.fork import fork
from sim.cli.history import history
from sim.cli.map import map_app
from sim.cli.options import join_set_at
from sim.cli.report import report
from sim.cli.results import results
from sim.cli.run import run
from sim.cli.scenarios import parameters, scenarios, schema, validate
from sim.cli.signatures import signatures
from sim.cli.status import status
from sim.cli.sweep import sweep
from sim.cli.why import why
from sim.exit_codes import ExitCode
from sim.runs.deferred_imports import defer_imports

#: To add a command, add one line here. Commands import heavy packages inside the function, to keep --help fast.
COMMANDS = (
    run,
    sweep,
    status,
    export,
    fork,
    report,
    compare,
    why,
    results,
    dashboard,
    signatures,
    facts,
    estimates,
    scenarios,
    parameters,
    schema,
    validate,
    doctor,
)
#: Errors of a full or failing disk and of impossible file names: the user can fix these; they are not bugs.
USER_ERRNOS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENAMETOOLONG, errno.ELOOP)

app = typer.Typer(
    name="safeconduct",
    help="When do sieges end in a negotiated surrender or evacuation, and what does each ending cost?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # importing rich would double the time of --help
)
for _command in COMMANDS:
    app.command()(_command)
app.add_typer(history)
app.add_typer(map_app)


@app.callback()
def _main() -> None:
    """Safe Conduct."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit with its exit code. SIGTERM and SIGHUP are treated like Ctrl-C."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:  # nohup ignores SIGHUP
            signal.signal(number, signal.default_int_handler)
    gc.set_threshold(200_000, 20, 100)  # imports make many objects and few cycles: 0.25 s of searching for them less
    if arguments is None:  # the process is the command's own
        defer_imports()
    code = invoke(sys.argv[1:] if arguments is None else list(arguments))
    gc.freeze()  # Python's last search for cycles among all objects takes 0.4 s once the model is loaded
    sys.exit(code)


def invoke(arguments: list[str]) -> int:
    """Run a command and return its exit code; errors are printed to stderr, with a traceback only for bugs."""
    from sim.scenario.errors import ScenarioError

    try:
        # `app(...)` would hide interruptions and broken pipes.
        with typer.main.get_command(app).make_context("safeconduct", join_set_at(arguments)) as context:
            code = context.command.invoke(context)
        sys.stdout.flush()
        return code if isinstance(code, int) else ExitCode.OK
    except ScenarioError as error:
        typer.echo(str(error), err=True)
        return ExitCode.INVALID_INPUT
    except typer.Exit as leaving:
        return leaving.exit_code
    except (KeyboardInterrupt, typer.Abort, EOFError) as stop:
        typer.echo(f"interrupted: {stop}" if str(stop) else "interrupted", err=True)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:  # the reader, such as `head`, has closed the pipe
        _drop_output()
        return ExitCode.OK
    except Exception as error:
        if isinstance(error, OSError) and error.errno in USER_ERRNOS:
            from sim.scenario.errors import shorten
            from sim.scenario.writing import os_reason

            where = shorten(str(error.filename), longest=200) if error.filename else "standard output"
            typer.echo(f"{where}: {os_reason(error)}", err=True)
            _drop_output()
            return ExitCode.INVALID_INPUT
        show = getattr(error, "show", None)  # a click usage error; newer versions of typer bundle their own click
        if show and hasattr(error, "exit_code"):
            show()
            return ExitCode.INVALID_INPUT
        traceback.print_exc()
        typer.echo("This is a bug in Safe Conduct, not an error in your input. Please report it.", err=True)
        return ExitCode.INTERNAL_ERROR


def _drop_output() -> None:
    """Discard what is still buffered for stdout, so that flushing it on exit does not fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
