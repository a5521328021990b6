"""Protection of people behind small cells: what may leave the house, and whether it could be undone."""

from veerkracht.analysis.disclosure.audits import audit, suppressed_share
from veerkracht.analysis.disclosure.cell_keys import cell_keys, perturb_by_cell_key, perturbation_table, record_keys
from veerkracht.analysis.disclosure.linked.attack import attack_linked
from veerkracht.analysis.disclosure.linked.audit import audit_linked
from veerkracht.analysis.disclosure.linked.controlled import round_controlled
from veerkracht.analysis.disclosure.linked.perturbed import audit_perturbed
from veerkracht.analysis.disclosure.linked.release import release_linked
from veerkracht.analysis.disclosure.linked.rules import CellRules, unsafe_cells
from veerkracht.analysis.disclosure.linked.suppression import suppress_linked
from veerkracht.analysis.disclosure.linked.told import changes_told, suppression_told
from veerkracht.analysis.disclosure.protection import protect
from veerkracht.analysis.disclosure.rounding import round_conventionally, round_randomly
from veerkracht.analysis.disclosure.settings import DEFAULT_SETTINGS, ProtectionSettings

__all__ = [
    "DEFAULT_SETTINGS", "CellRules", "ProtectionSettings", "attack_linked", "audit", "audit_linked", "audit_perturbed",
    "cell_keys", "changes_told",
    "perturb_by_cell_key", "perturbation_table", "protect", "record_keys", "release_linked", "round_controlled",
    "round_conventionally", "round_randomly", "suppress_linked", "suppressed_share", "suppression_told",
    "unsafe_cells",
]  # fmt: skip
