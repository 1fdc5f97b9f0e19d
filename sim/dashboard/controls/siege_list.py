"""The sieges that a page offers, with their proper names and dates, in groups: one list for all pages."""

from sim.scenario.files import shipped_names, shipped_theatres

HISTORICAL, STYLISED, THEATRES, FROM_FILE = "Historical sieges", "Stylised sieges", "Theatres", "From a file"
#: Name of the shipped file -> its name in a list. The dates are those of its title, which a test compares.
NAMES = {
    HISTORICAL: {
        "sarajevo_1992": "Sarajevo, April 1992 to February 1996",
        "eastern_ghouta_2018": "Eastern Ghouta, April 2013 to 2018",
        "mosul_2017": "West Mosul, February to July 2017",
        "raqqa_2017": "Raqqa, June to October 2017",
        "qalamoun_2017": "Western Qalamoun, August 2017",
    },
    STYLISED: {
        "baseline": "A stylised town",
        "starve_or_surrender": "A starved suburb, modelled on Daraya, November 2012 to August 2016",
        "fernholm": "Fernholm, an invented town on a river",
    },
    THEATRES: {
        "four_towns_2017": "The four towns, 2015 to April 2017",
        "linked_pair": "Two small towns, each a hostage for the other",
        "ring_of_sieges": "Four small towns, attacked one after the other",
    },
}


def sieges(first: str) -> list[dict[str, str]]:
    """All sieges and theatres as options with `value`, `text` and `group`; `first` is a file, unless it is shipped.

    Shipped files without an entry in NAMES are listed under their file name, so that none is missing.
    """
    named = {name for names in NAMES.values() for name in names}
    shipped = [*shipped_names(), *shipped_theatres()]
    options = [] if first in shipped else [_option(first, FROM_FILE, _file_name(first))]
    for group, names in NAMES.items():
        options += [_option(name, group, text) for name, text in names.items() if name in shipped]
        others = shipped_theatres() if group == THEATRES else shipped_names() if group == STYLISED else []
        options += [_option(name, group, _file_name(name)) for name in others if name not in named]
    return options


def siege_name(name: str) -> str:
    """The name of a siege in a sentence, by its shipped name or file."""
    return next((names[name] for names in NAMES.values() if name in names), _file_name(name))


def _option(value: str, group: str, text: str) -> dict[str, str]:
    return {"value": value, "group": group, "text": text}


def _file_name(name: str) -> str:
    return name.rpartition("/")[2].removesuffix(".yaml").replace("_", " ")
