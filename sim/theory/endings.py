"""What an ending is called: of a force that breaks, and of a deal by what became of the fighters.

The lines between the names are parameters of the section `endings`.
"""

from sim.constants import constant

BRAVE = constant(
    2, "ratio", "morale over its breaking point above which a broken force fights its way out", low=1, high=4
)


def is_fallen(pressed: bool, ground: float, fallen_ground: float) -> bool:
    """Whether the place has fallen: under assault, with no more ground than this share left."""
    return pressed and ground <= fallen_ground


def is_stormed(pressed: bool, ground: float, killed: float, stormed_ground: float, stormed_dead: float) -> bool:
    """Whether a force that breaks was stormed: under assault, with little ground left or many killed.

    `ground` and `killed` are shares of the first pocket and of the first fighters.
    """
    return pressed and (ground < stormed_ground or killed >= stormed_dead)


def breaks_out(morale: float, collapse_morale: float) -> bool:
    """Whether a force that breaks fights its way out, instead of dissolving."""
    return morale > collapse_morale * BRAVE


def outcome_of_deal(left: int, settled: int, custody: int, fighters: int, most: float) -> str:
    """Evacuation: at least `most` of the fighters at the signing left; surrender: settled or taken; else a split.

    >>> outcome_of_deal(90, 5, 5, 100, 0.9)
    'evacuation'
    """
    total = max(1, fighters)
    if left / total >= most:
        return "evacuation"
    if (settled + custody) / total >= most:
        return "surrender"
    return "split"
