"""How the dashboard was launched; set once, before the first page."""

from pathlib import Path

scenario = "baseline"
results = Path("results")
