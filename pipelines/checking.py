"""Checks a file of pledges as a refresh would read it, and loads nothing.

Reading belongs to `pipelines.readers`; how a report looks on a terminal to the command line.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipelines.errors import FileRefused
from pipelines.inbox import SOURCE_ID, read_plain_file
from pipelines.readers.containers import read_submission
from pipelines.readers.pledges import PLEDGES
from pipelines.readers.reading import InputFile, Reading


@dataclass(frozen=True)
class Checked:
    """What a refresh would make of a file: a reading, or the reason it is refused whole."""

    name: str
    reading: Reading | None
    refusal: FileRefused | None

    @property
    def exit_code(self) -> int:
        """0 when every row is accepted, 1 when some are rejected, 2 when the file is refused."""
        if self.reading is None:
            return 2
        return 1 if self.reading.rejects else 0

    def report(self) -> dict[str, Any]:
        """The outcome as JSON has it; the counts of a refused file, which has no rows, are null."""
        reading = self.reading
        lines = reading.lines if reading else None
        return {
            "physical_lines": lines.physical if lines else None,
            "accepted": lines.accepted if lines else None,
            "rejected": lines.rejected if lines else None,
            "structural": lines.structural if lines else None,
            "refused": self.refusal.found if self.refusal else None,
            "rejects": [_reject(asdict(reject)) for reject in (reading.rejects if reading else ())],
            "pledges": [_plain(row) for row in (reading.rows.to_pylist() if reading else ())],
        }

    def as_json(self) -> str:
        """The report as JSON text."""
        return json.dumps(self.report(), ensure_ascii=False, indent=1)

    def as_text(self) -> str:
        """The outcome in lines for people: counts, and each problem with its place."""
        if self.reading is None:
            return f"{self.name}: refused\n{self.refusal}"
        lines = self.reading.lines
        counts = (
            f"{self.name}: {lines.physical:,} lines: {lines.accepted:,} accepted, "
            f"{lines.rejected:,} rejected, {lines.structural:,} structural"
        )
        return "\n".join(
            [
                counts,
                *(
                    f"line {reject.line_from}, {reject.field or 'whole row'}: found "
                    f"{_on_one_line(reject.found)}; expected {reject.expected} ({reject.reason})"
                    for reject in self.reading.rejects
                ),
            ]
        )


def check_file(path: Path) -> Checked:
    """Read a file as a submission of pledges; a refusal is an outcome and is not raised."""
    try:
        data = read_plain_file(path, str(path))
        sha256 = hashlib.sha256(data).hexdigest()
        file = InputFile(sha256, path.name, SOURCE_ID, datetime.now(UTC).date().isoformat())
        return Checked(path.name, read_submission(data, file, PLEDGES), None)
    except FileRefused as refusal:
        return Checked(path.name, None, refusal)


def _reject(reject: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "line": reject["line_from"],
        **{name: reject[name] for name in ("field", "found", "expected", "reason")},
    }


def _plain(value: Any) -> Any:
    """Dates as ISO text and decimals as text, so that no reader of JSON rounds them."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _on_one_line(found: str) -> str:
    """Text from a file with what could move a terminal's cursor escaped."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in found
    )
