"""Where people want to go: the front, the ring, shelter; distances by breadth-first search."""

import numpy as np

from sim.compiled import inlined, kernel
from sim.kernels.codes import CIVILIAN, HELD_BY_BESIEGER, HELD_BY_GARRISON
from sim.state.day_inputs import DayInputs, KernelParams
from sim.state.grid import ATTACK, DEFENCE, TO_ASSAULT, TO_FRONT, TO_PUSH, TO_RING, TO_SHELTER, Grid
from sim.theory import assault
from sim.theory.movement import crowded_people, evened_out, share_to_calmer
from sim.theory.movement import unrest as unrest_of


@kernel
def on_axis(c: np.uint32, today: DayInputs) -> bool:
    """Whether a cell lies within 60 degrees of the push's direction, seen from the pocket's middle."""
    dx = np.float32(c % today.width) - today.middle_x
    dy = np.float32(c // today.width) - today.middle_y
    return assault.on_axis(dx, dy, today.axis_x, today.axis_y)


@kernel
def borders(holder: np.ndarray, c: int, width: int, other: np.uint8) -> bool:
    """Whether one of the four neighbours is held by `other`.

    holder : uint8 (cells,), in
    """
    return (
        holder[np.uint32(c - 1)] == other
        or holder[np.uint32(c + 1)] == other
        or holder[np.uint32(c - width)] == other
        or holder[np.uint32(c + width)] == other
    )


@kernel
def is_whole(grid: Grid) -> bool:
    """Whether the garrison holds every cell that it held on day 0."""
    lost = 0
    for c in range(grid.holder.size):
        lost += (grid.holder[c] != HELD_BY_GARRISON) & (grid.first_holder[c] == HELD_BY_GARRISON)
    return lost == 0


@kernel
def find_front(grid: Grid, width: int) -> int:
    """List the cells on either side of the line in `front`; returns how many. Writes front."""
    n = 0
    for c in range(width, grid.holder.size - width):
        h = grid.holder[c]
        if (h == HELD_BY_GARRISON and borders(grid.holder, c, width, HELD_BY_BESIEGER)) or (
            h == HELD_BY_BESIEGER and borders(grid.holder, c, width, HELD_BY_GARRISON)
        ):
            grid.front[n] = c
            n += 1
    return n


@kernel
def spread_distance(
    distance: np.ndarray, queue: np.ndarray, filled: int, holder: np.ndarray, side: np.uint8, width: int
) -> int:
    """Steps from the cells in `queue` through a side's ground; returns how many it reached. Writes distance, queue.

    distance : int32 (cells,), inout, 0 at the first `filled` cells of the queue, -1 elsewhere
    queue : int32 (cells,), inout
    holder : uint8 (cells,), in
    """
    head = 0
    while head < filled:
        c = queue[head]
        head += 1
        for step in (-1, 1, -width, width):
            n = c + step
            if distance[n] < 0 and holder[n] == side:
                distance[n] = distance[c] + 1
                queue[filled] = n
                filled += 1
    return filled


@kernel
def find_ways(grid: Grid, today: DayInputs, n_front: int) -> None:
    """Distances to the front, the push, the ring and the assault line, and the step that shortens each.

    They depend on the holders and the push alone, so are computed only when these change.
    Writes distance, next_cell, step_probability, queue.
    """
    width = today.width
    queue = grid.queue
    for goal in (TO_FRONT, TO_PUSH, TO_RING, TO_ASSAULT):
        side = HELD_BY_GARRISON if goal in (TO_FRONT, TO_PUSH) else HELD_BY_BESIEGER
        axial = goal in (TO_PUSH, TO_ASSAULT)
        distance = grid.distance[goal]
        distance[:] = -1
        filled = 0
        for i in range(n_front):
            c = grid.front[i]
            if grid.holder[c] == side and (not axial or (today.pushing and on_axis(c, today))):
                distance[c] = 0
                queue[filled] = c
                filled += 1
        filled = spread_distance(distance, queue, filled, grid.holder, side, width)
        way, share = grid.next_cell[goal], grid.step_probability[goal]
        share[:] = 0.0
        for k in range(filled):
            c = queue[k]
            way[c] = c
            best = distance[c]
            if best == 0:
                continue
            for step in (-1, 1, -width, width):
                d = distance[c + step]
                if 0 <= d < best:
                    best = d
                    way[c] = c + step
            share[c] = 1.0


@kernel
def find_axis(grid: Grid, axial: np.ndarray, today: DayInputs, n_front: int) -> None:
    """Mark the cells of the line that the push aims at. Writes axial of the line's cells.

    axial : uint8 (cells,), inout
    """
    for i in range(n_front):
        c = grid.front[i]
        axial[c] = 1 if today.pushing == 1 and on_axis(c, today) else 0


@kernel
def even_out(grid: Grid, params: KernelParams, today: DayInputs, n_front: int) -> None:
    """On a goal people even out: part of the surplus over the weakest neighbour on the goal moves there.

    So a line is held along its length, by strength. A step evens out the less, the longer it is, so that the line
    evens out at one pace in metres on cells of any size. Writes next_cell, step_probability of the line's cells.
    """
    part = evened_out(params.movement, today.cell_m)
    width = today.width
    for goal in range(4):
        strength = grid.strength[DEFENCE if goal in (TO_FRONT, TO_PUSH) else ATTACK]
        distance = grid.distance[goal]
        for i in range(n_front):
            c = grid.front[i]
            if distance[c] != 0:
                continue
            if strength[c] == 0:
                grid.next_cell[goal, c], grid.step_probability[goal, c] = c, 0.0
                continue
            least, weakest = strength[c], np.int32(c)
            for dy in (-width, 0, width):
                for dx in (-1, 0, 1):
                    n = np.uint32(c + dy + dx)
                    weaker = (distance[n] == 0) & (strength[n] < least)
                    least = strength[n] if weaker else least
                    weakest = np.int32(n) if weaker else weakest
            grid.next_cell[goal, c] = weakest
            grid.step_probability[goal, c] = part * np.float32(strength[c] - least) / np.float32(strength[c])


@inlined
def pocket_span(grid: Grid) -> tuple[np.int64, np.int64]:
    """The run of cells in which the pocket lies, first and end. All four neighbours of each are cells."""
    pocket = grid.pocket
    return np.int64(pocket[0]), np.int64(pocket[pocket.size - 1]) + 1


@inlined
def point_shelter(grid: Grid, params: KernelParams, today: DayInputs) -> None:
    """Civilians step to the calmest neighbour that the garrison holds: away from strikes, the line and crowds.

    Elsewhere in the span nobody steps anywhere. Writes next_cell, step_probability, unrest.
    """
    a, b = pocket_span(grid)
    width, holder, unrest = today.width, grid.holder, grid.unrest
    way, least = grid.next_cell[TO_SHELTER, a:b], grid.step_probability[TO_SHELTER, a:b]
    crowded = crowded_people(params.movement, today.cell_m)
    left, right, up, down = holder[a - 1 : b], holder[a + 1 :], holder[a - width :], holder[a + width :]
    compute_unrest(grid.danger[a:b], grid.crowd[CIVILIAN, a:b], left, right, up, down, crowded, unrest[a:b])
    start_with_own_cell(holder[a:b], unrest[a:b], least)
    for step in (-1, 1, -width, width):
        compare_neighbour(holder[a + step :], unrest[a + step :], a + step, least, way)
    share_leaving(holder[a:b], unrest[a:b], least)


@kernel
def compute_unrest(
    danger: np.ndarray,
    crowd: np.ndarray,
    left: np.ndarray,
    right: np.ndarray,
    up: np.ndarray,
    down: np.ndarray,
    crowded: float,
    unrest: np.ndarray,
) -> None:
    """What drives civilians from each cell: strikes remembered, the crowd, the line beside it.

    danger : float32 (n,), in
    crowd : int32 (n,), in, civilians
    left : uint8 (at least n,), in, who holds the cell on this side
    right : uint8 (at least n,), in
    up : uint8 (at least n,), in
    down : uint8 (at least n,), in
    unrest : float32 (n,), out
    """
    for c in range(unrest.size):
        line = (
            (left[c] == HELD_BY_BESIEGER)
            | (right[c] == HELD_BY_BESIEGER)
            | (up[c] == HELD_BY_BESIEGER)
            | (down[c] == HELD_BY_BESIEGER)
        )
        unrest[c] = unrest_of(danger[c], np.float32(crowd[c]), crowded, line)


@kernel
def start_with_own_cell(holder: np.ndarray, unrest: np.ndarray, least: np.ndarray) -> None:
    """The least unrest seen yet is that of one's own cell; less than any where the garrison is not.

    holder : uint8 (n,), in
    unrest : float32 (n,), in
    least : float32 (n,), out
    """
    for c in range(least.size):
        least[c] = unrest[c] if holder[c] == HELD_BY_GARRISON else np.float32(-1.0)


@kernel
def compare_neighbour(
    holder: np.ndarray, unrest: np.ndarray, first: np.int64, least: np.ndarray, way: np.ndarray
) -> None:
    """Whether one neighbour of each cell is calmer than those seen yet; `first` is the first cell's neighbour.

    holder : uint8 (at least n,), in, of the neighbours
    unrest : float32 (at least n,), in, of the neighbours
    least : float32 (n,), inout, least unrest seen
    way : int32 (n,), inout, the cell where it is
    """
    for c in range(least.size):
        calmer = (holder[c] == HELD_BY_GARRISON) & (unrest[c] < least[c])
        least[c] = unrest[c] if calmer else least[c]
        way[c] = np.int32(first + c) if calmer else way[c]


@kernel
def share_leaving(holder: np.ndarray, unrest: np.ndarray, least: np.ndarray) -> None:
    """The share of the people who step to the calmest cell, by how much calmer it is.

    holder : uint8 (n,), in
    unrest : float32 (n,), in
    least : float32 (n,), inout, in: least unrest seen; out: the share
    """
    for c in range(least.size):
        held = holder[c] == HELD_BY_GARRISON
        least[c] = share_to_calmer(unrest[c], least[c]) if held else np.float32(0.0)
