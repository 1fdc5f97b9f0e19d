"""The besieging force: its size, its constraints and its reputation."""

from sim.scenario.declare import Section, par


class Besieger(Section):
    """Size, morale, resources and constraints of the besieging force."""

    manpower: int = par(
        2400,
        "person",
        "men present on day 0: cordon, assault force and reserve",
        ge=1,
        le=500_000,
        when="start",
        label="besieger's men",
    )
    reference_manpower: int = par(
        2400,
        "person",
        "men the task calls for; with fewer available, each life is dearer",
        ge=1,
        le=500_000,
        label="men needed for the task",
    )
    committed_elsewhere: float = par(
        0.0,
        "share",
        "share of the men tied to other fronts, which makes losses dearer",
        ge=0,
        le=0.99,
        label="men committed elsewhere",
    )
    scarcity_exponent: float = par(
        1.0,
        "exponent",
        "how steeply the price of a life rises as men become scarce",
        ge=0,
        le=5,
        label="response of the price of a life to scarcity",
    )
    morale: float = par(0.8, "morale 0-1", "mean morale on day 0", ge=0, le=1, when="start", label="besieger's morale")
    unit_size: int = par(30, "person", "men per unit", ge=2, le=200, when="start", expert=True, label="unit size")
    cordon_share: float = par(
        0.55, "share", "share of the men who hold the ring", ge=0, le=1, label="share of men in the cordon"
    )
    reserve_share: float = par(
        0.15,
        "share",
        "share of the men held in reserve; the rest form the assault force",
        ge=0,
        le=1,
        label="share of men in reserve",
    )
    ring_men_per_km: float = par(
        150.0,
        "person/km",
        "density of the cordon at which 1/e of potential traffic still gets through",
        ge=1,
        le=5000,
        label="density of the cordon",
    )
    offensive_day: int = par(
        -1,
        "day",
        "day of an announced final offensive or ultimatum; -1: none, the besieger blockades until an assault pays",
        ge=-1,
        le=7300,
        label="day of the announced offensive",
    )
    threat_bearer: float = par(
        0.3,
        "share",
        "share of the later danger from fighters who leave armed that falls on the besieger's own side",
        "central argument of the model: local force 0.1-0.3, patron 1",
        ge=0,
        le=1,
        label="later danger borne by the besieger",
    )
    audience_cost: float = par(
        1.0,
        "level 0-3",
        "cost of a visible deal at home: 0 amnesty is policy, 3 official no-deal stance",
        ge=0,
        le=3,
        label="public cost of a deal",
    )
    captor_reputation: float = par(
        0.55,
        "0-1",
        "expected probability of surviving captivity after surrender",
        ge=0,
        le=1,
        when="start",
        label="captor's reputation",
    )
    road_reputation: float = par(
        0.6,
        "0-1",
        "share of convoys that arrived under this besieger's word",
        "most evacuations of 2014-18 were completed",
        ge=0,
        le=1,
        when="start",
        label="reputation for safe convoys",
    )
    lets_civilians_out: float = par(
        0.15,
        "share",
        "share of the civilians reaching the front line who are let through",
        ge=0,
        le=1,
        label="civilians let through",
    )
    aid_allowed: float = par(
        0.0, "share", "share of the available aid that the besieger lets in", ge=0, le=1, label="aid let in"
    )
    air_dependence: float = par(
        0.0,
        "share",
        "how far the besieger's strike capability is a patron's air force rather than its own",
        "local forces under foreign air cover, 2014-18; separate from the patron's veto",
        ge=0,
        le=1,
        label="dependence on a patron's air force",
    )
    dependence_strike: float = par(
        0.3,
        "share",
        "share of strike capability missing under full dependence on a patron (0: none)",
        "assumption (0-0.6)",
        ge=0,
        le=1,
        expert=True,
        label="strike capability lost through dependence",
    )
    dependence_price: float = par(
        1.0,
        "ratio",
        "how much full dependence raises the price of the besieger's own lives (0: not at all)",
        "a force that borrows its strength is short of men; assumption (0-3)",
        ge=0,
        le=10,
        expert=True,
        label="price of dependence",
    )
    rent_loosens: float = par(
        0.1,
        "share",
        "loss of ring tightness at famine prices because officers who profit from the crossings sell passage (0: none)",
        "Todman 2016: crossings and monopolies; size assumed (0-0.5)",
        ge=0,
        le=1,
        label="sale of passage through the ring",
    )
    rent_per_week: float = par(
        0.001,
        "share of value per week",
        "value to the besieger of siege rents at famine prices (0: none)",
        "Todman 2016: rent makes some besiegers prefer not to finish; size assumed (0-0.02)",
        ge=0,
        le=0.2,
        label="value of siege rents",
    )
