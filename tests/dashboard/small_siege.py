"""A siege small enough for a test, with many events, and a theatre of two of them."""

import datetime
from pathlib import Path

from hostile_results import MARKUP

from sim.scenario.load import load_scenario
from sim.scenario.schema import Scenario

TEXT = f"""\
extends: baseline
name: hamlet
title: "A hamlet {MARKUP}"
map: {{area_km2: 0.2}}
clock: {{horizon_days: 60}}
population: {{civilians: 200}}
garrison: {{fighters: 80}}
besieger: {{manpower: 240}}
"""


def hamlet(folder: Path) -> Path:
    """Its file."""
    file = folder / "hamlet.yaml"
    file.write_text(TEXT)
    return file


def world(folder: Path) -> Scenario:
    """The scenario."""
    return load_scenario(hamlet(folder))


PAIR = """\
kind: theatre
name: pair
title: "Two hamlets MARKUP"
sieges:
  north: {scenario: ./hamlet.yaml, garrison_side: red, besieger_side: blue}
  south: {scenario: ./hamlet.yaml, garrison_side: blue, besieger_side: red, set: {clock.start: LATER}}
links:
  bond: {between: [north, south], tied: true, worth: 0.05, patience_days: 30}
contagion: {reputation: 0.5}
"""


def pair(folder: Path) -> Path:
    """The file of a theatre of two linked sieges; the second begins two days after the first."""
    start = world(folder).clock.start
    file = folder / "pair.yaml"
    later = str(start + datetime.timedelta(days=2))
    file.write_text(PAIR.replace("LATER", later).replace("MARKUP", MARKUP))
    return file
