"""What is published of a calibration: its document, the shipped joint draws, the picture and the page."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from sim.calibration import page
from sim.calibration.figures import figures
from sim.compare.html_page import render_figure, write_files
from sim.history.page import between
from sim.scenario.errors import ScenarioError
from sim.scenario.joint_draws import SHIPPED

PUBLISHED, DOCUMENTATION, DRAWS = Path("results/published/calibration"), Path("docs/calibration.md"), Path("configs")
#: What stands between these marks of the page is written.
BEGIN = "<!-- calibration: written by safeconduct history calibrate --publish -->"
END = "<!-- end of what is written -->"


def publish(document: dict[str, Any], posterior: pd.DataFrame, root: Path) -> str:
    """Keep a calibration in the source tree `root`, ship its draws and rewrite the page; returns a sentence.

    Raises ScenarioError where runs are missing, or `root` is no source tree.
    """
    if not (root / DOCUMENTATION).is_file():
        raise ScenarioError(f"--publish: {DOCUMENTATION} is not in this folder; run the command in a source tree")
    if document["missing"] or document["failed"]:
        raise ScenarioError("--publish: runs are missing or failed; finish them first")
    (picture,) = figures(document)
    text = f"{json.dumps(document, indent=1, ensure_ascii=False)}\n"
    write_files(root / PUBLISHED, {page.DOCUMENT: text.encode(), page.PICTURE: render_figure(picture.figure, "png")})
    draws = root / DRAWS / SHIPPED
    write_files(draws.parent, {draws.name: page.posterior_text(document, posterior).encode()})
    write_files(root / DOCUMENTATION.parent, {DOCUMENTATION.name: page_text(root).encode()})
    return f"Published: {PUBLISHED / page.DOCUMENT} and {DRAWS / SHIPPED}, with {DOCUMENTATION}"


def page_text(root: Path) -> str:
    """The page as it follows from what is published."""
    document = json.loads((root / PUBLISHED / page.DOCUMENT).read_text(encoding="utf-8"))
    text = (root / DOCUMENTATION).read_text(encoding="utf-8")
    picture = Path("..") / PUBLISHED / page.PICTURE
    return between(text, BEGIN, END, page.markdown(document, picture.as_posix()))
