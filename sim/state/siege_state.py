"""The state of one siege beside its columns: stores, campaign, talks, convoy, minds. Flat, so that it saves as JSON."""

from dataclasses import dataclass, field


@dataclass
class Stores:
    """Food in whole grams, exact: start + came in = eaten + stored + spoiled + destroyed + carried out."""

    food_g: int = 0
    start_g: int = 0
    produced_g: int = 0
    leaked_g: int = 0
    tunnel_g: int = 0
    aid_g: int = 0
    airlift_g: int = 0
    eaten_g: int = 0
    spoiled_g: int = 0
    destroyed_g: int = 0
    carried_g: int = 0  # with convoys: carried + given on the way = on the road + eaten there + taken to the refuge
    given_g: int = 0
    road_g: int = 0
    road_eaten_g: int = 0
    refuge_g: int = 0
    treatments: float = 0.0
    inflow: float = 0.0  # today, share of need
    mean_ration: float = 1.0  # today, share of full
    fighter_ration: float = 1.0
    price: float = 1.0  # of food, over that of peace, yesterday
    rent: float = 0.0  # what officers earn at the crossings, 0..1
    civilian_ration: float = 1.0
    care: float = 1.0
    water: float = 1.0

    def came_in_g(self) -> int:
        """All food that came in since day 0, grams."""
        return self.produced_g + self.leaked_g + self.tunnel_g + self.aid_g + self.airlift_g

    def gone_g(self) -> int:
        """All food that left the stores since day 0, grams."""
        return self.eaten_g + self.spoiled_g + self.destroyed_g + self.carried_g


@dataclass
class Campaign:
    """The besieger's assault campaign: a sequence of pushes."""

    pressed: bool = False
    pushing: bool = False
    pushes: int = 0
    won: int = 0
    repulsed: int = 0
    since: int = -1  # day the campaign began
    deadline: int = 0
    rest_until: int = 0
    goal_cells: int = 0  # ground at which this push has won
    attackers: int = 0  # men of the assault when the push began
    dead_before: int = 0
    axis_x: float = 1.0
    axis_y: float = 0.0
    middle_x: float = 0.0
    middle_y: float = 0.0
    attack_factor: float = 1.0


@dataclass
class Talks:
    """The table: whether there are talks, what lies on it, what was refused."""

    open: bool = False
    opened_by: str = ""
    next_offer: int = 0
    on_table: bool = False
    package: int = -1
    concession: float = 0.0
    answer_day: int = 0
    truce_until: int = -1
    ceasefire_until: int = -1  # last day of a ceasefire of the schedule
    rounds: int = 0
    refused: int = 0
    last_chance_to_leave: int = -9999
    leave_day: int = -1  # day on which those who promised to leave by a date go
    cold_until: int = -1  # day until which nobody opens talks, after a breach
    hardliners_loss: float = 0.0  # lives that the terms on the table take from a foreign fighter


@dataclass
class ScheduleState:
    """What the schedule has done so far, by the name of the entry."""

    acted: dict[str, int] = field(default_factory=dict)  # day on which it acted last
    held: dict[str, bool] = field(default_factory=dict)  # whether the condition of a repeated entry held this morning


@dataclass
class Deal:
    """A signed deal, and what became of it. Numbers are people."""

    package: int
    concession: float
    signed_day: int
    refused_before: int
    fighters_at_signing: int
    completed_day: int = -1
    broken: bool = False
    left: int = 0  # fighters who were to leave, and did not give themselves up on the way
    settled: int = 0
    custody: int = 0
    stayed: int = 0
    extra_arms: int = 0  # leavers who carried arms beyond the terms
    excluded_left: int = 0  # fighters left out of the terms who got aboard
    shields: int = 0  # civilians taken along as cover
    found: int = 0  # what checks at boarding found of all these
    slipped: int = 0  # people smuggled out of the column
    incidents: int = 0
    halt_days: int = 0
    cratered: int = 0
    struck: int = 0
    struck_families: int = 0  # 1: with civilians aboard


@dataclass
class Convoy:
    """Those who leave under a deal, in tranches."""

    under_way: bool = False
    secret: bool = False
    tranches: int = 0
    boarding: int = 0  # number of the tranche that boards next
    km: list[float] = field(default_factory=list)  # how far each tranche has come; -1 once it arrived
    halted_until: int = -1
    stranded_since: int = -1
    grievance: float = 0.0  # of those left out, lives
    response: int = -1  # of the patron, by place in theory.patron.RESPONSES; -1 undecided
    ration: float = 1.0  # of those aboard, share of full


