"""The notebook runs from its first cell to its last, and says what the commands say."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[2] / "docs" / "first_phase_diagram.ipynb"
USUAL, FEW = "replicates=16", "replicates=2"


@pytest.mark.filterwarnings("ignore")  # of the kernel's libraries
def test_the_notebook_runs(tmp_path: Path) -> None:
    notebook = nbformat.read(NOTEBOOK, 4)
    assert sum(cell.source.count(USUAL) for cell in notebook.cells) == 1
    for cell in notebook.cells:
        cell.source = cell.source.replace(USUAL, FEW)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    output_text = "".join(output.get("text", "") for output in outputs)
    assert "of 160." in output_text, "the run is told in words"
    assert output_text.count("95% CI") > 9, "by hand, and in the report's words"
    assert " of 18 runs ended in a deal" in output_text
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 2
    assert (tmp_path / "my_report" / "report.html").stat().st_size > 100_000
