"""Small networks of supplies for tests of cascades, and what falls in them by the plain definition."""

from hypothesis import strategies as st

from veerkracht.analysis.cascade import Sampling
from veerkracht.tables import table_of
from veerkracht.tables.infrastructure import ASSETS, SUPPLIES

NAMES = ("a", "b", "c", "d", "e", "f")
EVERY = Sampling(seed=1, draws="every")


@st.composite
def drawn_groups(draw):
    """Groups (asset, service, suppliers, needed) over six assets, loops included."""
    found = []
    for asset in NAMES:
        for service in draw(st.sampled_from(((), ("p",), ("p", "w")))):
            others = [name for name in NAMES if name != asset]
            suppliers = sorted(draw(st.sets(st.sampled_from(others), min_size=1, max_size=4)))
            found.append((asset, service, tuple(suppliers), draw(st.integers(1, len(suppliers)))))
    return found


def supplies_of(groups, **hours):
    return table_of(SUPPLIES, [
        {"asset": asset, "service": service, "supplier": supplier, "needed": needed, **hours}
        for asset, service, suppliers, needed in groups for supplier in suppliers
    ])  # fmt: skip


def assets_of(names=NAMES, areas=None):
    areas = areas or dict.fromkeys(names)
    return table_of(ASSETS, [{"asset": name, "kind": "k", "area": areas[name]} for name in names])


def down_by_hand(groups, failed, order=NAMES):
    """Repeat the definition until nothing changes."""
    down = set(failed)
    while True:
        more = {asset for asset, _, suppliers, needed in groups
                if asset not in down and sum(name not in down for name in suppliers) < needed}  # fmt: skip
        if not more:
            return down
        down |= {next(name for name in order if name in more)}  # one at a time: the order may not matter
