"""How ground changes hands, and what each side pays for it (M9-M11).

Source of the odds and of the ratio of losses: tests on division engagements and urban pockets, The Dupuy Institute.
"""

from sim.compiled import rule


@rule
def odds_of_ground(attackers, defenders, cover, support, attack_factor):
    """Odds that contested ground goes to the attacker: attack_factor x attackers / (cover x support x defenders).

    Strengths are men weighed by mind and body, around the cell. `attack_factor` is drawn once for each push: in 672
    engagements the force ratio explains little (win share 0.42 at 1:1, 0.81 at 5:1), the rest is here.
    """
    return attack_factor * attackers / max(1e-9, cover * support * defenders)


@rule
def taken_per_day(odds, advance_m_day, cell_m):
    """Rate at which a contested cell falls: the pace of an unopposed attacker times odds / (1 + odds)."""
    return advance_m_day / cell_m * odds / (1.0 + odds)


@rule
def regained_per_day(odds, advance_m_day, cell_m):
    """Rate at which a cell just lost is won back: the same pace times 1 / (1 + odds)."""
    return advance_m_day / cell_m / (1.0 + odds)


@rule
def defender_hits_per_day(assault, attackers, defenders):
    """Daily hazard of a defender in contact; twice his enemy's share, so that equal sides give the lethality."""
    return 2.0 * assault.lethality_per_day * attackers / max(1e-9, attackers + defenders)


@rule
def attacker_hits_per_day(assault, attackers, defenders, cover):
    """Daily hazard of an attacker in contact: the same contact, at the exchange ratio, dearer against cover.

    Losses follow the linear law: attackers lost over defenders lost is exchange x cover / 1.5 at any odds,
    as urban pockets show (0.2-1.1 whatever the ratio of forces).
    """
    rate = 2.0 * assault.lethality_per_day * assault.attacker_exposure * assault.exchange * cover / 1.5
    return rate * defenders / max(1e-9, attackers + defenders)


@rule
def strength(assault, mind, mass):
    """What a fit man brings to a fight: his mind times his body, full at 0.85 of his mass (M9)."""
    body = min(1.0, mass / 0.85)
    return mind * max(assault.strength_share, body)
