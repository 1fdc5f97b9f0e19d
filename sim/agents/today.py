"""The facts of a day, as the kernels are told them."""

from sim.agents import campaign
from sim.agents.stores import stock_days
from sim.state.columns import Kind
from sim.state.moment import Moment
from sim.state.siege import Siege
from sim.theory import council, prospects


def moment_of(siege: Siege) -> Moment:
    """Today, from the siege's books: intake, fire, orders, dangers."""
    s, c, stores = siege.scenario, siege.campaign, siege.stores
    danger_local, danger_foreign = council.dangers(siege.world, siege.garrison.prison_belief)
    per_cell = (siege.shape.cell_m / 1000.0) ** 2
    intensity = 1.0 if c.pressed else s.fire.blockade_share
    return Moment(
        seed=siege.seed & 0xFFFFFFFF,
        day=siege.day,
        ticks=s.clock.ticks_per_day,
        width=siege.shape.width,
        cell_m=siege.shape.cell_m,
        strikes=s.fire.strikes_km2_day * intensity * per_cell,
        truce=int(siege.truce()),
        pressed=int(c.pressed),
        pushing=int(c.pushing),
        axis_x=c.axis_x,
        axis_y=c.axis_y,
        middle_x=c.middle_x,
        middle_y=c.middle_y,
        fortune=c.fortune,
        support=prospects.support(siege.stores.inflow, stock_days(siege), s.negotiation.envelopment),
        cordon=campaign.cordon_share(siege),
        reserve=s.besieger.reserve_share,
        fighter_intake=stores.fighter_ration,
        civilian_intake=stores.civilian_ration,
        road_intake=siege.convoy.ration,
        water=stores.water,
        care=stores.care,
        kin_mass=siege.mean_mass(Kind.civilian),
        morale_fighter=s.garrison.morale,
        morale_besieger=s.besieger.morale,
        danger_local=danger_local,
        danger_foreign=danger_foreign,
        let_out=s.besieger.lets_civilians_out,
    )
