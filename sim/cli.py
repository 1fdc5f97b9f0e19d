"""The command line: `safeconduct COMMAND`, also `python -m sim COMMAND`."""

import errno
import os
import signal
import sys
import traceback
from collections.abc import Sequence

import typer

from sim.cli_scenario import parameters, scenarios, schema, validate
from sim.compare.command_compare import compare
from sim.compare.command_report import report
from sim.compare.fork_command import fork
from sim.dashboard.command import dashboard
from sim.doctor.command import doctor
from sim.facts.command import facts
from sim.runs.command import run
from sim.signatures.command import signatures
from sim.sweep.command import sweep
from sim.sweep.command_read import export, status

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
DONE, DEFECT, USER, INTERRUPTED = 0, 1, 2, 130
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
    sys.exit(code_of(sys.argv[1:] if arguments is None else list(arguments)))


def code_of(arguments: list[str]) -> int:
    """Carry out a command; its exit code is what the command returns, or tells whose fault a failure is."""
    from sim.scenario.errors import ScenarioError

    try:
        # Called like this and not as `app(...)`, which hides an interruption and a reader that has left.
        with typer.main.get_command(app).make_context("safeconduct", arguments) as context:
            code = context.command.invoke(context)
        sys.stdout.flush()
        return code if isinstance(code, int) else DONE
    except ScenarioError as error:
        typer.echo(str(error), err=True)
        return USER
    except typer.Exit as leaving:
        return leaving.exit_code
    except (KeyboardInterrupt, typer.Abort, EOFError) as stop:
        typer.echo(f"interrupted: {stop}" if str(stop) else "interrupted", err=True)
        return INTERRUPTED
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        _drop_output()
        return DONE
    except Exception as error:
        if isinstance(error, OSError) and error.errno in REFUSED:
            from sim.scenario.errors import shorten
            from sim.scenario.writing import os_reason

            where = shorten(str(error.filename), longest=200) if error.filename else "standard output"
            typer.echo(f"{where}: {os_reason(error)}", err=True)
            _drop_output()
            return USER
        show = getattr(error, "show", None)  # click's way; newer typers have a click of their own
        if show and hasattr(error, "exit_code"):
            show()
            return USER
        traceback.print_exc()
        typer.echo("This is a defect of Safe Conduct, not of your input; please report it.", err=True)
        return DEFECT


def _drop_output() -> None:
    """Let what is still to be written on standard output go nowhere, so that leaving does not stumble over it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
