"""The link to a view of a sweep, and the view that a link asks for."""

from sim.dashboard.session.view_link import SweepsLink
from sim.dashboard.sweeps.sweep_view import SweepView


def view_of_link(link: SweepsLink) -> SweepView:
    """The view that a link asks for. Outcome, axes and levels are used where the sweep has them."""
    left_out = (one.rpartition("|") for one in link.without)
    return SweepView(
        link.sweep,
        link.outcome,
        tuple(one for one in (link.x, link.y, link.panels) if one),
        link.cell,
        link.cells == "endings",
        link.scale == "whole",
        frozenset((dotted, int(code)) for dotted, _, code in left_out),
    )


def link_of_view(view: SweepView, sweep: str) -> SweepsLink:
    """The link to a view of the sweep that is shown."""
    x, y, panels = (*view.axes, "", "", "")[:3]
    without = tuple(f"{dotted}|{code}" for dotted, code in sorted(view.left_out))
    endings, whole = "endings" if view.endings else "", "whole" if view.whole_scale else ""
    return SweepsLink(sweep, view.outcome, x, y, panels, view.cell, endings, whole, without)
