"""The command line: `safeconduct COMMAND`, also `python -m sim COMMAND`."""

import errno
import os
import signal
import sys
import traceback
from collections.abc import Sequence

import typer

from sim.cli.compare import compare
from sim.cli.dashboard import dashboard
from sim.cli.doctor import doctor
from sim.cli.export import export
from sim.cli.facts import facts
from sim.cli.fork import fork
from sim.cli.report import report
from sim.cli.run import run
from sim.cli.scenarios import parameters, scenarios, schema, validate
from sim.cli.signatures import signatures
from sim.cli.status import status
from sim.cli.sweep import sweep
from sim.exit_codes import ExitCode

#: A command is a function whose heavy imports are inside it, so that --help stays quick; one line adds it.
COMMANDS = (
    run,
    sweep,
    status,
    export,
    fork,
    report,
    compare,
    dashboard,
    signatures,
    facts,
    scenarios,
    parameters,
    schema,
    validate,
    doctor,
)
#: What the system says of a full or failing disk, and of names that no file can have; never a defect of the code.
REFUSED = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENAMETOOLONG, errno.ELOOP)

app = typer.Typer(
    name="safeconduct",
    help="When do sieges end in a negotiated surrender or evacuation, and what does each ending cost?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # rich would take half of the time that --help has
)
for _command in COMMANDS:
    app.command()(_command)


@app.callback()
def _main() -> None:
    """Safe Conduct."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Carry out a command and leave with its exit code. A request to stop is taken like Ctrl-C."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:  # nohup has it ignored
            signal.signal(number, signal.default_int_handler)
    sys.exit(invoke(sys.argv[1:] if arguments is None else list(arguments)))


def invoke(arguments: list[str]) -> int:
    """Carry out a command; its exit code is what the command returns, or tells whose fault a failure is."""
    from sim.scenario.errors import ScenarioError

    try:
        # Called like this and not as `app(...)`, which hides an interruption and a reader that has left.
        with typer.main.get_command(app).make_context("safeconduct", arguments) as context:
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
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        _drop_output()
        return ExitCode.OK
    except Exception as error:
        if isinstance(error, OSError) and error.errno in REFUSED:
            from sim.scenario.errors import shorten
            from sim.scenario.writing import os_reason

            where = shorten(str(error.filename), longest=200) if error.filename else "standard output"
            typer.echo(f"{where}: {os_reason(error)}", err=True)
            _drop_output()
            return ExitCode.INVALID_INPUT
        show = getattr(error, "show", None)  # click's way; newer typers have a click of their own
        if show and hasattr(error, "exit_code"):
            show()
            return ExitCode.INVALID_INPUT
        traceback.print_exc()
        typer.echo("This is a defect of Safe Conduct, not of your input; please report it.", err=True)
        return ExitCode.INTERNAL_ERROR


def _drop_output() -> None:
    """Let what is still to be written on standard output go nowhere, so that leaving does not stumble over it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