@dataclass
class Public:
    """What the public knows."""

    attention: float = 0.0  # 0..1
    reports: int = 0
    denied: bool = False
    denied_day: int = -1
    exposed_day: int = -1  # day on which what was denied came out; may lie after the siege's end
    condemned: bool = False
    arrested: int = 0  # of those who settled, within a year of the end


@dataclass
class GarrisonMind:
    """What the garrison command knows and believes."""

    hidden_local: float = 0.0
    hidden_foreign: float = 0.0
    storm_belief: float = 0.1
    road_belief: float = 0.5
    prison_belief: float = 0.5  # of the captor's reputation
    threat_credibility: float = 0.5  # of threats with a date
    endurance: float = 100.0
    unbiased_endurance: float = 100.0
    reference_strength: float = 0.0  # its strength of late, with which losses are compared; 0 before the first round
    fight_local: float = 1.0
    fight_foreign: float = 1.0
    leave_local: float = 0.0
    leave_foreign: float = 0.0
    give_up_local: float = 0.0
    give_up_foreign: float = 0.0


@dataclass
class BesiegerMind:
    """What the besieger's command knows and believes."""

    storm_bias: float = 0.0
    deal_bias: float = 0.0
    split_bias: float = 0.0
    first_endurance_factor: float = 1.0
    belief: tuple[float, ...] = ()
    tastes: tuple[float, ...] = ()  # for each package, shares of V
    endurance_belief: tuple[float, ...] = ()  # over his error about the garrison's endurance
    endurance_factor: float = 1.0  # what he takes that endurance for, over what it is
    learned_week: int = 0
    dead_learned: int = 0  # fighters dead when he last drew conclusions from it
    dates_judged: int = 0  # marks of the dates that have come and gone
    partners_alternative: list[float] = field(default_factory=list)  # what each partner can have without a deal
    partners_storm_propensity: list[float] = field(default_factory=list)  # how far each would storm
    road_reputation: float = 0.6
    captor_reputation: float = 0.55
    life_price: float = 0.5
    p_win_assault: float = 0.5
    storm: float = 0.0
    wait: float = 0.0
    lift: float = 0.0
    deal: float = 0.0
    dead_yesterday: int = 0  # fighters dead by last night
    loss_rate: float = 0.0  # garrison's fighters killed a day, smoothed over a month, as both sides see it


@dataclass
class PatronMind:
    """What the patron behind the besieger is like."""

    temper: float = 0.0  # how far beyond its stake it would go, share of V; drawn once


@dataclass
class Ending:
    """How it ended."""

    outcome: str
    cause: str
    secondary: str
    day: int


@dataclass
class InitialCounts:
    """Figures of day 0 that shares refer to."""

    fighters: int = 0
    civilians: int = 0
    besiegers: int = 0
    cells: int = 0
    fields: int = 0
    need_g: int = 0
    reserve_fighters: int = 0  # rows kept for those who may come from other sieges of a theatre
    reserve_besiegers: int = 0


@dataclass
class Link:
    """What a siege learns each morning of the other sieges of its theatre; one that stands alone keeps these values.

    An agreement is a deal that both parties want and that waits until the linked siege has one too.
    """

    linked: bool = False  # to a siege in which the besieger's own people are besieged by the garrison's side
    tied: bool = False  # every deal to leave waits for the other town, whatever its package says
    partner_ready: bool = False
    partner_boarded: int = 0  # tranches
    partner_halted: bool = False
    partner_broke: bool = False
    hostages: float = 0.0  # 0..1, collateral for the besieger's word
    patience_days: int = 0  # for which an agreement waits
    agreed_package: int = -1  # -1: there is no agreement
    agreed_concession: float = 0.0
    agreed_day: int = -1
    bound: bool = False  # the convoy under way goes tranche for tranche
    precedent: float = 0.0  # belief in a storm that the fate of others adds
    hope: float = 1.0  # of relief, over that of the first day
    joined_fighters: int = 0  # people from other sieges who joined the garrison
    joined_besiegers: int = 0
    left_fighters: int = 0  # people from here who have joined another one
    left_besiegers: int = 0
    rows_fighters: int = 0  # rows that those from elsewhere fill
    rows_besiegers: int = 0

    @property
    def agreed(self) -> bool:
        """Whether an agreement waits for the other town."""
        return self.agreed_package >= 0
