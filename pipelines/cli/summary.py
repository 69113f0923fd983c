"""The summary of a refresh: what came in, what was checked, what the figures are.

It reads the release, so that it has what readers will find there, and from the archive's ledger
only which submissions were refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pipelines.release.report.wording import VERDICTS, word_figure
from pipelines.settings import Settings

HEADLINES = """
select statement, unit, published_value, published_bound, computed_value, computed_null_reason,
       coverage_pct, verdict
from marts.announcement_figures order by display_order
"""


@dataclass(frozen=True)
class Headline:
    """One figure of the announcement, in words."""

    statement: str
    published: str
    computed: str
    verdict: str


@dataclass(frozen=True)
class Summary:
    """What came of a refresh; line counts add up to `physical_lines`.

    `waiting` counts what waits for a person's decision, `refused` the submissions refused whole.
    """

    release_id: str
    data_as_of: str
    files: int
    physical_lines: int
    accepted_lines: int
    rejected_lines: int
    structural_lines: int
    checks: int
    headlines: tuple[Headline, ...]
    waiting: int
    refused: int


def summarise_release(settings: Settings, as_of: date | None = None) -> Summary:
    """Summarises the current release, or that of a day.

    Raises:
        ReleaseError: when there is none.
    """
    from pipelines.archive.store import Archive
    from pipelines.review.decisions import list_waiting
    from pipelines.serving.query import query_release
    from pipelines.storage.releases import read_manifest

    manifest = read_manifest(settings.pointer(as_of))
    inputs = manifest["inputs"]
    rows = query_release(settings.database(as_of), HEADLINES).rows
    return Summary(
        release_id=manifest["release_id"],
        data_as_of=str(manifest["data_as_of"]),
        files=len(inputs),
        physical_lines=sum(item["physical_lines"] for item in inputs),
        accepted_lines=sum(item["accepted_lines"] for item in inputs),
        rejected_lines=sum(item["rejected_lines"] for item in inputs),
        structural_lines=sum(item["structural_lines"] for item in inputs),
        checks=len(manifest["check_names"]),
        headlines=tuple(_headline(*row) for row in rows),
        waiting=len(list_waiting(settings, as_of)),
        refused=sum(
            entry.decision == "refused" for entry in Archive(settings.archive_dir).all_submissions()
        ),
    )


def _headline(
    statement: str,
    unit: str,
    published: Decimal | None,
    bound: str | None,
    computed: Decimal | None,
    null_reason: str | None,
    coverage: Decimal | None,
    verdict: str,
) -> Headline:
    words = VERDICTS.get(verdict, verdict)
    if verdict == "partial_coverage" and coverage is not None:
        words = f"the data hold {coverage:.1f} % of it"
    return Headline(
        statement=statement,
        published=word_figure(published, unit, bound) or "no figure",
        computed=word_figure(computed, unit) or f"not computable: {null_reason}",
        verdict=words,
    )
