"""Shows the results of the mutation check: a table, a summary, Markdown or JSON.

Nothing is judged here.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tests.mutations.checking import Result

COLUMNS = ("mart", "way", "mutation", "caught by", "seconds")


def rows_of(results: Sequence[Result]) -> list[tuple[str, ...]]:
    """A row for each mutation, in the order of COLUMNS."""
    return [
        (
            result.mutation.mart,
            result.mutation.way,
            result.mutation.name,
            f"{result.finding.catcher}: {result.finding.by}".rstrip(": "),
            f"{result.seconds:.1f}",
        )
        for result in results
    ]


def summary_of(results: Sequence[Result]) -> str:
    """How many were caught, and by what."""
    caught = sum(result.finding.caught for result in results)
    by = Counter(result.finding.catcher for result in results)
    kinds = ", ".join(f"{catcher} {number}" for catcher, number in by.most_common())
    ways = len({result.mutation.way for result in results})
    cpu = sum(result.cpu_seconds for result in results)
    counts = f"{caught} of {len(results)} caught, in {ways} ways ({kinds})"
    return f"{counts}; {cpu:.0f} s of the processor"


def table_of(results: Sequence[Result]) -> str:
    """The rows in columns of text."""
    rows = [COLUMNS, *rows_of(results)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(COLUMNS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def write_report(results: Sequence[Result], file: Path) -> None:
    """Write the results as JSON when the file is called so, else as Markdown."""
    if file.suffix == ".json":
        content = [{**asdict(result), "caught": result.finding.caught} for result in results]
        file.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
        return
    lines = ["# Mutation check", "", f"{summary_of(results)}.", ""]
    lines += [f"| {' | '.join(COLUMNS)} | what would have been told |", "|---" * 6 + "|"]
    lines += [
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)}"
        f" | {result.mutation.wrong.replace('|', chr(92) + '|')} |"
        for row, result in zip(rows_of(results), results, strict=True)
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
