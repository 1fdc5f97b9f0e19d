"""The facts of a day, as the kernels are told them."""

from typing import Any

import numpy as np

from sim.agents import campaign, minds
from sim.state.columns import Kind
from sim.state.moment import Moment
from sim.state.siege import Siege


def moment_of(siege: Siege) -> Moment:
    """Today, from the siege's books: intake, fire, orders, dangers."""
    s, c, stores = siege.scenario, siege.campaign, siege.stores
    per_cell = (siege.shape.cell_m / 1000.0) ** 2
    intensity = 1.0 if c.pressed else s.fire.blockade_share
    return Moment(
        seed=siege.seed & 0xFFFFFFFF,
        day=siege.day,
        ticks=s.clock.ticks_per_day,
        width=siege.shape.width,
        cell_m=np.float32(siege.shape.cell_m),
        strikes=np.float32(s.fire.strikes_km2_day * intensity * per_cell),
        truce=int(siege.truce()),
        pressed=int(c.pressed),
        pushing=int(c.pushing),
        axis_x=np.float32(c.axis_x),
        axis_y=np.float32(c.axis_y),
        middle_x=np.float32(c.middle_x),
        middle_y=np.float32(c.middle_y),
        fortune=np.float32(c.fortune),
        support=np.float32(_support(siege)),
        cordon=np.float32(campaign.cordon_share(siege)),
        reserve=np.float32(s.besieger.reserve_share),
        fighter_intake=np.float32(stores.fighter_ration),
        civilian_intake=np.float32(stores.civilian_ration),
        water=np.float32(stores.water),
        care=np.float32(stores.care),
        kin_mass=np.float32(siege.mean_mass(Kind.civilian)),
        morale_fighter=np.float32(s.garrison.morale),
        morale_besieger=np.float32(s.besieger.morale),
        danger_local=np.float32(minds.danger(siege, False)),
        danger_foreign=np.float32(minds.danger(siege, True)),
        let_out=np.float32(s.besieger.lets_civilians_out),
    )


def _support(siege: Siege) -> Any:
    """Factor on the defence: food, ammunition and men that come in."""
    supplied = min(1.0, siege.stores.inflow + 0.5 * min(1.0, siege.stores.food_g / max(1.0, 90.0 * siege.first.need_g)))
    return 1.0 + siege.scenario.negotiation.envelopment * supplied


