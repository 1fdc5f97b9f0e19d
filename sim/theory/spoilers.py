"""Those left out of a deal may strike at it (M37; Stedman 1997; Reiter: most fail to end it). Size: assumption."""


def grievance(fight: float, share: float) -> float:
    """Lives lost by a deal to one left out of it: what he would have kept without it, at least nothing."""
    return max(0.0, fight - share)


def bomb_per_day(hazard: float, grievance: float) -> float:
    """Daily hazard of a bomb on the convoy: z (U_F - U_k)+."""
    return hazard * grievance
