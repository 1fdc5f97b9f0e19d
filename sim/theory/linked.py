"""Two sieges in one bargain: each besieger has people of his own in the other's ring (M60).

Zabadani and Madaya were besieged by one side, Fua and Kafraya by the other. Nobody had to trust anybody: who broke his
word in one town paid for it in the other. So both deals have to be ready at once, which takes longer, and are carried
out tranche for tranche, which makes them hold (Cunningham 2006 on the cost of more who must agree).
"""

from sim.compiled import rule

NOTHING_GAINED = 1e-9  # own lives: where a breach gains nothing, any hostage deters it


@rule
def gain_from_breach(threat_bearer: float, escaped_danger: float, fighters: float) -> float:
    """What breaking his word would save a besieger, in lives: xi psi N, the later deaths by those who leave armed.

    `threat_bearer` xi: the share that he bears himself; `escaped_danger` psi: deaths per leaver; `fighters` N.
    """
    return threat_bearer * escaped_danger * fighters


@rule
def collateral(own_people: float, worth: float, gain: float) -> float:
    """How far his own people in the other town stand for his word: hst = min(1, w n / gain) (M60).

    `own_people` n; `worth` w: lives per head; `gain` from a breach, lives.

    >>> collateral(100.0, 0.05, 10.0)
    0.5
    """
    value = own_people * worth
    if value <= 0.0:
        return 0.0
    return min(1.0, value / max(NOTHING_GAINED, gain))


@rule
def secured(road: float, hostages: float) -> float:
    """Credibility of the road when hostages stand in for what it lacks: c + (1 - c) hst."""
    return road + (1.0 - road) * hostages


def waits(tied: bool, reciprocal: bool, gives_up: bool) -> bool:
    """Whether a deal waits for the linked siege: fighters leave under it, and the tie or the package says so."""
    return not gives_up and (tied or reciprocal)


def lapsed(waited_days: int, patience_days: int) -> bool:
    """Whether an agreement that waits for the linked siege is given up: it has waited longer than `patience_days`."""
    return waited_days > patience_days


@rule
def may_board(boarded: int, partner_boarded: int) -> bool:
    """Tranche for tranche: the next one boards when the other town is not behind."""
    return partner_boarded >= boarded
