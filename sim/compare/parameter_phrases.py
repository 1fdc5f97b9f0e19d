"""How the value of a parameter is put in a sentence, after the word `with`: 10 days of food in the stores."""

#: `{}` is the value with its unit, `{n}` the value alone; both may be `at least 10` or `10–28` as well.
PHRASES = {
    "scenario": "the scenario {n}",
    "map.area_km2": "{} held by the garrison",
    "population.civilians": "{n} civilians inside",
    "supply.food_days": "{} of food in the stores",
    "supply.production": "food grown inside for {n} of the initial need",
    "supply.leak": "smuggling of {n} of the initial need",
    "supply.tunnel": "supply by tunnel or air of {n} of the initial need",
    "supply.aid": "aid available for {n} of the initial need",
    "supply.target_ration": "a target of {n} of the full ration",
    "supply.fighters_first": "fighters' rations of {n} times the mean",
    "supply.water": "safe water for {n} of the need",
    "supply.medicine_days": "{} of medicine in the stores",
    "fire.strikes_km2_day": "{n} strikes per km2 and day",
    "fire.blockade_share": "bombardment during a blockade at {n} of that in an offensive",
    "assault.exchange": "{n} attackers killed per defender killed",
    "exit.desertion_per_day": "a desertion rate of {n} per day",
    "exit.flight_per_day": "a flight rate of {n} per day",
    "garrison.fighters": "{n} fighters inside",
    "garrison.foreign_share": "a share of foreign fighters of {n}",
    "garrison.morale": "a garrison morale of {n}",
    "garrison.ideology": "a garrison ideology of {n} out of 3",
    "garrison.home_ties": "home ties of {n}",
    "garrison.hostage_leverage": "hostage leverage of {n} out of 3",
    "garrison.refuge": "availability of a refuge of {n}",
    "besieger.manpower": "{n} besiegers",
    "besieger.reference_manpower": "a task that needs {n} men",
    "besieger.committed_elsewhere": "{n} of the besieger's men committed elsewhere",
    "besieger.morale": "a besieger morale of {n}",
    "besieger.cordon_share": "{n} of the men in the cordon",
    "besieger.reserve_share": "{n} of the men in reserve",
    "besieger.offensive_day": "an offensive announced for day {n}",
    "besieger.threat_bearer": "a share of {n} of the later danger borne by the besieger",
    "besieger.audience_cost": "a public cost of {n} out of 3 for a deal",
    "besieger.captor_reputation": "a captor's reputation of {n}",
    "besieger.road_reputation": "a reputation for safe convoys of {n}",
    "besieger.lets_civilians_out": "{n} of the civilians let through",
    "besieger.aid_allowed": "{n} of the available aid let in",
    "relief.rate_per_week": "a rate of relief of {n} per week",
    "patron.veto": "a patron's veto of {n}",
    "guarantor.strength": "a guarantor's strength of {n}",
    "mediator.skill": "a mediator's skill of {n}",
    "observers.aircraft": "aerial observation of {n}",
    "observers.monitors": "a presence of monitors of {n}",
    "observers.journalists": "a presence of the press of {n}",
    "negotiation.value_per_fighter": "a value of the town of {n} lives per defender",
    "negotiation.life_price": "a price of a life of {n}",
    "negotiation.escaped_danger": "{n} later deaths per armed leaver",
    "negotiation.optimism": "initial optimism of the garrison of {n}",
    "convoy.road_km": "a road of {}",
    "convoy.breach_chance": "a danger on the road of {n}",
    "convoy.civilians_join": "{n} of the civilians joining the convoy",
}


def phrase(dotted: str, words: str, value: str, unit: str) -> str:
    """A value, or a bound or a band of values, of a parameter; `words = value` where there is no phrase for it.

    A parameter that is on or off is named by its label: `talks allowed`, `no talks allowed`.
    """
    if value in ("yes", "no"):
        return words if value == "yes" else f"no {words}"
    unit = {"days": "day"}.get(unit, unit) if value == "1" else unit
    whole = f"{value} {unit}" if unit else value
    return PHRASES[dotted].format(whole, n=value) if dotted in PHRASES else f"{words} = {whole}"
