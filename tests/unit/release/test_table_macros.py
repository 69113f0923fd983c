"""The file of a table macro is read, or refused when it does not say how the macro is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.errors import ReleaseError
from pipelines.release.table_macros import TableMacro, read_table_macros

QUERY = "select 1 as one\nfrom core.dim_countries\nleft join marts.champions on true\n"


def macros_of(directory: Path, text: str) -> tuple[TableMacro, ...]:
    file = directory / "table_macros" / "one.sql"
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    return read_table_macros(directory)


def test_a_macro_is_named_like_its_file_and_reads_what_its_query_names(tmp_path: Path) -> None:
    header = "-- One, in two\n-- lines. One row.\n--\n-- parameters: a, b\n-- example: from x\n"
    (macro,) = macros_of(tmp_path, header + QUERY)
    assert macro == TableMacro("one", ("a", "b"), "One, in two lines. One row.", QUERY, "from x")
    assert macro.signature == "marts.one(a, b)"
    assert macro.reads == {"core.dim_countries", "marts.champions"}


def test_a_macro_without_its_parameters_is_refused_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="does not open with what it answers") as refused:
        macros_of(tmp_path, "-- One. One row.\n--\n-- example: from x\n" + QUERY)
    assert str(refused.value.where).endswith("table_macros/one.sql")
