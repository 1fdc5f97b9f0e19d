"""Whether results are the same, bit for bit, as those of an earlier version: canonical digests of many worlds.

    python benchmarks/equal_results.py --check               # against benchmarks/equal_results.json, some minutes
    python benchmarks/equal_results.py --check --only random # a part of them
    python benchmarks/equal_results.py --declare             # check all; where none differs, keep the model's hash
    python benchmarks/equal_results.py --write               # after a change that is meant to move results

A digest is made of values in the order declared below, so that it survives a change of names: where a field, an
event or a column of the ledger has another name today, it stands in one of the tables `NEW_*`. The texts made from a
ledger are not part of it.
"""

import argparse
import csv
import hashlib
import json
import multiprocessing
import struct
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import sim
from sim import hashes, run
from sim.runs import theatre as theatre_runs
from sim.state.columns import Cause

HERE = Path(__file__).with_suffix(".json")

#: Parts of a siege's state, each with its fields as they were named when the digests were first written.
STATE = {
    "first": "fighters civilians besiegers cells fields need_g reserve_fighters reserve_besiegers",
    "stores":
        "food_g start_g produced_g leaked_g tunnel_g aid_g eaten_g spoiled_g destroyed_g carried_g "
        "given_g road_g road_eaten_g refuge_g treatments inflow mean_ration fighter_ration price rent "
        "civilian_ration care water",
    "campaign":
        "pressed pushing pushes won repulsed since deadline rest_until goal_cells attackers dead_before "
        "axis_x axis_y middle_x middle_y fortune",
    "talks":
        "open opened_by next_offer on_table package concession answer_day truce_until rounds refused "
        "last_chance_to_leave leave_day cold_until hardliners_loss",
    "convoy": "under_way secret tranches boarding km halted_until stranded_since grievance response ration",
    "deals":
        "package concession signed_day refused_before fighters_at_signing completed_day broken left "
        "settled custody stayed extra_arms excluded_left shields found slipped incidents halt_days "
        "cratered struck struck_families",
    "garrison":
        "hidden_local hidden_foreign storm_belief road_belief prison_belief threat_credibility endurance "
        "endurance_sober fight_local fight_foreign leave_local leave_foreign give_up_local "
        "give_up_foreign",
    "besieger":
        "storm_lean deal_lean split_lean sight belief tastes stock_belief stock_seen learned_week "
        "dead_learned dates_judged partners_outside partners_wish road_reputation captor_reputation "
        "life_price odds storm wait lift deal lost_before loss_month",
    "public": "heat reports denied denied_day exposed_day condemned arrested",
    "patron": "temper",
    "link":
        "linked tied partner_ready partner_boarded partner_halted partner_broke hostages patience_days "
        "agreed_package agreed_concession agreed_day bound precedent hope joined_fighters "
        "joined_besiegers left_fighters left_besiegers rows_fighters rows_besiegers",
    "ending": "outcome cause secondary day",
}  # fmt: skip
ARRAYS = {
    "people": "cell mass mind health group weight status flags need build",
    "groups": "mind gone lost",
    "grid": "holder cover rubble danger ring_open strength",
    "roll": "start group_start",
}
LONE_ARRAYS = ("counts", "toll", "tranche")
SCALARS = "day agent_steps recount"
LEDGER = (
    "day event party public package concession value outside foreign_value foreign_outside chance term sufficed round "
    "belief way origin"
)
REASON = LEDGER.split().index("term")

