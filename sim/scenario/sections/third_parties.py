"""Third parties: relief, patron, guarantor, mediator, observers."""

from sim.scenario.declare import Section, par


class Relief(Section):
    """Relief by an outside force: its rate, and the garrison's expectation of it."""

    rate_per_week: float = par(
        0.003,
        "1/week",
        "probability that an outside force breaks the siege",
        "2 of about 16 sieges relieved in 45 siege-years: 0.0009; Deir ez-Zor and Nubl were the long ones",
        ge=0,
        le=1,
        label="rate of relief",
    )
    hope: float = par(
        2.0,
        "ratio",
        "garrison's expected rate of relief relative to the true rate",
        ge=0,
        le=20,
        label="garrison's expectation of relief",
    )


class Patron(Section):
    """An outside power behind the besieger, with its own air force."""

    veto: float = par(
        0.0,
        "0-1",
        "patron's power to block a deal before it is implemented; 0: no patron, or no veto",
        ge=0,
        le=1,
        label="patron's veto",
    )
    reach: float = par(
        0.0,
        "0-1",
        "daily probability that the patron's aircraft are over the road and may crater it or strike; 0: never",
        ge=0,
        le=1,
        label="patron's reach over the road",
    )
    threat_bearer: float = par(
        0.3,
        "0-1",
        "share of the threat from armed leavers that falls on the patron and its own forces",
        "assumption: 1 where they are bound for its own front, about 0 where others face them",
        ge=0,
        le=1,
        label="threat borne by the patron",
    )
    audience_cost: float = par(
        1.0,
        "0-3",
        "sensitivity of the patron's public to fighters being let go",
        "3: a declared policy of annihilation, May 2017",
        ge=0,
        le=3,
        label="patron's audience cost",
    )
    restraint: float = par(
        1.0,
        "share of value",
        "additional cost to the patron of striking a column of civilians only, not of fighters only; 0: none",
        "Manbij 2016 and Raqqa 2017: civilians in every vehicle stopped the fire; the size is an assumption",
        ge=0,
        le=5,
        label="restraint by civilians on board",
    )
    rival_request: float = par(
        0.0,
        "0-1",
        "strength of a rival power's request to spare the column",
        "Qalamoun 2017: Russia made such a request",
        ge=0,
        le=1,
        label="rival power's request",
    )
    veto_price: float = par(
        0.25,
        "share of value",
        "cost to the patron of blocking its own side's deal",
        ge=0,
        le=5,
        expert=True,
        label="patron's cost of a veto",
    )
    crater_price: float = par(
        0.3,
        "share of value",
        "cost to the patron of cratering an empty stretch of road",
        ge=0,
        le=5,
        expert=True,
        label="patron's cost of cratering the road",
    )
    strike_price: float = par(
        0.4,
        "share of value",
        "cost to the patron of striking a column of fighters only",
        ge=0,
        le=5,
        expert=True,
        label="patron's cost of striking a convoy",
    )
    doubt: float = par(
        0.08,
        "share of value",
        "between-siege spread of the patron's disposition, and the others' uncertainty about it",
        ge=0.001,
        le=1,
        expert=True,
        label="uncertainty about the patron",
    )


class Guarantor(Section):
    """A third party that accompanies the convoy and whose guarantee the garrison can trust."""

    strength: float = par(
        0.2,
        "0-1",
        "guarantor's presence on the convoy: 0 none, 1 certain protection",
        "Walter 1997; al-Waer before and after",
        ge=0,
        le=1,
        label="guarantor's strength",
    )
    stays_days: float = par(
        180.0,
        "day",
        "how long a guarantor of strength 1 stays with settled fighters; a weaker one leaves proportionally sooner",
        "Daraa 2018: arrests grew once the Russian police stood back",
        ge=0,
        le=3650,
        label="length of the guarantor's stay",
    )


class Mediator(Section):
    """An intermediary: elders, clergy, the Red Crescent."""

    skill: float = par(
        0.3,
        "0-1",
        "reduction of the cost of negotiating and of being seen to negotiate",
        "Clayton et al. 2022",
        ge=0,
        le=1,
        label="mediator's skill",
    )


class Observers(Section):
    """Who observes the siege, and how publicity affects the parties."""

    aircraft: float = par(
        0.0, "0-1", "aerial observation of the town and the road", ge=0, le=1, label="aerial observation"
    )
    monitors: float = par(0.1, "0-1", "presence of monitors at the crossings", ge=0, le=1, label="monitors")
    journalists: float = par(0.2, "0-1", "presence of the press; 0: kept out", ge=0, le=1, label="journalists")
    kept_out: float = par(
        0.9,
        "share",
        "share of the press that the besieger can keep away from a secret convoy",
        "Raqqa 2017: journalists were not let near the buses (BBC, 13 November 2017)",
        ge=0,
        le=1,
        label="press kept away from a secret convoy",
    )
    attention: float = par(
        0.5,
        "0-1",
        "increase in what is observed at peak public attention; 0: attention has no effect",
        "Clayton et al. 2022 on visible violence; the size is an assumption",
        ge=0,
        le=1,
        label="effect of public attention",
    )
    attention_days: float = par(
        30.0,
        "day",
        "time in which public attention falls to a third",
        ge=1,
        le=730,
        expert=True,
        label="duration of public attention",
    )
    exposure_days: float = par(
        45.0,
        "day",
        "mean time until a denied deal becomes public where many saw it",
        "Raqqa 2017: drivers disclosed the convoy of 12 October on 13 November",
        ge=1,
        le=3650,
        label="time until a secret deal is exposed",
    )
    condemned_from: int = par(
        1500,
        "person",
        "number of civilians bused out at which a fully visible convoy is condemned as forced displacement with "
        "probability 1/2; 0: never",
        "UN Commission of Inquiry on Daraya (4 700) and eastern Aleppo; the size is an assumption",
        ge=0,
        le=1_000_000,
        label="displacement that draws condemnation",
    )
