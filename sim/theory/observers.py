"""Who sees what is done, what the public makes of it, and when it is condemned.

Observation cuts both ways. Eyes on the road deter a breach (`credibility.doubt`); the same eyes make a deal with the
enemy dearer to those whose public was promised none (`besieger_options.public_cost`). Sight is a fact of the scenario;
*attention*, 0..1, is public attention: each report raises it, and it fades in about a month.
"""

import math

from sim.compiled import rule

#: How much of the public's attention one report takes, by the event reported (assumption).
ATTENTION_GAINED = {
    "push_won": 0.02,
    "push_repulsed": 0.02,
    "talks_opened": 0.1,
    "refused": 0.05,
    "signed": 0.2,
    "gave_up_unasked": 0.1,
    "tranche_left": 0.1,
    "incident": 0.3,
    "cratered": 0.3,
    "completed": 0.1,
    "protested": 0.1,
    "condemned": 0.3,
    "exposed": 0.4,
}


@rule
def observed_share(aircraft, monitors, journalists):
    """How much of what is done is seen: O = 1 - (1 - air)(1 - monitors)(1 - press); any of the three may see it."""
    return 1.0 - (1.0 - aircraft) * (1.0 - monitors) * (1.0 - journalists)


@rule
def with_attention(seen, attention, weight):
    """What is seen when the public looks on: O' = 1 - (1 - O)(1 - weight x attention) (assumption)."""
    return 1.0 - (1.0 - seen) * (1.0 - weight * attention)


@rule
def leaks(monitors, journalists, kept_out, attention, weight):
    """What the public sees of a secret deal: monitors, and the press that could not be kept away (M32).

    Aircraft see a secret convoy, but what they see is not for the public.
    """
    return with_attention(1.0 - (1.0 - monitors) * (1.0 - journalists * (1.0 - kept_out)), attention, weight)


def attention_after(attention: float, event: str) -> float:
    """Attention after a report: attention + s (1 - attention), s from ATTENTION_GAINED."""
    return attention + ATTENTION_GAINED.get(event, 0.0) * (1.0 - attention)


def faded(attention: float, days: float) -> float:
    """Attention a day later: attention x e^(-1 / days)."""
    return attention * math.exp(-1.0 / days)


def condemned_chance(civilians: float, seen: float, half: float) -> float:
    """Chance that a displacement is condemned: O c / (c + half), c civilians bused out (none where half is 0).

    The UN called the evacuations of Daraya and eastern Aleppo forced displacement; small convoys passed unremarked.
    """
    return seen * civilians / (civilians + half) if half > 0.0 and civilians > 0.0 else 0.0
