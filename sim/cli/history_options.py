"""Options that the commands `history ...` share."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import named_path

File = Annotated[
    Path | None,
    typer.Argument(
        metavar="[FILE]",
        help="Codebook (YAML) of the cases, or a table (CSV) in the format of the shipped cases. [default: shipped]",
        parser=named_path,
        show_default=False,
    ),
]
MappingFile = Annotated[
    Path | None,
    typer.Option(
        "--mapping", metavar="FILE", help="Mapping from inputs to parameters. [default: shipped]", parser=named_path
    ),
]
Replicates = Annotated[int, typer.Option(metavar="N", help="Runs per case.")]
Cases = Annotated[str | None, typer.Option("--cases", metavar="ID,...", help="Only these cases.")]
USUAL = 60
