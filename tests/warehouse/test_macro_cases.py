"""Every case of the table macros comes out as it says, and every macro has some."""

from __future__ import annotations

import pytest

from pipelines.release.table_macros import read_table_macros
from tests.warehouse.macro_cases import CASES, MacroCase, read_macro_cases, run_macro_case


@pytest.mark.parametrize("case", read_macro_cases(), ids=lambda case: case.name)
def test_a_table_macro_answers_as_its_case_says(case: MacroCase) -> None:
    assert run_macro_case(case) == case.expect


def test_every_table_macro_has_cases() -> None:
    assert {file.stem for file in CASES.glob("*.yml")} == {m.name for m in read_table_macros()}
