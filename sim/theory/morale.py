"""Morale, the ability and will to act (M13); and civilians' fear. The weights are assumptions."""

from sim.compiled import rule


@rule
def morale_step(morale, mind, first, peers, mass, lost, kin_mass, pressed, truce, foreign, days):
    """A fighter's morale after so many days (M13).

    Falls with his hunger, with the share `lost` of his squad in the last day, with encirclement and more under assault
    (McQuie: envelopment counts for more than losses), with his family's hunger if he is a local; is drawn to his
    squad's mean `peers` and back to what he came with, `first`.
    """
    pressure = morale.pressed if pressed else morale.encircled
    fall = morale.hunger * (1.0 - mass) + pressure
    if truce:
        fall = morale.hunger * (1.0 - mass) - morale.truce_relief
    if foreign:
        fall = fall * morale.foreign_share
        first = first + morale.foreign_bonus
    else:
        fall = fall + morale.family * (1.0 - kin_mass)
    rate = -fall + morale.peers * (peers - mind) + morale.recovery * (first - mind)
    return min(1.0, max(0.0, mind + rate * days - morale.losses * lost * days))


@rule
def fear_step(morale, fear, danger, days):
    """A civilian's fear: rises with recent strikes around, `danger`, and fades (assumption)."""
    rate = morale.fear_rise * danger * (1.0 - fear) - morale.fear_calm * fear
    return min(1.0, max(0.0, fear + rate * days))
