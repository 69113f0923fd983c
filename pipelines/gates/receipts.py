"""The receipts that gates leave: what each found on one build, written whole and read strictly.

What receipts mean for a release is decided in `pipelines.gates.verdict`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter, ValidationError

from pipelines.checks import CheckResult, Gate
from pipelines.storage.atomic_files import write_whole


@dataclass(frozen=True)
class Receipt:
    """What one gate found on one build.

    Attributes:
        gate: Name of the gate.
        build_id: The build.
        checks: Every check it made.
        created_at: When it was written, ISO 8601 in UTC.
        crashed: Error text of a gate that could not run.
        build_sha256: Hash of the build file the gate was given, for the gate that seals it.
        suites: The sha256 of each suite that was run, by table.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    gate: str
    build_id: str
    checks: tuple[CheckResult, ...]
    created_at: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    crashed: str | None = None
    build_sha256: str | None = None
    suites: Mapping[str, str] = field(default_factory=dict)


_JSON = TypeAdapter(Receipt)


def write_receipt(directory: Path, receipt: Receipt) -> Path:
    """Writes the receipt of a gate as `<directory>/<gate>.json`, whole or not at all."""
    path = directory / f"{receipt.gate}.json"
    write_whole(path, _JSON.dump_json(receipt, indent=1))
    return path


def read_receipts(directory: Path) -> tuple[Receipt, ...]:
    """Reads the receipts of a build; one that cannot be read comes back as crashed."""
    return tuple(_read_receipt(path) for path in sorted(directory.glob("*.json")))


def checks_of(gate: Gate, receipts: Iterable[Receipt]) -> tuple[CheckResult, ...]:
    """Returns the checks of one gate."""
    return tuple(
        check for receipt in receipts if receipt.gate == gate.name for check in receipt.checks
    )


def describe_problem(error: Exception) -> str:
    """Returns in one line the first thing that is wrong with JSON that does not read back."""
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors(include_url=False)[0]
    return ": ".join(filter(None, (".".join(map(str, first["loc"])), first["msg"])))


def _read_receipt(path: Path) -> Receipt:
    try:
        receipt = _JSON.validate_json(path.read_bytes(), strict=True)
        if receipt.gate != path.stem:
            raise ValueError(f"it is a receipt of gate {receipt.gate}")
    except (OSError, ValueError) as error:
        why = f"unreadable receipt {path.name}: {describe_problem(error)}"
        return Receipt(path.stem, "", (), "", crashed=why)
    return receipt
