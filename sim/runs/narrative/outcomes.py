"""What became of whom, in plain words: of a deal's fighters, of everyone, of the siege."""

from sim.runs.narrative.bargaining import unarmed
from sim.state.columns import Cause, Kind, Status
from sim.state.siege import Siege
from sim.state.siege_state import Deal
from sim.text.format import capitalized, count, join_and, number

OUTCOME_PHRASES = {
    "evacuation": "evacuated under a deal",
    "split": "ended by a deal that split the garrison",
    "surrender": "surrendered under a deal",
    "stormed": "taken by storm",
    "relieved": "relieved from outside",
    "lifted": "given up by the besieger",
    "collapse": "fallen with its garrison's collapse",
    "stalemate": "undecided to the end",
}
CAUSE_PHRASES = {
    "ground": "the last ground was overrun",
    "nerve": "the garrison broke under the assault",
    "nobody_left": "no fighter was left",
    "broke_out": "the garrison broke out",
    "dissolved": "the garrison dissolved",
    "relief": "an outside force broke the ring",
    "worth": "the place was no longer worth its price to the besieger",
    "horizon": "time ran out",
}
#: What became of those who fought on after a deal.
REMNANT_PHRASES = {
    "stormed": "were overrun", "relieved": "were relieved from outside", "lifted": "were left alone",
    "evacuation": "left under a deal of their own", "split": "parted under a deal of their own",
    "surrender": "gave themselves up under a deal of their own", "collapse": "gave way",
    "stalemate": "were still there when time ran out",
}  # fmt: skip
TIMES = {1: "once", 2: "twice"}
STATUS_LABELS = {
    Kind.fighter: {
        Status.inside: "still in arms",
        Status.aboard: "on the road",
        Status.evacuated: "left with the convoy",
        Status.settled: "laid down arms and stayed",
        Status.custody: "in custody",
        Status.smuggled: "slipped out of the column",
        Status.deserted: "deserted or got away",
        Status.dead: "dead",
    },
    Kind.civilian: {
        Status.inside: "still there",
        Status.aboard: "on the road",
        Status.evacuated: "left with the convoy",
        Status.fled: "fled",
        Status.smuggled: "smuggled out",
        Status.dead: "dead",
    },
    Kind.besieger: {
        Status.inside: "still there",
        Status.withdrawn: "withdrawn",
        Status.deserted: "deserted",
        Status.dead: "dead",
    },
}


def deal_result(deal: Deal) -> str:
    """What a deal did, in a few words. Where the convoy was attacked not all of those who set out arrived."""
    went = "set out" if deal.incidents else "left"
    parts = {
        f"{went} {'without arms' if unarmed(deal.package, deal.concession) else 'armed'}": deal.left,
        "got aboard although left out": deal.excluded_left,
        "laid down arms and stayed": deal.settled,
        "went into custody": deal.custody,
        "fought on": deal.stayed,
    }
    said = [f"{number(heads)} {what}" for what, heads in parts.items() if heads]
    return f"of {count(deal.fighters_at_signing, 'fighter')} {join_and(said)}"


def convoy_history(deal: Deal) -> str:
    """How a convoy fared between boarding and arrival; nothing where nobody left."""
    if not deal.left:
        return ""
    parts = []
    if deal.incidents:
        parts.append(f"was attacked {TIMES.get(deal.incidents, f'{number(deal.incidents)} times')}")
    if deal.halt_days:
        parts.append(f"stood for {count(deal.halt_days, 'day')}")
    return f"on the way the convoy {join_and(parts)}" if parts else "nothing befell the convoy on the way"


def deal_results(siege: Siege) -> dict[int, str]:
    """What each deal that was carried out did and how its convoy fared, by the day on which it was done."""
    done = [deal for deal in siege.deals if deal.completed_day >= 0]
    return {deal.completed_day: "; ".join(filter(None, (deal_result(deal), convoy_history(deal)))) for deal in done}


def ending_text(siege: Siege) -> str:
    """How it ended, why, and at what price; nothing before the end."""
    ending = siege.ending
    if ending is None:
        return ""
    said = OUTCOME_PHRASES[ending.outcome]
    if siege.main_deal is None:
        said += f"; {CAUSE_PHRASES.get(ending.cause, ending.cause)}"
        said += "; no offer was made" if siege.talks.rounds == 0 else ""
    elif ending.secondary:
        said += f"; those who fought on {REMNANT_PHRASES[ending.secondary]}"
    civilians = {status: siege.people_in(Kind.civilian, status) for status in Status}
    names = {Kind.civilian: "civilian", Kind.fighter: "fighter", Kind.besieger: "besieger"}
    dead = join_and([count(siege.people_in(kind, Status.dead), name) for kind, name in names.items()])
    out = sum(civilians[status] for status in (Status.fled, Status.smuggled, Status.evacuated))
    stayed = count(civilians[Status.inside], "civilian")
    return f"{said}. {capitalized(dead)} died; {stayed} stayed and {number(out)} got out"


def status_lines(siege: Siege) -> list[str]:
    """Where the people of each kind are, a sentence each."""
    lines = []
    for kind, name in (
        (Kind.fighter, "Fighters"),
        (Kind.civilian, "Civilians"),
        (Kind.besieger, "Besiegers"),
    ):
        known = STATUS_LABELS[kind]
        heads = {status: siege.people_in(kind, status) for status in Status if status != Status.awaited}
        parts = [f"{number(n)} {known.get(status, status.name)}" for status, n in heads.items() if n]
        lines.append(f"{name}: {join_and(parts) or 'none'}, of {number(sum(heads.values()))}.")
    return lines


def deaths_line(siege: Siege) -> str:
    """Who died, by cause."""
    by_cause = {cause: int(siege.deaths[:, cause].sum()) for cause in Cause}
    total = sum(by_cause.values())
    if not total:
        return "Nobody died."
    ranked = sorted((c for c in Cause if by_cause[c]), key=lambda c: -by_cause[c])
    return f"Dead in all: {number(total)}, of {join_and([f'{c.name} {number(by_cause[c])}' for c in ranked])}."
