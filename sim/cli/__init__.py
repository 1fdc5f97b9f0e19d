"""The command line: a file for each command, named like it; `app` puts them together."""

from sim.cli.app import app, invoke, main

__all__ = ["app", "invoke", "main"]
