"""Words that people search for, and the parameters they mean, where these do not use the words themselves."""

import functools
from collections.abc import Iterable

#: A word -> parameters, or sections (with a dot at the end). The first words are suggested where nothing matches.
SEARCH_WORDS: dict[str, tuple[str, ...]] = {
    "shelling": ("fire.",),
    "ceasefire": ("truce.", "negotiation.truce_days", "negotiation.allowed", "morale.truce_relief"),
    "hospital": (
        "supply.medicine_days", "supply.medicine_leak", "bodies.wound_days", "bodies.wound_death_per_day",
        "bodies.no_care_factor", "terms.wounded_worth", "terms.wounded_price",
    ),
    "starvation": (
        "supply.food_days", "supply.target_ration", "supply.ration_g", "supply.aid", "besieger.aid_allowed",
        "bodies.mass_days", "bodies.bmi", "bodies.need_spread", "morale.hunger",
    ),
    "airstrikes": (
        "fire.strikes_km2_day", "fire.blockade_share", "fire.hit_chance", "fire.killed_share",
        "besieger.air_dependence", "besieger.dependence_strike", "patron.reach", "convoy.strike_killed",
    ),
    "evacuation": ("convoy.", "besieger.lets_civilians_out", "garrison.refuge", "guarantor.strength"),
    "press": ("observers.journalists", "observers.kept_out", "observers.attention", "observers.exposure_days"),
    "UN": (
        "guarantor.strength", "guarantor.stays_days", "observers.monitors", "mediator.skill", "supply.aid",
        "besieger.aid_allowed",
    ),
    "reinforcements": ("reinforcements", "besieger.manpower", "relief.rate_per_week"),
    "peace talks": ("negotiation.",),
    "bombing": ("fire.", "patron.reach", "convoy.bomb_killed", "convoy.spoiler"),
    "bombardment": ("fire.",),
    "artillery": ("fire.",),
    "explosive weapons": ("fire.",),
    "destruction": ("fire.rubble_per_strike", "supply.store_loss"),
    "no-fly zone": ("patron.reach", "besieger.air_dependence", "fire.strikes_km2_day"),
    "cease-fire": ("truce.", "negotiation.truce_days", "negotiation.allowed"),
    "humanitarian pause": ("truce.", "negotiation.truce_days", "supply.aid", "besieger.aid_allowed"),
    "armistice": ("truce.", "negotiation.truce_days"),
    "peace": ("negotiation.", "truce.", "mediator.skill"),
    "settlement": ("negotiation.", "terms."),
    "agreement": ("negotiation.", "terms."),
    "doctor": ("supply.medicine_days", "supply.medicine_leak", "bodies.no_care_factor"),
    "medical care": ("supply.medicine_days", "supply.medicine_leak", "bodies.no_care_factor", "bodies.wound_days"),
    "health": ("bodies.", "supply.medicine_days", "supply.medicine_leak", "supply.water"),
    "epidemic": ("bodies.disease_per_day", "bodies.thirst_factor", "bodies.frailty_factor", "supply.water"),
    "cholera": ("bodies.disease_per_day", "bodies.thirst_factor", "supply.water"),
    "famine": ("supply.food_days", "supply.target_ration", "supply.aid", "bodies.mass_days", "morale.hunger"),
    "malnutrition": ("bodies.mass_days", "bodies.bmi", "bodies.bmi_spread", "bodies.need_spread"),
    "hunger": ("supply.food_days", "supply.target_ration", "bodies.mass_days", "morale.hunger"),
    "humanitarian aid": ("supply.aid", "supply.aid_tonnes", "supply.airlift_tonnes", "besieger.aid_allowed"),
    "humanitarian access": ("supply.aid", "besieger.aid_allowed", "besieger.lets_civilians_out"),
    "relief convoy": ("supply.aid", "besieger.aid_allowed"),
    "airdrop": ("supply.airlift_tonnes", "supply.airlift_grams", "supply.airlift_share"),
    "airlift": ("supply.airlift_tonnes", "supply.airlift_grams", "supply.airlift_share"),
    "blockade": ("besieger.aid_allowed", "besieger.lets_civilians_out", "fire.blockade_share", "supply.leak"),
    "corruption": ("supply.leak", "besieger.rent_loosens", "besieger.rent_per_week", "supply.price_exponent"),
    "black market": ("supply.leak", "supply.price_exponent", "supply.smuggling_elasticity", "supply.smuggling_price"),
    "checkpoint": ("besieger.lets_civilians_out", "supply.leak", "besieger.rent_per_week", "convoy.checks"),
    "humanitarian corridor": ("besieger.lets_civilians_out", "exit.crossing_death", "guarantor.strength", "convoy."),
    "corridor": ("besieger.lets_civilians_out", "exit.crossing_death", "convoy."),
    "landmine": ("exit.crossing_death",),
    "sniper": ("exit.crossing_death", "fire.skirmish_per_day"),
    "refugee": ("exit.flight_per_day", "besieger.lets_civilians_out", "exit.crossing_death", "convoy.civilians_join"),
    "displacement": ("exit.flight_per_day", "convoy.civilians_join", "observers.condemned_from"),
    "green bus": ("convoy.buses", "convoy.people_per_bus"),
    "safe passage": ("convoy.", "guarantor.strength", "exit.crossing_death"),
    "peacekeeper": ("guarantor.", "observers.monitors"),
    "Red Cross": ("guarantor.strength", "mediator.skill", "supply.aid", "besieger.aid_allowed", "observers.monitors"),
    "ICRC": ("guarantor.strength", "mediator.skill", "supply.aid", "besieger.aid_allowed", "observers.monitors"),
    "media": ("observers.journalists", "observers.kept_out", "observers.attention", "observers.attention_days"),
    "journalist": ("observers.journalists", "observers.kept_out"),
    "drone": ("observers.aircraft", "fire.strikes_km2_day"),
    "satellite": ("observers.aircraft",),
    "public opinion": ("besieger.audience_cost", "patron.audience_cost", "negotiation.audience", "observers.attention"),
    "mediation": ("mediator.skill", "negotiation.opening_days"),
    "ally": ("patron.", "besieger.air_dependence", "relief.rate_per_week"),
    "foreign power": ("patron.",),
    "Russia": ("patron.", "guarantor.strength", "besieger.air_dependence"),
    "coalition": ("patron.", "besieger.air_dependence"),
    "amnesty": ("besieger.captor_reputation", "terms.settled_worth", "terms.settled_price", "convoy.arrests_per_year"),
    "prisoner": ("besieger.captor_reputation", "terms.exchange_local", "garrison.hostage_leverage"),
    "hostage": ("garrison.hostage_leverage", "convoy.shields"),
    "human shield": ("convoy.shields", "fire.civilian_exposure"),
    "reprisal": ("besieger.captor_reputation", "convoy.arrests_per_year", "convoy.breach_chance"),
    "massacre": ("convoy.breach_chance", "convoy.breach_killed", "endings.dissolved_killed"),
    "ambush": ("convoy.breach_chance", "convoy.spoiler", "convoy.outsiders"),
    "trust": ("besieger.captor_reputation", "besieger.road_reputation", "learning.captor_breach", "guarantor.strength"),
    "soldier": ("besieger.manpower", "garrison.fighters"),
    "troops": ("besieger.manpower", "garrison.fighters"),
    "army": ("besieger.manpower", "besieger.morale"),
    "rebel": ("garrison.",),
    "defender": ("garrison.",),
    "attacker": ("besieger.", "assault."),
    "ground offensive": ("assault.", "besieger.offensive_day"),
    "storming": ("assault.",),
    "weapons": ("terms.arms_worth", "terms.arms_price", "assault.lethality_per_day"),
    "ammunition": ("assault.lethality_per_day", "negotiation.envelopment"),
    "extremist": ("garrison.ideology", "garrison.foreign_share", "negotiation.doctrine"),
    "jihadist": ("garrison.ideology", "garrison.foreign_share", "negotiation.doctrine"),
    "foreign fighter": ("garrison.foreign_share", "morale.foreign_share", "negotiation.foreign_danger"),
    "ultimatum": ("deadline.",),
    "children": ("population.civilians", "population.household_size"),
    "families": ("population.household_size", "population.kin_per_fighter", "terms.families_local"),
    "tunnel": ("supply.tunnel", "supply.tunnel_tonnes"),
    "water": ("supply.water", "bodies.thirst_factor"),
}  # fmt: skip
#: Suggested where nothing matches.
SUGGESTED = tuple(SEARCH_WORDS)[:10]


def words_by_parameter(names: Iterable[str]) -> dict[str, str]:
    """Name of a parameter -> the words of the table that mean it, in one text to search in."""
    return {name: words for name in names if (words := _words_for(name))}


@functools.cache
def _words_for(dotted: str) -> str:
    section = f"{dotted.partition('.')[0]}."
    return ", ".join(word for word, names in SEARCH_WORDS.items() if dotted in names or section in names)
