"""Compares the gates of a build with the last release, and keeps the acknowledgements of changes.

What counts as a change is in `pipelines.gates.gate_changes`, what it means for a build in
`pipelines.gates.verdict`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from pipelines.build.build_directory import active_build
from pipelines.checks import DBT, CheckResult
from pipelines.errors import GateFailed
from pipelines.gates.gate_changes import Definition, GateChange, compare_gates, define, fingerprint
from pipelines.gates.receipts import checks_of, read_receipts
from pipelines.gates.suite import Suite
from pipelines.gates.suite_loader import load_suites
from pipelines.settings import Settings
from pipelines.storage.releases import read_manifest


@dataclass(frozen=True)
class Acknowledgement:
    """A person's statement that a check was removed or weakened on purpose.

    It holds for the definition at that moment (a fingerprint, None for a check that is gone) and
    until the next release, whose gates are then those compared with.
    """

    check: str
    why: str
    on: str
    definition: str | None


@dataclass(frozen=True)
class GatesCompared:
    """The gates of a build beside those of the current release.

    Attributes:
        previous_checks: Names of checks that have to be there, None before the first release.
        changes: Checks whose definitions differ, with the reasons given for them.
        definitions: The definition of each check of the build, by name.
    """

    previous_checks: frozenset[str] | None
    changes: tuple[GateChange, ...]
    definitions: Mapping[str, Definition]


def compare_with_current(
    settings: Settings,
    suites: Sequence[Suite],
    dbt_checks: Iterable[CheckResult],
    as_of: date | None = None,
) -> GatesCompared:
    """Compares suites as they are, and dbt's tests as they ran, with the current release.

    Args:
        settings: The warehouse.
        suites: The suites as they are in their files.
        dbt_checks: Results of dbt in the build.
        as_of: The day the build is made as of, None for an ordinary one.

    Raises:
        ReleaseError: when the manifest of the current release cannot be read.
    """
    definitions = define(suites, dbt_checks)
    if not settings.current.exists():
        return GatesCompared(None, (), definitions)
    manifest = read_manifest(settings.current)
    given = _reasons_since(settings, datetime.fromisoformat(manifest["released_at"]))
    gone = {name for name, definition in given if definition is None}
    # Releases written before the gates were recorded have no definitions.
    before = manifest.get("checks")
    # A build as of a day follows no current release, so it has no comparisons with one; these,
    # and what each suite implies, are the checks without a definition.
    names = frozenset(before if as_of and before else manifest["check_names"])
    changes = compare_gates(before, definitions) if before else ()
    return GatesCompared(
        previous_checks=names - gone,
        changes=tuple(
            change.acknowledged_for(given.get((change.check, change.definition)))
            for change in changes
        ),
        definitions=definitions,
    )


def acknowledge(settings: Settings, checks: Sequence[str], why: str) -> None:
    """Records that checks of the last release were removed, or changed as they are now, on purpose.

    Raises:
        GateFailed: when no reason is given, or a name is not that of a check of the last release.
    """
    known = (
        frozenset(read_manifest(settings.current)["check_names"])
        if settings.current.exists()
        else frozenset()
    )
    if unknown := sorted(set(checks) - known):
        raise GateFailed(
            f"the last release has no check named {', '.join(unknown)}",
            where=str(settings.current),
            expected="names as the refusal gave them",
            next_step="copy the name from the message of p2c refresh",
        )
    if not why.strip():
        raise GateFailed(
            "a weakened gate needs a reason",
            where=", ".join(checks),
            expected="a few words for whoever reads the release later",
            next_step='say it with --why "..."',
        )
    definitions = define(load_suites(settings.expectations_dir), _dbt_checks(settings))
    on = datetime.now(UTC).isoformat(timespec="seconds")
    with _file(settings).open("a", encoding="utf-8") as lines:
        for check in checks:
            entry = Acknowledgement(check, why, on, fingerprint(definitions.get(check)))
            lines.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")


def _dbt_checks(settings: Settings) -> tuple[CheckResult, ...]:
    """Results of dbt in the last build; none when nothing was built."""
    if not settings.active_build.exists():
        return ()
    receipts = read_receipts(active_build(settings).receipts)
    return checks_of(DBT, receipts)


def _reasons_since(settings: Settings, release: datetime) -> dict[tuple[str, str | None], str]:
    """Reasons given since a release, by check and by its definition then."""
    path = _file(settings)
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    given = [json.loads(line) for line in lines]
    return {
        (item["check"], item.get("definition")): item["why"]
        for item in given
        if datetime.fromisoformat(item["on"]) >= release
    }


def _file(settings: Settings) -> Path:
    return settings.home / "acknowledged_checks.jsonl"
