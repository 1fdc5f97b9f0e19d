"""The effects that an experiment asks for, as sentences that can be quoted."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from sim.compare.analysis.asked_effects import COMPETING, FEWEST_PAIRS, AskedEffect, EffectEstimate
from sim.compare.axes import Axis
from sim.compare.outcomes import DATES, ENDING_PHRASES, Outcome
from sim.compare.statistics.estimate import Estimate, has_no_width
from sim.text import format as fmt


class _OutcomeText(NamedTuple):
    """What an outcome does, after the words "going from 10 to 90 days": raises the share, by so many points."""

    up: str
    down: str
    what: str
    unit: str


def asked_sentences(asked: Sequence[AskedEffect]) -> list[str]:
    """The answers, in the order of the experiment; one sentence for an effect of a lever that never acts."""
    sentences = []
    for one in asked:
        if one.threshold is not None or one.response is not None:
            sentences.append(_threshold(one))
        elif one.acted == 0:
            sentences.append(_never_acts(one))
        elif one.across is not None:
            sentences += _interactions(one, one.across)
        else:
            sentences += [_main(one, each) for each in one.estimates]
    return list(dict.fromkeys(sentences))


def asked_caveats(asked: Sequence[AskedEffect]) -> list[str]:
    """What limits the answers, as sentences."""
    number = sum(len(one.estimates) or 1 for one in asked)
    lines = []
    if number > 1:
        lines.append(
            f"The {number} intervals of the effects asked for are not adjusted for their number: of 20 without an "
            "effect, one leaves out 0 by chance."
        )
    if any(one.outcome.name in DATES and each.paired for one in asked for each in one.estimates):
        lines.append(
            "Days are compared among the seeds at which both runs have one, which may differ from the other seeds. The "
            "hazard ratio counts all runs: a run without the event is at risk of it until its last day."
        )
    return lines


def _never_acts(one: AskedEffect) -> str:
    pairs = f"with {one.along.phrase(one.levels[0])} and {one.along.phrase(one.levels[1])}"
    return (
        f"{fmt.capitalized(one.along.noun)} cannot act in these runs: at every seed the run is the same to the last "
        f"bit {pairs}{_held(one)}."
    )


def _main(one: AskedEffect, each: EffectEstimate) -> str:
    if each.measure == "hazard ratio":
        return _hazard(one, each)
    if not math.isfinite(each.estimate.value):
        return f"{_too_few(one, each)}."
    text = fmt.capitalized(f"{_change(one, each)}{_context(one)}; {_n(one, each)}")
    return f"{text}{_partly(one)}."


def _change(one: AskedEffect, each: EffectEstimate) -> str:
    """Raising food from 10 to 90 days raises the share of runs that ended in a deal by 12 points (95% CI ...), ..."""
    verb, found = _verb(one.outcome), each.estimate
    subject = f"{_among(one, each)}{_step(one)}"
    ends = _ends(one.outcome, each)
    way = verb.up if found.value > 0 else verb.down
    if has_no_width(found.low, found.high):
        same = f"the same in all {fmt.number(found.n)} pairs"
        if found.value == 0:
            return f"{subject} leaves {verb.what} {same}, {ends}"
        size = f"{_form(one.outcome)(abs(found.value))} {verb.unit}"
        return f"{subject} {way} {verb.what} by {size}, {same}, {ends}"
    if found.clear:
        return f"{subject} {way} {verb.what} by {_size(one.outcome, found)}, {ends}"
    return f"{subject} makes no significant difference to {verb.what}: {_signed(one.outcome, found)}, {ends}"


def _step(one: AskedEffect) -> str:
    """Raising food in the stores from 10 to 90 days."""
    first, second = one.levels
    return f"{one.verb} {one.along.noun} from {first} to {second}{one.along.unit_suffix}"


def _ends(outcome: Outcome, each: EffectEstimate) -> str:
    form = _form(outcome)
    first, second = form(each.first), form(each.second)
    if outcome.binary:
        return f"from {first} to {second}%"
    if outcome.name in DATES:
        return f"from day {first} to day {second} on average"
    return f"from {first} to {second} {outcome.unit} on average"


def _among(one: AskedEffect, each: EffectEstimate) -> str:
    """Which runs a difference in days is about."""
    if one.outcome.name not in DATES:
        return ""
    has = {"signed_day": "sign a deal", "day": "end"}.get(one.outcome.name, "have such a day")
    count = "all four runs" if each.interaction else "both runs"
    if each.paired:
        return f"where {count} of a seed {has}, "
    return f"among runs that {has}, "


def _hazard(one: AskedEffect, each: EffectEstimate) -> str:
    event = COMPETING[one.outcome.name]
    found = each.estimate
    if not math.isfinite(found.value):
        return f"{fmt.capitalized(_too_few(one, each))}."
    ratio = f"cause-specific hazard ratio{_ratio_interval(found)}; {_n(one, each)}"
    if found.clear_of(1.0):
        change = f"multiplies the daily rate of {event} by {fmt.three_digits(found.value)} ({ratio})"
    else:
        value = fmt.three_digits(found.value)
        change = f"makes no significant difference to the daily rate of {event}: {value} times ({ratio})"
    return f"Among sieges still open, and with other endings competing, {_step(one)} {change}{_context(one)}."


def _ratio_interval(found: Estimate) -> str:
    if not math.isfinite(found.low):
        return ""
    return f", 95% CI {fmt.three_digits(found.low)} to {fmt.three_digits(found.high)}"


def _interactions(one: AskedEffect, across: Axis) -> list[str]:
    """One sentence for each measure: the effect at either end of the second lever, and the difference between them."""
    sentences = []
    for measure in dict.fromkeys(each.measure for each in one.estimates):
        parts = [each for each in one.estimates if each.measure == measure and not each.interaction]
        whole = next(each for each in one.estimates if each.measure == measure and each.interaction)
        ratio = measure == "hazard ratio"
        about = f"the daily rate of {COMPETING[one.outcome.name]}" if ratio else _verb(one.outcome).what
        effect = f"the effect of {_step(one)} on {about}"
        each_end = fmt.join_and([_at_end(one, across, each) for each in parts])
        sure = whole.estimate.clear_of(1.0 if ratio else 0.0)
        if not math.isfinite(whole.estimate.value):
            lead = f"Whether {effect} depends on {across.noun} cannot be told"
        elif sure:
            lead = f"{fmt.capitalized(effect)} depends on {across.noun}"
        else:
            lead = f"That {effect} depends on {across.noun} is not shown"
        sentences.append(f"{lead}: it is {each_end}; {_apart(one, whole)}{_context(one)}.")
    return sentences


def _at_end(one: AskedEffect, across: Axis, each: EffectEstimate) -> str:
    with_ = f"with {across.phrase(each.where)}"
    found = each.estimate
    if not math.isfinite(found.value):
        return f"unknown {with_} ({_few(one, each)})"
    if each.measure == "hazard ratio":
        return f"{fmt.three_digits(found.value)} times{_bracket(found, fmt.three_digits, _n(one, each))} {with_}"
    form = _form(one.outcome)
    value = _plus(found.value, form(found.value))
    return f"{value} {_verb(one.outcome).unit}{_bracket(found, form, _n(one, each), True)} {with_}"


def _apart(one: AskedEffect, whole: EffectEstimate) -> str:
    found = whole.estimate
    if not math.isfinite(found.value):
        return f"for the difference between the two there are {_few(one, whole)}"
    if whole.measure == "hazard ratio":
        return (
            f"the second is {fmt.three_digits(found.value)} times the first"
            f"{_bracket(found, fmt.three_digits, _n(one, whole))}"
        )
    form = _form(one.outcome)
    unit = _verb(one.outcome).unit
    among = _among(one, whole).removesuffix(", ")
    value = _plus(found.value, form(found.value))
    lead = f"{among} " if among else ""
    return f"{lead}the second less the first is {value} {unit}{_bracket(found, form, _n(one, whole), True)}"


def _bracket(found: Estimate, form: Callable[[float], str], n: str, signed: bool = False) -> str:
    if not math.isfinite(found.low):
        return f" ({n})"
    low, high = (_plus(end, form(end)) if signed else form(end) for end in (found.low, found.high))
    if has_no_width(found.low, found.high):
        return f" (the same at every seed; {n})"
    return f" (95% CI {low} to {high}; {n})"


def _threshold(one: AskedEffect) -> str:
    """Where along the lever the share or mean reaches the target."""
    assert one.response is not None
    form = _form(one.outcome)
    goal = f"{form(one.target)}{'%' if one.outcome.binary else f' {one.outcome.unit}'}"
    what = _verb(one.outcome).what if one.outcome.binary else f"mean {one.outcome.label.lower()}"
    what = fmt.capitalized(what)
    first, last = one.response["name"].iloc[[0, -1]]
    ends = f"{first} and {last}{one.along.unit_suffix} of {one.along.noun}"
    n = f"n = {fmt.count(one.response['n'].sum(), 'run')} at {len(one.response)} levels"
    found = one.threshold
    if found is None:
        fewest = int(one.response["n"].min()) if len(one.response) else 0
        where = f"Where along {one.along.noun} {what[:1].lower()}{what[1:]} reaches {goal} cannot be told"
        levels = fmt.count(len(one.response), "level")
        return f"{where}: of {levels} with runs one has only {fewest}, and each of two or more needs {FEWEST_PAIRS}."
    values = one.response["value"]
    span = f"it is {form(values.min())} to {form(values.max())}{'%' if one.outcome.binary else ''}"
    if not math.isfinite(found.value):
        return f"{what} does not reach {goal} between {ends}: {span}{_context(one)}; {n}."
    rising = values.iloc[-1] >= values.iloc[0]
    way = "rises above" if rising else "falls below"
    more = f"; it crosses {goal} {found.crossings} times, and this is the first" if found.crossings > 1 else ""
    if not math.isfinite(found.within):
        interval = "no interval from one cluster of runs"
    else:
        low, high = (_beyond(one, end) for end in (found.low, found.high))
        interval = f"95% CI {low} to {high}"
        if found.within < 0.975:
            interval += f"; in {fmt.percent_text(1 - found.within)}% of resamples it lies beyond the levels run"
    at = one.along.phrase(fmt.three_digits(found.value))
    return f"{what} {way} {goal} at {at} ({interval}), interpolated between the levels run{more}{_context(one)}; {n}."


def _beyond(one: AskedEffect, end: float) -> str:
    assert one.response is not None
    if math.isfinite(end):
        return fmt.three_digits(end)
    return f"below {one.response['name'].iloc[0]}" if end < 0 else f"above {one.response['name'].iloc[-1]}"


def _context(one: AskedEffect) -> str:
    """At which values of the other levers, and averaged over which."""
    averaged = f", averaged over {fmt.join_and([axis.noun for axis in one.averaged])}" if one.averaged else ""
    return f"{_held(one)}{averaged}"


def _held(one: AskedEffect) -> str:
    return f", with {fmt.join_and([axis.phrase(fmt.display(level)) for axis, level in one.held])}" if one.held else ""


def _partly(one: AskedEffect) -> str:
    """A remark where the lever changes nothing at all in many pairs of runs."""
    if not one.acted < 0.5:
        return ""
    return f"; in {fmt.percent_text(1 - one.acted)}% of the pairs both runs are the same to the last bit"


def _n(one: AskedEffect, each: EffectEstimate) -> str:
    """What the estimate rests on."""
    if each.measure == "hazard ratio":
        return f"n = {fmt.count(each.estimate.n, 'run')}"
    if not each.paired:
        return f"n = {fmt.count(each.estimate.n, 'run')}"
    sets = "set of four runs" if each.interaction else "pair of runs"
    many = "sets of four runs" if each.interaction else "pairs of runs"
    seeds = "" if each.seeds == each.estimate.n else f" with {fmt.count(each.seeds, 'seed')}"
    return f"n = {fmt.count(each.estimate.n, sets, many)}{seeds}"


def _few(one: AskedEffect, each: EffectEstimate) -> str:
    if each.measure == "hazard ratio":
        return f"only {fmt.count(each.events, 'such event')} in one of the arms"
    if each.paired:
        units = ("set of four", "sets of four") if each.interaction else ("pair", "pairs")
        have = " that all have the day" if one.outcome.name in DATES else ""
        return f"only {fmt.count(each.estimate.n, *units)} of runs{have}, fewer than {FEWEST_PAIRS}"
    return f"only {fmt.count(each.estimate.n, 'run')}, fewer than {FEWEST_PAIRS} in a cell"


def _too_few(one: AskedEffect, each: EffectEstimate) -> str:
    about = COMPETING[one.outcome.name] if each.measure == "hazard ratio" else _verb(one.outcome).what
    kind = "the daily rate of " if each.measure == "hazard ratio" else ""
    return f"Whether {one.along.noun} changes {kind}{about} cannot be told: {_few(one, each)}{_context(one)}"


def _verb(outcome: Outcome) -> _OutcomeText:
    if outcome.binary:
        return _OutcomeText(
            "raises", "lowers", f"the share of runs that ended in {ENDING_PHRASES[outcome.name]}", "points"
        )
    if outcome.name in DATES:
        what = {"signed_day": "the signature", "day": "the end of the siege", "exposed_day": "the exposure"}
        return _OutcomeText("delays", "brings forward", what[outcome.name], "days")
    label = outcome.label[:1].lower() + outcome.label[1:]
    return _OutcomeText("raises", "lowers", f"mean {label}", outcome.unit)


def _form(outcome: Outcome) -> Callable[[float], str]:
    return fmt.formatter_of(outcome.unit, outcome.binary)


def _size(outcome: Outcome, found: Estimate) -> str:
    """12 points (95% CI 8 to 16), of a change in either direction."""
    low, high = sorted((abs(found.low), abs(found.high)))
    form = _form(outcome)
    return f"{form(abs(found.value))} {_verb(outcome).unit} (95% CI {form(low)} to {form(high)})"


def _signed(outcome: Outcome, found: Estimate) -> str:
    form = _form(outcome)
    value, low, high = (_plus(each, form(each)) for each in (found.value, found.low, found.high))
    unit = _verb(outcome).unit
    return f"{value} {unit}" if not math.isfinite(found.low) else f"{value} {unit} (95% CI {low} to {high})"


def _plus(value: float, text: str) -> str:
    return f"+{text}" if value > 0 and text != "0" else text
