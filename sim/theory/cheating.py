"""Cheating at boarding: arms beyond the terms, excluded fighters among the families, civilians as cover (M31a).

Raqqa 2017: terms without foreigners and heavy arms, and a convoy with both. What checks find costs trust; what they do
not find has left. Sizes are assumptions.
"""

from sim.constants import constant

IN_HASTE = constant(0.5, "factor", "what the besieger's men find at night and in haste", low=0.1, high=1.0)
MONITORS_FIND = constant(0.5, "0..1", "share that full monitoring finds", low=0.0, high=1.0)
GUARANTOR_FINDS = constant(0.5, "0..1", "share that a guarantor of full strength finds", low=0.0, high=1.0)
AMPLE_TERMS = constant(0.7, "0..1", "share of the tempted who no longer are where all arms may go", low=0.0, high=1.0)
WRATH = constant(2.0, "factor", "by how much what is found raises the danger of a breach", low=0.0, high=5.0)
MOST_WRATH = constant(1.0, "factor", "highest rise of the danger of a breach by what is found", low=0.0, high=4.0)


def checks_find(own: float, monitors: float, guarantor: float, secret: bool) -> float:
    """Share of what is hidden that checks find: f = 1 - (1 - own)(1 - monitors / 2)(1 - guarantor / 2).

    All arguments 0..1. Under a secret deal the besieger's own men check at night and in haste, and find half as much.

    >>> checks_find(own=0.5, monitors=0.0, guarantor=0.0, secret=True)
    0.25
    """
    own = IN_HASTE * own if secret else own
    return 1.0 - (1.0 - own) * (1.0 - MONITORS_FIND * monitors) * (1.0 - GUARANTOR_FINDS * guarantor)


def extra_arms(tempted: float, concession: float) -> float:
    """Share of the leavers who carry more than the terms allow: tempted x (1 - 0.7 x); ample terms x tempt less."""
    return tempted * (1.0 - AMPLE_TERMS * concession)


def stowaways(tempted: float, rather_leave: float) -> float:
    """Share of the excluded who try to get aboard: tempted x those who would rather leave than stay."""
    return tempted * rather_leave


def undetected(tried: float, found: float) -> float:
    """What gets past the checks: tried x (1 - found)."""
    return tried * (1.0 - found)


def shields(wish: float, road: float) -> float:
    """Civilians taken along for each leaving fighter: wish x (1 - road), more the less the road is trusted."""
    return wish * (1.0 - road)


def wrath(found: float, leavers: float) -> float:
    """Factor by which what is found makes a breach likelier, up to 2: 1 + min(1, 2 found / leavers)."""
    return 1.0 + min(MOST_WRATH, WRATH * found / max(1.0, leavers))
