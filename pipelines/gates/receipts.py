"""The receipts that gates leave: what each found on one build, written whole and read strictly.

What receipts mean for a release is said in `pipelines.gates.verdict`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.checks import CheckResult
from pipelines.storage.atomic_files import write_whole


@dataclass(frozen=True)
class Receipt:
    """What one gate found on one build; `crashed` is the error text when it could not run.

    `suites` holds the sha256 of each suite that was run, by table, and `build_sha256` that of
    the build file the gate was given; both are empty for gates that have none.
    """

    gate: str
    build_id: str
    created_at: str
    checks: tuple[CheckResult, ...]
    crashed: str | None = None
    build_sha256: str | None = None
    suites: Mapping[str, str] = field(default_factory=dict)


def write_receipt(directory: Path, receipt: Receipt) -> Path:
    """Leave the receipt of a gate as `<directory>/<gate>.json`, whole or not at all."""
    content = {
        "gate": receipt.gate,
        "build_id": receipt.build_id,
        "created_at": receipt.created_at,
        "crashed": receipt.crashed,
        "build_sha256": receipt.build_sha256,
        "suites": dict(receipt.suites),
        "checks": [check.to_json() for check in receipt.checks],
    }
    path = directory / f"{receipt.gate}.json"
    write_whole(path, json.dumps(content, ensure_ascii=False, indent=1).encode())
    return path


def read_receipts(directory: Path) -> tuple[Receipt, ...]:
    """Read the receipts of a build; one that cannot be read comes back as crashed."""
    return tuple(_read_receipt(path) for path in sorted(directory.glob("*.json")))


def now() -> str:
    """The present moment for `created_at`, ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _read_receipt(path: Path) -> Receipt:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        crashed, sha256 = content["crashed"], content["build_sha256"]
        receipt = Receipt(
            gate=expect_field(content, "gate", str),
            build_id=expect_field(content, "build_id", str),
            created_at=expect_field(content, "created_at", str),
            checks=checks_of(content),
            crashed=None if crashed is None else str(crashed),
            build_sha256=None if sha256 is None else str(sha256),
            suites={str(k): str(v) for k, v in expect_field(content, "suites", dict).items()},
        )
        if receipt.gate != path.stem:
            raise ValueError(f"it is a receipt of gate {receipt.gate}")
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        return Receipt(path.stem, "", "", (), crashed=f"unreadable receipt {path.name}: {error!r}")
    return receipt


def checks_of(content: Any) -> tuple[CheckResult, ...]:
    """The checks of parsed JSON, under `checks`.

    Raises:
        KeyError: when there are none.
        ValueError: when one is not as it was written.
        TypeError: when they are of another kind.
    """
    return tuple(CheckResult.from_json(check) for check in expect_field(content, "checks", list))


def expect_field(content: Any, key: str, kind: type[Any]) -> Any:
    """A field of parsed JSON that is of the kind it should be.

    Raises:
        KeyError: when it is missing.
        TypeError: when it is of another kind.
    """
    value = content[key]
    if not isinstance(value, kind):
        raise TypeError(f"{key} is {value!r}, not {kind.__name__}")
    return value
