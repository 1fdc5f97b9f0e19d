"""A siege small enough for a test, in which much happens."""

from pathlib import Path

from sim.scenario.load import load_scenario
from sim.scenario.schema import Scenario

TEXT = """\
extends: baseline
name: hamlet
title: A hamlet
map: {area_km2: 0.2}
clock: {horizon_days: 60}
population: {civilians: 200}
garrison: {fighters: 80}
besieger: {manpower: 240}
"""


def hamlet(folder: Path) -> Path:
    """Its file."""
    file = folder / "hamlet.yaml"
    file.write_text(TEXT)
    return file


def world(folder: Path) -> Scenario:
    """The scenario."""
    return load_scenario(hamlet(folder))
