"""Who boards, who stays, and what happens on the road."""

from sim.compiled import rule
from sim.theory.chance import odds_share


@rule
def settles(leave, give_up, home_ties, settled_danger_relief):
    """Chance that a local fighter settles with papers rather than leave (al-Waer 60 %, Hameh 67 %, Daraya about 0).

    A settled status, asked for in the open and with neighbours watching, is a little safer than being taken.
    """
    return home_ties * odds_share((give_up + settled_danger_relief - leave) / 0.15)


@rule
def incident_chance(breach_chance, road):
    """Chance of a serious incident on the whole journey: rises with what the road lacks in credibility."""
    return breach_chance * (1.0 - road)


@rule
def incident_per_tranche(journey, tranches):
    """The same chance spread over the tranches, so that many small tranches are no safer and no worse."""
    return 1.0 - (1.0 - journey) ** (1.0 / max(1.0, tranches))
