"""Writes the page of the data dictionary, from the dbt project and the table macros.

The words that do not depend on a table are in `page.md`; numbers of rows and figures belong to a
release, never to the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from pipelines.release.dictionary.tables import (
    DescribedColumn,
    DescribedTable,
    ExampleQuery,
    describe_tables,
)
from pipelines.release.dictionary.vocabulary import (
    UsageWarning,
    load_unit_rules,
    load_usage_warnings,
)
from pipelines.release.table_macros import read_table_macros

_PAGE = Path(__file__).with_name("page.md")


def write_page() -> str:
    """The page in Markdown, with a line break at its end.

    Raises:
        DictionaryError: when the dbt project does not describe its tables as it should.
    """
    page = _PAGE.read_text(encoding="utf-8")
    tables = describe_tables()
    marts = [table for table in tables if table.schema == "marts"]
    core = [table for table in tables if table.schema == "core"]
    for name, text in {
        "contents": _contents((*marts, *core)),
        "marts": "\n\n".join(map(_table_section, marts)),
        "core": "\n\n".join(map(_table_section, core)),
        "usage_warnings": _table(
            ("Warning", "What it means", "What to do instead"),
            (
                (f"`{warning.code}`", warning.meaning, warning.instead)
                for warning in load_usage_warnings().values()
            ),
        ),
        "units": _table(
            ("Name of the column", "Unit"),
            ((f"`{rule.name}`", rule.unit) for rule in load_unit_rules()),
        ),
    }.items():
        page = page.replace(f"{{{{ {name} }}}}", text)
    return page


def _contents(tables: Iterable[DescribedTable]) -> str:
    return _table(
        ("Table", "One row per"),
        (
            (
                f"[{table.qualified}](#{table.name})",
                table.grain.removeprefix("One row per ").removesuffix("."),
            )
            for table in tables
        ),
    )


def _table_section(table: DescribedTable) -> str:
    parts = [
        f"### {table.name}",
        _description(table),
        "\n".join(_facts(table)),
        _table(
            ("Column", "Type", "Unit", "Null", "Meaning"),
            (_column(column, table.primary_key) for column in table.columns),
        ),
        *(_query(number, query) for number, query in enumerate(table.queries, start=1)),
    ]
    return "\n\n".join(parts)


def _description(table: DescribedTable) -> str:
    """What the table holds; sentences that are warnings are left to the list of warnings."""
    text = table.description
    for warning in table.usage_warnings or ():
        text = text.replace(warning.meaning, "")
    return " ".join(text.split())


def _facts(table: DescribedTable) -> Iterable[str]:
    yield f"- **Table**: `{table.qualified}`"
    yield f"- **Grain**: {table.grain}"
    yield f"- **Key**: {', '.join(f'`{name}`' for name in table.primary_key)}"
    reading = [macro for macro in read_table_macros() if table.qualified in macro.reads]
    if reading:
        yield f"- **Asked by**: {', '.join(f'`marts.{macro.name}`' for macro in reading)}"
    if table.usage_warnings:
        yield "- **Usage warnings**:"
        yield from map(_warning, table.usage_warnings)
    elif table.usage_warnings is not None:
        yield "- **Usage warnings**: none"


def _warning(warning: UsageWarning) -> str:
    return f"  - `{warning.code}`: {warning.meaning} *{warning.instead}*"


def _column(column: DescribedColumn, key: Sequence[str]) -> tuple[str, ...]:
    return (
        f"`{column.name}`" + (" **key**" if column.name in key else ""),
        column.data_type,
        column.unit or "",
        "" if column.may_be_null else "no",
        column.description,
    )


def _query(number: int, query: ExampleQuery) -> str:
    empty = f"\n\n{query.may_be_empty_because}" if query.may_be_empty_because else ""
    return f"**Query {number}.** {query.title}.{empty}\n\n```sql\n{query.sql}\n```"


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join((_row(header), "|" + "---|" * len(header), *map(_row, rows)))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
