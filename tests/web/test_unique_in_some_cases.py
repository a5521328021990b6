"""A rule that nothing occurs twice can hold in some cases only: one matrix in force, many drafts."""

import pytest

from veerkracht.catalogue import register
from veerkracht.web.registers.checking import check_values

IN_FORCE = "Er is al een matrix in gebruik. Zet die eerst op niet meer in gebruik."


@pytest.mark.parametrize(("state", "findings"), [("in_force", 1), ("draft", 0), ("retired", 0)])
def test_one_matrix_is_in_force_and_any_number_are_drafts(state, findings):
    matrices = register("risk_matrices")
    taken = check_values(matrices, {"state": state}, before=None, taken=lambda rule: rule.fields == ("state",))
    told = [finding for finding in taken if finding.message and finding.message.nl == IN_FORCE]
    assert len(told) == findings