#: Old name -> name today: of attributes of a siege; of fields ("stores.food_g"); of keys, events and reasons of the
#: ledger.
NEW_PARTS: dict[str, str] = {"first": "initial", "roll": "layout", "counts": "faction_counts", "toll": "deaths"}
NEW_FIELDS: dict[str, str] = {
    "campaign.fortune": "attack_factor",
    "roll.start": "kind_start",
    "public.heat": "attention",
    "garrison.endurance_sober": "unbiased_endurance",
    "besieger.storm_lean": "storm_bias",
    "besieger.deal_lean": "deal_bias",
    "besieger.split_lean": "split_bias",
    "besieger.sight": "first_endurance_factor",
    "besieger.stock_belief": "endurance_belief",
    "besieger.stock_seen": "endurance_factor",
    "besieger.partners_outside": "partners_alternative",
    "besieger.partners_wish": "partners_storm_propensity",
    "besieger.odds": "p_win_assault",
    "besieger.lost_before": "dead_yesterday",
    "besieger.loss_month": "loss_rate",
}
NEW_KEYS: dict[str, str] = {
    "outside": "alternative_value",
    "foreign_outside": "foreign_alternative_value",
    "term": "reason",
    "sufficed": "shortfall",
    "way": "alternative",
}
NEW_EVENTS: dict[str, str] = {
    "gave_up_unasked": "surrendered_unprompted",
    "stood_aside": "abstained",
    "heard": "news_received",
    "date_passed": "deadline_passed",
    "joined": "transfer_arrived",
    "checked": "boarding_checked",
    "promised": "departure_promised",
    "agreed": "agreement_reached",
    "lapsed": "agreement_lapsed",
}
NEW_REASONS: dict[str, str] = {}
OLD_EVENTS = {new: old for old, new in NEW_EVENTS.items()}
OLD_REASONS = {new: old for old, new in NEW_REASONS.items()}


def update(total: Any, value: Any) -> None:
    """Add one value to a hash: its kind, and its exact bits."""
    if isinstance(value, np.ndarray):
        total.update(f"a{value.dtype.str}{value.shape}".encode() + np.ascontiguousarray(value).tobytes())
    elif isinstance(value, bool | np.bool_):
        total.update(b"b1" if value else b"b0")
    elif isinstance(value, int | np.integer):
        total.update(f"i{int(value)};".encode())
    elif isinstance(value, float | np.floating):
        total.update(b"f" + struct.pack("<d", float(value)))
    elif isinstance(value, str):
        total.update(f"s{len(value)}:{value}".encode())
    elif value is None:
        total.update(b"n")
    elif isinstance(value, Iterable):
        for each in (parts := list(value)):
            update(total, each)
        total.update(f"l{len(parts)};".encode())
    else:
        raise TypeError(f"{value!r} has no place in a digest")


def digest_of(values: Iterable[Any]) -> str:
    """Sixteen hexadecimal digits over values in their order."""
    total = hashlib.sha256()
    for value in values:
        update(total, value)
    return total.hexdigest()[:16]


def fields_of(part: str, record: Any) -> list[Any]:
    """The values of a part of the state in the declared order."""
    return [getattr(record, NEW_FIELDS.get(f"{part}.{name}", name)) for name in (STATE | ARRAYS)[part].split()]


def state_of(siege: Any) -> list[Any]:
    """Everything of a siege's state in the declared order."""
    values: list[Any] = []
    for part in STATE:
        record = getattr(siege, NEW_PARTS.get(part, part))
        records = record if isinstance(record, list) else [record]
        values.append([fields_of(part, each) if each is not None else None for each in records])
    for part in ARRAYS:
        values += fields_of(part, getattr(siege, NEW_PARTS.get(part, part)))
    values += [getattr(siege, NEW_PARTS.get(name, name)) for name in (*LONE_ARRAYS, *SCALARS.split())]
    values[-len(SCALARS.split()) - LONE_ARRAYS[::-1].index("toll") - 1] = without_breakouts(siege.deaths)
    return values


def without_breakouts(deaths: np.ndarray) -> np.ndarray:
    """Deaths by kind and cause as they were booked before breaking out was a cause of its own: as assaults."""
    folded = deaths[:, : Cause.breakout].copy()
    folded[:, Cause.assault] += deaths[:, Cause.breakout]
    return folded


