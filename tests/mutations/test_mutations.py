"""The catalogue of mutations holds, and the check tells what was caught from what survived."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.build.dbt_runner import target_directory
from tests.mutations.catalogue import PROJECT, CatalogueIsWrong, Mutation, load_catalogue, load_ways
from tests.mutations.catchers import INVALID, SURVIVED, UNIT_TEST
from tests.mutations.checking import check_mutations
from tests.mutations.reporting import rows_of, summary_of, table_of, write_report
from tests.warehouses import Warehouse

MART = "rejects_summary"
FILE = f"models/marts/{MART}.sql"


def made_up(name: str, find: str, replacement: str) -> Mutation:
    return Mutation(name, MART, "reverse_order", FILE, find, replacement, "Something.")


def test_every_mutation_can_be_made_as_it_is_written() -> None:
    for mutation in load_catalogue():
        text = (PROJECT / mutation.file).read_text()
        assert mutation.break_text(text) != text
        assert mutation.wrong.endswith("."), f"{mutation.name} does not say what would be told"


def test_every_mart_and_table_macro_is_broken_in_several_ways_and_all_ways_are_used() -> None:
    mutations = load_catalogue()
    folders = (PROJECT / "models" / "marts", PROJECT / "table_macros")
    marts = {path.stem for folder in folders for path in folder.glob("*.sql")}
    by_mart = Counter(mutation.mart for mutation in mutations)
    assert set(by_mart) == marts
    assert min(by_mart.values()) >= 2
    ways = load_ways()
    assert {mutation.way for mutation in mutations} == set(ways)
    assert len(ways) >= 30


def test_a_mart_without_a_catalogue_is_broken_in_derived_ways(tmp_path: Path) -> None:
    project = tmp_path / "dbt_project"
    shutil.copytree(PROJECT, project, ignore=shutil.ignore_patterns("target", "logs"))
    (project / "models" / "marts" / "new_mart.sql").write_text((PROJECT / FILE).read_text())
    derived = [mutation for mutation in load_catalogue(project) if mutation.mart == "new_mart"]
    found = {mutation.name: mutation.find for mutation in derived}
    assert found["new_mart_inner_for_left_join"] == "left join name_files"
    assert found["new_mart_drop_column"].endswith("as rejected_rows,")
    assert {mutation.way for mutation in derived} >= {"drop_distinct", "inner_for_left_join"}
    assert {mutation.file for mutation in derived} == {"models/marts/new_mart.sql"}


def test_a_text_that_is_not_there_once_is_refused() -> None:
    for find in ("not in this file at all", "source_sha256"):
        with pytest.raises(CatalogueIsWrong, match="times"):
            made_up("wrong", find, "x").break_text((PROJECT / FILE).read_text())
    with pytest.raises(CatalogueIsWrong, match="puts back the same"):
        made_up("same", "from rejects", "from rejects").break_text((PROJECT / FILE).read_text())


def test_what_is_broken_leads_to_the_mart_that_is_named(released: Warehouse) -> None:
    manifest = json.loads((target_directory(released.settings) / "manifest.json").read_text())
    parents = manifest["parent_map"]
    macros = {
        name: macro["original_file_path"]
        for name, macro in manifest["macros"].items()
        if macro["package_name"] == "p2c"
    }
    for mutation in load_catalogue():
        if mutation.breaks_table_macro:
            assert mutation.file == f"table_macros/{mutation.mart}.sql"
            continue
        found, wanted = {f"model.p2c.{mutation.mart}"}, set[str]()
        while found != wanted:
            wanted = found
            found = wanted | {parent for name in wanted for parent in parents.get(name, [])}
        files = {
            manifest["nodes"][name]["original_file_path"]
            for name in found
            if name in manifest["nodes"]
        }
        assert mutation.file in files or mutation.file in macros.values(), mutation.name


@pytest.mark.slow
def test_the_check_tells_caught_from_survived_and_from_what_does_not_run(
    released: Warehouse, tmp_path: Path
) -> None:
    (real,) = [
        mutation
        for mutation in load_catalogue()
        if mutation.name == "the_last_line_is_called_the_first"
    ]
    harmless = made_up("a_comment", "-- The bytes of one file", "-- That the bytes of one file")
    unrunnable = replace(made_up("no_such_column", "", ""), find="min(line_from)", replace="min(x)")
    results = check_mutations(
        [real, harmless, unrunnable], released.settings.home, jobs=1, control=False
    )
    assert [result.finding.catcher for result in results] == [UNIT_TEST, SURVIVED, INVALID]
    assert [result.finding.caught for result in results] == [True, False, False]
    assert results[0].finding.by == "problems_are_counted_by_file_reason_and_field"
    assert summary_of(results).startswith("1 of 3 caught, in 2 ways (")
    assert len(table_of(results).splitlines()) == 1 + len(rows_of(results))
    write_report(results, tmp_path / "report.md")
    write_report(results, tmp_path / "report.json")
    assert f"| {MART} | max_for_min |" in (tmp_path / "report.md").read_text()
    written = json.loads((tmp_path / "report.json").read_text())
    assert [entry["caught"] for entry in written] == [True, False, False]
