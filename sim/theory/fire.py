"""What falls on people: bombardment (M8) and skirmish (M11). Forms are assumptions."""

from sim.compiled import rule


@rule
def hit_by_strike(fire, cell_m, shelter):
    """Chance to be hit for one who is in a cell that is struck.

    A strike endangers a fixed area, so that a larger cell means a smaller chance; `shelter` is 1 in the open and
    more in buildings (the cover of the ground).
    """
    hectares = cell_m * cell_m / 10000.0
    return min(1.0, fire.hit_chance / hectares / shelter)


@rule
def exposed_share(own, enemy):
    """Share of the contact that a man faces: enemy / (own + enemy), the linear law's per-head exposure."""
    return enemy / max(1e-9, own + enemy)
