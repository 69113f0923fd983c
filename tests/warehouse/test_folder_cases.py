"""Every case under `cases/` comes out as it says, and one that should not come out does not."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from tests.mutations.catalogue import DIRECTORY as CATALOGUE
from tests.warehouse.case_differences import Difference, show_differences
from tests.warehouse.case_files import CASES, find_cases, read_case
from tests.warehouse.compiled_project import CompiledProject, read_compiled_project
from tests.warehouse.folder_cases import open_case, run_case
from tests.warehouses import Warehouse

FAMILIES = {
    "counting_rules",
    "currencies",
    "dated_membership",
    "growth_bases",
    "joint_pledges",
    "overlaps",
    "restated_editions",
    "withdrawals",
}
ABOUT_THE_RUN = {"data_quality", "sources_used"}
"""Marts that pledges and figures do not make: the cases are about those that they do."""
FOUND = find_cases()
SHOWN = CASES / "counting_rules" / "three_rules_side_by_side"


@pytest.fixture(scope="session")
def compiled_project(released: Warehouse) -> CompiledProject:
    return read_compiled_project(released.settings)


@pytest.mark.parametrize(
    "directory", FOUND, ids=[path.relative_to(CASES).as_posix() for path in FOUND]
)
def test_a_case_comes_out_as_it_says(
    directory: Path, compiled_project: CompiledProject, tmp_path: Path
) -> None:
    differences = run_case(directory, compiled_project, tmp_path)
    assert not differences, "\n" + show_differences(differences)


def test_a_changed_figure_is_named_with_its_case_table_key_and_column(
    compiled_project: CompiledProject, tmp_path: Path
) -> None:
    changed = tmp_path / "counting_rules" / "changed"
    shutil.copytree(SHOWN, changed)
    file = changed / "expected" / "marts.pledge_value_by_country_group.csv"
    file.write_text(file.read_text().replace("LDC,1,1,2,4000000.00,20", "LDC,1,1,2,4000000.00,30"))
    differences = run_case(changed, compiled_project, tmp_path / "run")
    table = "marts.pledge_value_by_country_group"
    assert differences == tuple(
        Difference(
            "counting_rules/changed", table, f"group_code={group}",
            "value_usd_equal_split", "3000000.00", "2000000.00",
        )
        for group in ("LDC", "LLDC")
    )  # fmt: skip
    header, first, _ = show_differences(differences).splitlines()
    assert header.split() == ["case", "table", "key", "column", "expected", "got"]
    assert first.split() == list(vars(differences[0]).values())


def test_a_missing_row_and_one_too_many_are_differences(
    compiled_project: CompiledProject, tmp_path: Path
) -> None:
    changed = tmp_path / "counting_rules" / "changed"
    shutil.copytree(SHOWN, changed)
    file = changed / "expected" / "marts.pledge_value_by_country.csv"
    file.write_text(file.read_text().replace("NER,", "TCD,"))
    differences = run_case(changed, compiled_project, tmp_path / "run")
    assert [(each.key, each.expected, each.got) for each in differences] == [
        ("place_code=TCD", "1 row", "0 rows"),
        ("place_code=NER", "0 rows", "1 row"),
    ]


def test_broken_sql_of_a_model_shows_in_the_case_and_is_gone_afterwards(
    compiled_project: CompiledProject, tmp_path: Path
) -> None:
    model = compiled_project.models["int_pledge_values_split"]
    swapped = model.sql.replace(
        "order_countries.split_weight_of_pledge", "2 * order_countries.split_weight_of_pledge"
    )
    assert swapped != model.sql
    with open_case(SHOWN, compiled_project, tmp_path) as case:
        broken = case.differences({model.name: swapped})
        refused = case.differences({"pledge_totals": "x", model.name: "select 1 as no_column"})
        whole = case.differences({})
    assert {each.column for each in broken} == {
        "value_usd_equal_split", "value_share_pct_equal_split"
    }  # fmt: skip
    assert [(each.column, each.expected) for each in refused] == [("(the table)", "is built")]
    assert whole == ()


def test_there_are_forty_cases_and_several_of_each_family() -> None:
    families = Counter(directory.parent.name for directory in FOUND)
    assert sum(families.values()) >= 40
    assert set(families) == FAMILIES
    assert min(families.values()) >= 5, families


def test_every_mart_of_pledges_and_figures_is_in_a_case(
    compiled_project: CompiledProject,
) -> None:
    """A new mart has unit tests beside its SQL; a case comes with mutations of its own."""
    built = {model.name for model in compiled_project.models.values() if model.schema == "marts"}
    marts = built & {file.stem for file in CATALOGUE.glob("*.yml")}
    shown = {item.table for directory in FOUND for item in read_case(directory).expected}
    assert marts - shown == ABOUT_THE_RUN


def test_a_given_row_that_is_rejected_does_not_pass_unseen(
    compiled_project: CompiledProject, tmp_path: Path
) -> None:
    changed = tmp_path / "counting_rules" / "changed"
    shutil.copytree(SHOWN, changed)
    file = changed / "data" / "pledges" / "public_pledges.csv"
    file.write_text(file.read_text().replace(",2023-03-01,", ",the first of March,"))
    with pytest.raises(AssertionError, match="rows given for pledges were rejected"):
        run_case(changed, compiled_project, tmp_path / "run")
