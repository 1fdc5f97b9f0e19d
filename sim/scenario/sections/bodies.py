"""Hunger, disease and wounds."""

from sim.scenario.declare import Section, par

WORLD_BMI = (
    "NCD Risk Factor Collaboration 2016: men 24.2, women 24.4 in the world in 2014; 21.4 to 29.2 for men by region. "
    "Children and the old stand for adults here: assumption"
)


class Bodies(Section):
    """Body mass over time, and deaths without direct violence."""

    mass_days: float = par(
        75.0,
        "day",
        "time scale of body-mass loss",
        "fits the 1981 hunger strike and Minnesota 1944-45",
        ge=20,
        le=200,
        expert=True,
        label="time scale of weight loss",
    )
    bmi: float = par(
        24.3,
        "kg/m2",
        "mean body mass index when the ring closes",
        WORLD_BMI,
        ge=15,
        le=35,
        expert=True,
        label="initial body mass index",
    )
    bmi_spread: float = par(
        0.12,
        "share",
        "between-person spread of the body mass index that counts as reserve (s.d. of its reciprocal over the mean)",
        "with rations on paper it gives Leningrad's deaths of November 1941 (0.4%) and of the worst month (3-4%). Body "
        "mass indices differ more: 0.19 gives the 9% below 18.5 and 13% above 30 of the world in 2014 (NCD Risk Factor "
        "Collaboration 2016); that the rest is frame, not reserve, is an assumption (0.08-0.17)",
        ge=0,
        le=0.3,
        expert=True,
        label="spread of body mass index",
    )
    need_spread: float = par(
        0.15,
        "share",
        "between-person spread of food need for a given body, and of access to food (s.d.)",
        "basal metabolic rate for a body mass 9% (Schofield 1985), activity 8-10% (FAO/WHO/UNU 2004); the rest, what "
        "sharing within a household leaves of unequal access, is an assumption (0.08-0.2)",
        ge=0,
        le=0.5,
        expert=True,
        label="spread of food need",
    )
    disease_per_day: float = par(
        1.0e-5,
        "1/day",
        "deaths from disease with adequate water, food and care (0.1 per 10,000 per day)",
        "assumption: part of ordinary mortality",
        ge=0,
        le=0.01,
        expert=True,
        label="baseline deaths from disease",
    )
    thirst_factor: float = par(
        1.0,
        "ratio",
        "additional disease deaths when no water is safe, as a multiple of the base rate",
        "842 000 deaths a year from unsafe water and sanitation (WHO 2014) among 2.5 billion without sanitation (JMP "
        "2014) are 0.1 of the base rate; ten times that in a crowded pocket is an assumption (0.1-6)",
        ge=0,
        le=100,
        expert=True,
        label="disease deaths without safe water",
    )
    frailty_factor: float = par(
        8.0,
        "ratio",
        "what each unit of body mass lost adds to deaths from unsafe water, as a multiple of those at full mass",
        "assumption (0-10); no more than that, because mortality by body mass index counts deaths from all causes",
        ge=0,
        le=100,
        expert=True,
        label="disease deaths from unsafe water in malnutrition",
    )
    wound_days: float = par(
        30.0, "day", "days for a wound to heal", ge=1, le=365, expert=True, label="healing time of wounds"
    )
    wound_death_per_day: float = par(
        0.004,
        "1/day",
        "deaths of the wounded under full care",
        "about 10% die of their wounds; assumption",
        ge=0,
        le=1,
        expert=True,
        label="death rate of the wounded",
    )
    no_care_factor: float = par(
        3.0,
        "ratio",
        "additional deaths from wounds without any care, as a multiple of those under care",
        ge=1,
        le=50,
        expert=True,
        label="deaths from wounds without care",
    )
