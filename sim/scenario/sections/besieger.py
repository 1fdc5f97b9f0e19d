"""The besieger: men, temper, and what he can bear."""

from sim.scenario.declare import Section, par


class Besieger(Section):
    """Facts of the besieging force."""

    manpower: int = par(
        2400,
        "person",
        "men present on day 0: cordon, assault and reserve",
        ge=1,
        le=500_000,
        when="start",
        label="besieger's men",
    )
    reference_manpower: int = par(
        2400,
        "person",
        "men that the task would call for; fewer available make each life dearer",
        ge=1,
        le=500_000,
        label="men the task calls for",
    )
    committed_elsewhere: float = par(
        0.0,
        "share",
        "share of the men bound to other fronts when it comes to losses",
        ge=0,
        le=0.99,
        label="men bound elsewhere",
    )
    scarcity_exponent: float = par(1.0, "exponent", "how the price of a life rises as men grow scarce", ge=0, le=5)
    morale: float = par(0.8, "morale 0-1", "mean morale on day 0", ge=0, le=1, when="start", label="besieger's morale")
    unit_size: int = par(30, "person", "men of a unit", ge=2, le=200, when="start", expert=True)
    cordon_share: float = par(0.55, "share", "of the men, those who hold the ring", ge=0, le=1, label="men in the ring")
    reserve_share: float = par(
        0.15, "share", "of the men, those kept back; the rest assault", ge=0, le=1, label="men in reserve"
    )
    ring_men_per_km: float = par(
        150.0, "person/km", "cordon through which a share 1/e of what would leak still gets", ge=1, le=5000
    )
    offensive_day: int = par(
        -1,
        "day",
        "day of a final offensive or ultimatum; -1: he blockades until his own sums tell him to storm",
        ge=-1,
        le=7300,
        label="day of the announced offensive",
    )
    threat_bearer: float = par(
        0.3,
        "share",
        "share of the later danger from fighters who leave armed that falls on his own side",
        "the article's core: local force 0.1-0.3, patron 1",
        ge=0,
        le=1,
        label="later danger borne by the besieger",
    )
    audience_cost: float = par(
        1.0,
        "level 0-3",
        "cost of a visible deal: 0 amnesty is policy, 3 official no-deal stance",
        ge=0,
        le=3,
        label="public cost of a deal",
    )
    captor_reputation: float = par(
        0.55,
        "0-1",
        "expected survival of one who gives himself up",
        ge=0,
        le=1,
        when="start",
        label="captor's reputation",
    )
    road_reputation: float = par(
        0.6,
        "0-1",
        "how often a convoy under his word arrived",
        "most evacuations of 2014-18 were completed",
        ge=0,
        le=1,
        when="start",
        label="reputation of the road",
    )
    lets_civilians_out: float = par(
        0.15,
        "share",
        "of civilians who reach the line, those who are let through",
        ge=0,
        le=1,
        label="civilians let through",
    )
    aid_allowed: float = par(
        0.0, "share", "of the aid that stands ready, what he lets in", ge=0, le=1, label="aid let in"
    )
    air_dependence: float = par(
        0.0,
        "share",
        "how far his striking power is a patron's aircraft and not his own",
        "local forces under foreign air cover, 2014-18; beside the patron's veto",
        ge=0,
        le=1,
        label="dependence on a patron's aircraft",
    )
    dependence_strike: float = par(
        0.3,
        "share",
        "of his striking power, what is missing when all of it hangs on others (0: nothing)",
        "assumption (0-0.6)",
        ge=0,
        le=1,
        expert=True,
    )
    dependence_price: float = par(
        1.0,
        "ratio",
        "by how much full dependence makes an own life dearer (0: not at all)",
        "a force that borrows its strength is short of men; assumption (0-3)",
        ge=0,
        le=10,
        expert=True,
    )
    rent_loosens: float = par(
        0.1,
        "share",
        "of the tightness of the ring, what officers who live by the crossings sell at famine prices (0: nothing)",
        "Todman 2016: crossings and monopolies; size assumed (0-0.5)",
        ge=0,
        le=1,
        label="crossings sold",
    )
    rent_per_week: float = par(
        0.001,
        "share of value a week",
        "what those rents are worth to him while the siege goes on, at famine prices (0: nothing)",
        "Todman 2016: rent makes some besiegers prefer not to finish; size assumed (0-0.02)",
        ge=0,
        le=0.2,
        label="worth of siege rents",
    )
