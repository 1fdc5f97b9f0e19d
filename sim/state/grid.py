"""The ground in layers: flat arrays over a grid with a dead border of one cell, so that no kernel asks for edges."""

from typing import NamedTuple

import numpy as np

from sim.scenario.ground import COVER, Holder, SiegeMap, Terrain
from sim.state.memo import memoize_last

Array = np.ndarray

# Ways that people walk; rows of `way` and `chance`.
TO_FRONT, TO_PUSH, TO_RING, TO_ASSAULT, TO_SHELTER = range(5)

# Sides of a fight; rows of `strength`.
DEFENCE, ATTACK = 0, 1

SECTORS = 16


class Grid(NamedTuple):
    """Layers of C = (height + 2) x (width + 2) cells; index = y x (width + 2) + x."""

    terrain: Array  # uint8, Terrain
    first_holder: Array  # uint8, Holder on day 0
    holder: Array  # uint8, Holder now
    sector: Array  # uint8, direction from the pocket's middle, 0..15
    cover: Array  # float32, factor on a defender's strength, 1 in the open; rises with rubble
    rubble: Array  # float32 0..1, share of the buildings ruined
    danger: Array  # float32, remembered strikes
    struck: Array  # uint8, struck in this tick
    risk: Array  # float32 (3, C), chance by kind to be hit in this tick by skirmish or assault
    contested: Array  # uint8, 1 where an assault is being fought in this tick
    strength: Array  # int32 (2, C), mind x body x people in 1/256, by side, at the end of the last tick
    next_cell: Array  # int32 (5, C), next cell of each way
    step_probability: Array  # float32 (5, C), share of the people there who take that step
    distance: Array  # int32 (5, C), steps to the goal, -1 where it cannot be reached
    pocket: Array  # int32, cells that the garrison held on day 0: bombardment and shelter are theirs alone
    front: Array  # int32 (C,), cells on either side of the line; the first `n_front` count
    crowd: Array  # int32 (3, C), people by kind this morning
    ring_open: Array  # float32 (16,), share that slips out, by sector
    # Work space: kernels make no arrays of their own.
    queue: Array  # int32 (C,)
    contact: Array  # float32 (5, C), along the line: own, enemy, cover, chances, as `kernels.assault` fills them
    threat: Array  # float32 (C,), what civilians meet in this tick, as `kernels.fire.lay_out_threat` lays it out
    mark: Array  # uint8 (C rounded up to eights,), for `kernels.block.list_marked`
    unrest: Array  # float32 (C,)
    guards: Array  # int64 (16,), men in the ring, by sector
    line_cells: Array  # int64 (16,), cells of the line, by sector


def ground_share(held: int, first: int) -> float:
    """Share of the `first` cells of a pocket that are still held, 0..1. Compiled in `kernels.supply`."""
    return held / first


class Shape(NamedTuple):
    """Size of the grid with its border, and of a cell."""

    width: int
    height: int
    cell_m: float


def shape_of(place: SiegeMap) -> Shape:
    """Shape of the bordered grid of a place."""
    h, w = place.terrain.shape
    return Shape(w + 2, h + 2, float(place.cell_m))


class Ground(NamedTuple):
    """What a place gives to every siege in it: layers that no day changes, and the cover of the first."""

    terrain: Array
    first_holder: Array
    sector: Array
    cover: Array
    pocket: Array


@memoize_last
def ground_of(place: SiegeMap) -> Ground:
    """The ground of a place, with its border."""
    terrain, held = _bordered(place.terrain, Terrain.water), _bordered(place.held, Holder.nobody)
    held[terrain == Terrain.water] = Holder.nobody
    cover = np.array([COVER[Terrain(t)] for t in range(len(Terrain))], np.float32)[terrain.ravel()]
    pocket = np.flatnonzero(held.ravel() == Holder.garrison).astype(np.int32)
    return Ground(terrain.ravel(), held.ravel(), _sectors(held).ravel(), cover, pocket)


def grid_of(place: SiegeMap) -> Grid:
    """Layers of the first day; ways, strengths and crowds are filled by the first morning."""
    ground = ground_of(place)
    cells = ground.terrain.size
    return Grid(
        terrain=ground.terrain,
        first_holder=ground.first_holder,
        holder=ground.first_holder.copy(),
        sector=ground.sector,
        cover=ground.cover.copy(),
        rubble=np.zeros(cells, np.float32),
        danger=np.zeros(cells, np.float32),
        struck=np.zeros(cells, np.uint8),
        risk=np.zeros((3, cells), np.float32),
        contested=np.zeros(cells, np.uint8),
        strength=np.zeros((2, cells), np.int32),
        next_cell=np.zeros((5, cells), np.int32),
        step_probability=np.zeros((5, cells), np.float32),
        distance=np.full((5, cells), -1, np.int32),
        pocket=ground.pocket,
        front=np.zeros(cells, np.int32),
        crowd=np.zeros((3, cells), np.int32),
        ring_open=np.zeros(SECTORS, np.float32),
        queue=np.zeros(cells, np.int32),
        contact=np.zeros((5, cells), np.float32),
        threat=np.zeros(cells, np.float32),
        mark=np.zeros(cells + -cells % 8, np.uint8),
        unrest=np.zeros(cells, np.float32),
        guards=np.zeros(SECTORS, np.int64),
        line_cells=np.zeros(SECTORS, np.int64),
    )


def _bordered(layer: Array, edge: int) -> Array:
    """A layer with its border, uint8. (`numpy.pad` takes half a millisecond, which is much for a small siege.)"""
    height, width = layer.shape
    whole = np.full((height + 2, width + 2), edge, np.uint8)
    whole[1:-1, 1:-1] = layer
    return whole


def _sectors(held: Array) -> Array:
    """Direction of every cell from the middle of the pocket, in sixteenths of a turn."""
    ys, xs = np.nonzero(held == Holder.garrison)
    y, x = np.mgrid[: held.shape[0], : held.shape[1]]
    turn = np.arctan2(y - ys.mean(), x - xs.mean()) / (2 * np.pi) + 0.5
    return (np.floor(turn * SECTORS).astype(np.int64) % SECTORS).astype(np.uint8)
