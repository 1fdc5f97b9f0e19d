"""The road outside the map: its stages, and how far a convoy has come on it. Attacks are in `convoy_attacks.py`."""

from sim.scenario.schema import Stage
from sim.state.siege import Siege
from sim.theory import convoy as theory


def stages(siege: Siege) -> tuple[Stage, ...]:
    """The stages of the road, in order."""
    s = siege.scenario
    return s.stages or (Stage(name="road", km=s.convoy.road_km),)


def length_km(siege: Siege) -> float:
    """Length of the whole road, km."""
    return sum(stage.km for stage in stages(siege))


def days(siege: Siege) -> int:
    """Days that a tranche takes where nothing happens."""
    return max(1, -int(-length_km(siege) // siege.scenario.convoy.km_per_day))


def stage_at(siege: Siege, km: float) -> Stage:
    """The stage on which a point of the road lies; the end of a stage still belongs to it."""
    end = 0.0
    for stage in stages(siege):
        end += stage.km
        if km <= end:
            return stage
    return stages(siege)[-1]


def advance(siege: Siege) -> float:
    """Every tranche under way moves on. Writes the convoy; returns today's part of the journey's danger of a breach."""
    convoy, length, danger = siege.convoy, length_km(siege), 0.0
    for number, km in enumerate(convoy.km):
        if km >= 0.0:
            # Rounding may leave a tranche a hair before the end of a road that it has covered.
            convoy.km[number] = km + siege.scenario.convoy.km_per_day * (1.0 + 1e-9)
            danger += _danger(siege, km, min(length, convoy.km[number]), length)
    return danger


def _danger(siege: Siege, start: float, end: float, length: float) -> float:
    """A tranche's part of the journey's danger between two points of the road, km."""
    total, begins = 0.0, 0.0
    for stage in stages(siege):
        moved = max(0.0, min(end, begins + stage.km) - max(start, begins))
        danger = stage.danger * theory.STAGES[stage.held_by].breach
        total += theory.danger_on_road(moved / length, danger, siege.convoy.tranches)
        begins += stage.km
    return total
