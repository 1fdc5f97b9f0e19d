"""What became of whom: of a deal's fighters, of everyone, of the siege."""

from sim.outcomes import SiegeOutcome
from sim.runs.narrative.bargaining import unarmed
from sim.state.columns import Cause, Kind, Status
from sim.state.siege import Siege
from sim.state.siege_state import Deal
from sim.text.format import capitalized, count, join_and, number

#: What brought it about, where it was no deal.
CAUSE_PHRASES = {
    "ground": "the last ground was overrun",
    "nerve": "the garrison broke under the assault",
    "nobody_left": "no fighter was left",
    "broke_out": "the garrison broke out",
    "dissolved": "the garrison dissolved",
    "relief": "an outside force broke the ring",
    "scheduled": "the besieger withdrew, as scheduled",
    "worth": "the place was no longer worth its cost to the besieger",
    "horizon": "the simulated period ended",
}
#: Causes of death that are not their own name in a sentence.
CAUSES_OF_DEATH = {
    Cause.skirmish: "skirmishes", Cause.assault: "assaults", Cause.crossing: "crossing the ring",
    Cause.breach: "attacks on the convoy", Cause.breakout: "breaking out",
}  # fmt: skip
TIMES = {1: "once", 2: "twice"}
STATUS_LABELS = {
    Kind.fighter: {
        Status.inside: "inside and under arms",
        Status.aboard: "on the road",
        Status.evacuated: "left with the convoy",
        Status.settled: "laid down arms and stayed",
        Status.custody: "in custody",
        Status.smuggled: "slipped out of the convoy",
        Status.deserted: "deserted or escaped",
        Status.dead: "dead",
    },
    Kind.civilian: {
        Status.inside: "still inside",
        Status.aboard: "on the road",
        Status.evacuated: "left with the convoy",
        Status.fled: "fled",
        Status.smuggled: "smuggled out",
        Status.dead: "dead",
    },
    Kind.besieger: {
        Status.inside: "still in the ring",
        Status.withdrawn: "withdrawn",
        Status.deserted: "deserted",
        Status.dead: "dead",
    },
}


def outcome_headline(name: str) -> str:
    """How a siege ended, by the name of its outcome in the ledger."""
    return SiegeOutcome[name].headline if name in SiegeOutcome.__members__ else "outcome unknown"


def deal_result(deal: Deal) -> str:
    """What a deal did with the fighters. Where the convoy was attacked, not all of those who set out arrived."""
    went = "set out" if deal.incidents else "left"
    parts = {
        f"{went} {'without arms' if unarmed(deal.package, deal.concession) else 'armed'}": deal.left,
        "left although they were excluded": deal.excluded_left,
        "laid down arms and stayed": deal.settled,
        "went into custody": deal.custody,
        "fought on": deal.stayed,
    }
    fighters = deal.fighters_at_signing
    only = next((what for what, people in parts.items() if people == fighters > 1), None)
    if only and sum(parts.values()) == fighters:
        return f"all {number(fighters)} fighters {only}"
    text = [f"{number(people)} {what}" for what, people in parts.items() if people]
    return f"of {count(fighters, 'fighter')}, {join_and(text)}"


def convoy_history(deal: Deal) -> str:
    """What happened to a convoy between boarding and arrival; empty where nobody left."""
    if not deal.left:
        return ""
    parts = []
    if deal.incidents:
        parts.append(f"attacked {TIMES.get(deal.incidents, f'{number(deal.incidents)} times')}")
    if deal.halt_days:
        parts.append(f"halted for {count(deal.halt_days, 'day')}")
    return f"the convoy was {join_and(parts)}" if parts else "the convoy arrived without incident"


def deal_results(siege: Siege) -> dict[int, str]:
    """What each completed deal did and what happened to its convoy, by the day of its completion."""
    done = [deal for deal in siege.deals if deal.completed_day >= 0]
    return {deal.completed_day: "; ".join(filter(None, (deal_result(deal), convoy_history(deal)))) for deal in done}


def civilian_deaths(siege: Siege) -> str:
    """How many civilians died, of how many, and what killed most of them: a phrase."""
    dead = siege.people_in(Kind.civilian, Status.dead)
    total = sum(siege.people_in(Kind.civilian, status) for status in Status if status != Status.awaited)
    if not dead:
        return f"none of the {number(total)} civilians died"
    causes = {cause: int(siege.deaths[Kind.civilian, cause]) for cause in Cause}
    worst = max(causes, key=lambda cause: causes[cause])
    share = "" if causes[worst] == dead else f", {number(causes[worst])} of them"
    return f"{number(dead)} of {count(total, 'civilian')} died{share} from {CAUSES_OF_DEATH.get(worst, worst.name)}"


def ending_text(siege: Siege) -> str:
    """How a siege ended, why, and at what cost; empty before the end."""
    ending = siege.ending
    if ending is None:
        return ""
    text = SiegeOutcome[ending.outcome].headline
    if siege.main_deal is None:
        text += f"; {CAUSE_PHRASES.get(ending.cause, ending.cause)}"
        text += "; no offer was made" if siege.talks.rounds == 0 else ""
    elif ending.secondary:
        text += f"; those who fought on {SiegeOutcome[ending.secondary].remnant}"
    civilians = {status: siege.people_in(Kind.civilian, status) for status in Status}
    names = {Kind.civilian: "civilian", Kind.fighter: "fighter", Kind.besieger: "besieger"}
    dead = join_and([count(siege.people_in(kind, Status.dead), name) for kind, name in names.items()])
    out = sum(civilians[status] for status in (Status.fled, Status.smuggled, Status.evacuated))
    stayed = count(civilians[Status.inside], "civilian")
    return f"{text}. {capitalized(dead)} died; {stayed} stayed and {number(out)} got out"


def status_lines(siege: Siege) -> list[str]:
    """Where the people of each kind are, a sentence each."""
    lines = []
    for kind, name in (
        (Kind.civilian, "Civilians"),
        (Kind.fighter, "Fighters"),
        (Kind.besieger, "Besiegers"),
    ):
        labels = STATUS_LABELS[kind]
        people = {status: siege.people_in(kind, status) for status in Status if status != Status.awaited}
        parts = [f"{number(n)} {labels.get(status, status.name)}" for status, n in people.items() if n]
        lines.append(f"{name}: {join_and(parts) or 'none'}, of {number(sum(people.values()))}.")
    return lines


def deaths_line(siege: Siege) -> str:
    """All deaths, by cause."""
    by_cause = {cause: int(siege.deaths[:, cause].sum()) for cause in Cause}
    total = sum(by_cause.values())
    if not total:
        return "Nobody died."
    ranked = sorted((cause for cause in Cause if by_cause[cause]), key=lambda cause: -by_cause[cause])
    causes = ", ".join(f"{CAUSES_OF_DEATH.get(cause, cause.name)} {number(by_cause[cause])}" for cause in ranked)
    return f"Deaths on all sides: {number(total)} ({causes})."
