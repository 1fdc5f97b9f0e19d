"""Where people want to go: the front, the ring, shelter; distances by breadth-first search."""

import numpy as np

from sim.compiled import inlined, kernel
from sim.kernels.codes import CIVILIAN, HELD_BY_BESIEGER, HELD_BY_GARRISON
from sim.state.grid import ATTACK, DEFENCE, TO_ASSAULT, TO_FRONT, TO_PUSH, TO_RING, TO_SHELTER
from sim.theory import assault
from sim.theory.movement import crowded_people, evened_out, share_to_calmer
from sim.theory.movement import unrest as unrest_of


@kernel
def on_axis(c, today):
    """Whether a cell lies within 60 degrees of the push's direction, seen from the pocket's middle."""
    dx = np.float32(c % today.width) - today.middle_x
    dy = np.float32(c // today.width) - today.middle_y
    return assault.on_axis(dx, dy, today.axis_x, today.axis_y)


@kernel
def borders(holder, c, width, other):
    """Whether one of the four neighbours is held by `other`."""
    return (
        holder[np.uint32(c - 1)] == other
        or holder[np.uint32(c + 1)] == other
        or holder[np.uint32(c - width)] == other
        or holder[np.uint32(c + width)] == other
    )


@kernel
def is_whole(grid):
    """Whether the garrison holds every cell that it held on day 0."""
    lost = 0
    for c in range(grid.holder.size):
        lost += (grid.holder[c] != HELD_BY_GARRISON) & (grid.first_holder[c] == HELD_BY_GARRISON)
    return lost == 0


@kernel
def find_front(grid, width):
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
def spread_distance(distance, queue, filled, holder, side, width):
    """Steps from the cells in `queue` through a side's ground; returns how many it reached. Writes distance, queue."""
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
def find_ways(grid, today, n_front):
    """Distances to the front, the push, the ring and the assault line, and the step that shortens each.

    A function of the holders and the push alone, so made anew only when they change.
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
def find_axis(grid, axial, today, n_front):
    """Mark the cells of the line that the push goes for. Writes axial of the line's cells."""
    for i in range(n_front):
        c = grid.front[i]
        axial[c] = 1 if today.pushing == 1 and on_axis(c, today) else 0


@kernel
def even_out(grid, params, today, n_front):
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
def span(grid):
    """The run of cells in which the pocket lies, first and end. All four neighbours of each are cells."""
    pocket = grid.pocket
    return np.int64(pocket[0]), np.int64(pocket[pocket.size - 1]) + 1


@inlined
def point_shelter(grid, params, today):
    """Civilians step to the calmest neighbour that the garrison holds: away from strikes, the line and crowds.

    Elsewhere in the span nobody steps anywhere. Writes next_cell, step_probability, unrest.
    """
    a, b = span(grid)
    width, holder, unrest = today.width, grid.holder, grid.unrest
    way, least = grid.next_cell[TO_SHELTER, a:b], grid.step_probability[TO_SHELTER, a:b]
    crowded = crowded_people(params.movement, today.cell_m)
    left, right, up, down = holder[a - 1 : b], holder[a + 1 :], holder[a - width :], holder[a + width :]
    disquiet(grid.danger[a:b], grid.crowd[CIVILIAN, a:b], left, right, up, down, crowded, unrest[a:b])
    of_own_cell(holder[a:b], unrest[a:b], least)
    for step in (-1, 1, -width, width):
        look_at(holder[a + step :], unrest[a + step :], a + step, least, way)
    draw_of(holder[a:b], unrest[a:b], least)


@kernel
def disquiet(danger, crowd, left, right, up, down, crowded, unrest):
    """What drives civilians from each cell: strikes remembered, the crowd, the line beside it. Fills unrest."""
    for c in range(unrest.size):
        line = (
            (left[c] == HELD_BY_BESIEGER)
            | (right[c] == HELD_BY_BESIEGER)
            | (up[c] == HELD_BY_BESIEGER)
            | (down[c] == HELD_BY_BESIEGER)
        )
        unrest[c] = unrest_of(danger[c], np.float32(crowd[c]), crowded, line)


@kernel
def of_own_cell(holder, unrest, least):
    """The least unrest seen yet is that of one's own cell; less than any where the garrison is not. Fills least."""
    for c in range(least.size):
        least[c] = unrest[c] if holder[c] == HELD_BY_GARRISON else np.float32(-1.0)


@kernel
def look_at(holder, unrest, first, least, way):
    """Whether the neighbour, of which the first is cell `first`, is calmer than what was seen yet. Fills least, way."""
    for c in range(least.size):
        calmer = (holder[c] == HELD_BY_GARRISON) & (unrest[c] < least[c])
        least[c] = unrest[c] if calmer else least[c]
        way[c] = np.int32(first + c) if calmer else way[c]


@kernel
def draw_of(holder, unrest, least):
    """How many step to the calmest cell: by how much calmer it is. Fills least."""
    for c in range(least.size):
        held = holder[c] == HELD_BY_GARRISON
        least[c] = share_to_calmer(unrest[c], least[c]) if held else np.float32(0.0)
