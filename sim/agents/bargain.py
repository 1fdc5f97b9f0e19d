"""What terms are worth to either side, and which of them the besieger would offer."""

from sim.agents import campaign, minds
from sim.agents.minds import Sitting
from sim.state.siege import Siege
from sim.theory import council
from sim.theory.offers import MENU
from sim.theory.packages import Terms

#: Parts of `garrison.weights`, and the hidden resolve, by what they speak against.
AGAINST_FIGHTING = ("waning", "dying", "families", "resolve")
AGAINST_TERMS = ("holding", "road", "prison", "exile", "doctrine", "resolve")

Worths = tuple[float, float, float]  # of fighting on, leaving, giving up


def worths(siege: Siege, foreign: bool) -> Worths:
    """What fighting on, leaving and giving up are worth to a faction."""
    mind = siege.garrison
    if foreign:
        return mind.fight_foreign, mind.leave_foreign, mind.give_up_foreign
    return mind.fight_local, mind.leave_local, mind.give_up_local


def gain(siege: Siege, terms: Terms, foreign: bool) -> float:
    """What terms are worth to a faction over fighting on, in lives, before its hidden resolve."""
    return council.gain(siege.world, int(terms.package), terms.concession, worths(siege, foreign))


def acceptance(siege: Siege, terms: Terms, foreign_share: float, local_hidden: float, foreign_hidden: float) -> float:
    """Chance that the garrison says yes, given hidden resolves of its factions."""
    return council.acceptance(
        siege.world,
        int(terms.package),
        terms.concession,
        foreign_share,
        worths(siege, False),
        worths(siege, True),
        local_hidden,
        foreign_hidden,
    )


def deciding(siege: Siege, terms: Terms, sitting: Sitting, accepted: bool) -> str:
    """Name of what weighed most in an answer, with the faction that was harder to win.

    For a yes it is what spoke most against fighting on; for a no, what spoke most against the terms, among which
    may be the faction's hidden resolve.
    """
    mind = siege.garrison
    behind = {
        False: gain(siege, terms, False) - mind.hidden_local,
        True: gain(siege, terms, True) - mind.hidden_foreign,
    }
    foreign = sitting.now.foreign > 0.0 and not terms.package.splits and behind[True] < behind[False]
    hidden = mind.hidden_foreign if foreign else mind.hidden_local
    parts = council.weights(
        siege.rules,
        siege.world,
        sitting.told,
        mind.endurance,
        mind.road_belief,
        foreign,
        terms.package.gives_up,
        worths(siege, foreign)[0],
    )._asdict()
    parts["resolve"] = -hidden if accepted else hidden
    speaks = AGAINST_FIGHTING if accepted else AGAINST_TERMS
    return max(speaks, key=lambda name: parts[name])


def best_offer(siege: Siege, sitting: Sitting) -> tuple[Terms | None, float, float]:
    """The terms worth offering (None for none), their expected worth, and that of making no offer. Writes deal."""
    mind = siege.besieger
    choice, mind.deal, later = council.best_offer(
        siege.rules,
        siege.world,
        sitting.told,
        minds.leanings(siege),
        campaign.outside(siege),
        siege.garrison.endurance_sober,
        worths(siege, False),
        worths(siege, True),
        mind.belief,
        float(interval_days(siege)),
    )
    return (MENU[choice] if choice >= 0 else None), mind.deal, later


def interval_days(siege: Siege) -> int:
    """Days between two offers: shorter under assault than in a blockade."""
    n = siege.scenario.negotiation
    return round(n.offer_interval_days if siege.campaign.pressed else n.blockade_interval_days)


def best_way(siege: Siege) -> str:
    """Name of the besieger's best way without a deal."""
    mind = siege.besieger
    ways = {"storm": mind.storm, "wait": mind.wait, "lift": mind.lift}
    return "storm" if campaign.ordered(siege) else max(ways, key=lambda name: ways[name])