def ledger_of(siege: Any) -> list[Any]:
    """The ledger in the declared order of its columns, under the old names of events and reasons."""
    rows = []
    for entry in siege.ledger:
        row = [entry.get(NEW_KEYS.get(key, key)) for key in LEDGER.split()]
        row[1] = OLD_EVENTS.get(str(row[1]), str(row[1]))
        if row[REASON] is not None:  # a report's reason is the event reported
            row[REASON] = OLD_REASONS.get(str(row[REASON]), OLD_EVENTS.get(str(row[REASON]), str(row[REASON])))
        row[2] = str(row[2])
        rows.append(row)
    return rows


def digests_of(siege: Any) -> dict[str, str]:
    """Digests of a siege's daily series, its ledger, and its last state."""
    return {
        "series": digest_of(siege.daily),
        "ledger": digest_of(ledger_of(siege)),
        "state": digest_of(state_of(siege)),
    }


def results_of(world: dict[str, Any]) -> dict[str, Any]:
    """Run one world; its outcome, last day and digests, of each siege where it is a theatre."""
    if world.get("theatre"):
        plan = theatre_runs.plan_theatre(world["scenario"], world["seed"], overrides=world["set"])
        result = theatre_runs.run_theatre_plan(plan)
        return {name: _row(one.siege) for name, one in result.sieges.items()}
    return {"": _row(run(world["scenario"], world["seed"], overrides=world["set"]).siege)}


def _row(siege: Any) -> dict[str, Any]:
    outcome = str(siege.ending.outcome) if siege.ending else None
    return {"outcome": outcome, "day": int(siege.day), **digests_of(siege)}


def _task(item: tuple[str, dict[str, Any]]) -> tuple[str, dict[str, Any]]:
    return item[0], results_of(item[1])


def declare(model: str, worlds: int, sieges: int) -> None:
    """Enter the present code in the table of code that gives the same results as the model of the stored digests."""
    root = Path(sim.__file__).parent
    table = root / hashes.EQUAL_MODELS
    code = hashes.hash_of_sources(root)
    with table.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["model"] == model and row["code"] != code]
    rows += [] if code == model else [{"code": code, "model": model, "worlds": str(worlds), "sieges": str(sieges)}]
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["code", "model", "worlds", "sieges"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"code {code} is model {model}")


def main(argv: Sequence[str] | None = None) -> int:
    """Check or write; exit code 1 when something differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--check", action="store_true", help="compare with the stored digests")
    action.add_argument(
        "--declare", action="store_true", help="compare all; where none differs, enter this code as the same model"
    )
    action.add_argument("--write", action="store_true", help="store today's digests")
    parser.add_argument("--only", default="", help="only worlds whose name contains this")
    parser.add_argument("--workers", type=int, default=1, help="number of processes")
    options = parser.parse_args(argv)
    stored = json.loads(HERE.read_text(encoding="utf-8"))
    if options.declare and options.only:
        parser.error("--declare: needs all worlds; leave out --only")
    chosen = {name: world for name, world in stored["worlds"].items() if options.only in name}
    if not chosen:
        parser.error(f"--only {options.only}: no world has this in its name; there are {', '.join(stored['worlds'])}")
    run("baseline", 1, days=2)  # compile once, before the processes
    different = 0
    with multiprocessing.Pool(options.workers) as pool:
        for name, digests in pool.imap(_task, chosen.items()):
            expected = stored["results"].get(name)
            if options.write:
                stored["results"][name] = digests
            elif digests != expected:
                different += 1
                print(f"{name}: differs\n  stored {expected}\n  today  {digests}")
    if options.write:
        stored["model"] = hashes.hash_of_sources(Path(sim.__file__).parent)
        HERE.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    sieges = sum(len(stored["results"].get(name, {})) for name in chosen)
    print(f"{len(chosen)} written" if options.write else f"{len(chosen)} worlds, {sieges} sieges: {different} differ")
    if options.declare and not different:
        declare(stored["model"], len(chosen), sieges)
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
