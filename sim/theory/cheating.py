"""Cheating at boarding: arms beyond the terms, excluded fighters among the families, civilians as cover.

Raqqa 2017: terms without foreigners and heavy arms, and a convoy with both. What checks find costs trust; what they do
not find has left (M31a; sizes are assumptions).
"""


def checks_find(own: float, monitors: float, guarantor: float, secret: bool) -> float:
    """Share of what is hidden that is found: 1 - (1 - own checks)(1 - monitors / 2)(1 - guarantor / 2) (assumption).

    At night and in haste the besieger's own men find half as much.
    """
    own = 0.5 * own if secret else own
    return 1.0 - (1.0 - own) * (1.0 - 0.5 * monitors) * (1.0 - 0.5 * guarantor)


def extra_arms(tempted: float, concession: float) -> float:
    """Share of the leavers who carry more than the terms allow: tempted x (1 - 0.7 x); ample terms tempt less."""
    return tempted * (1.0 - 0.7 * concession)


def stowaways(tempted: float, rather_leave: float) -> float:
    """Share of the excluded who try to get aboard: tempted x those who would rather leave than stay."""
    return tempted * rather_leave


def shields(wish: float, road: float) -> float:
    """Civilians taken along for each leaving fighter: wish x (1 - road), more the less the road is believed in."""
    return wish * (1.0 - road)


def wrath(found: float, leavers: float) -> float:
    """What is found out makes a breach likelier, up to twice: 1 + min(1, 2 found / leavers) (assumption)."""
    return 1.0 + min(1.0, 2.0 * found / max(1.0, leavers))
