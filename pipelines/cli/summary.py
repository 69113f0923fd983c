"""The summary of a refresh: what came in, what was checked, what the figures are.

It reads the release, so that it has what readers will find there, and from the archive's ledger
only which submissions were refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pipelines.release.report.wording import word_date, word_figure, word_number, word_usd
from pipelines.settings import Settings

HEADLINES = """
with latest as (
    select totals.*, groups.pledges as ldc_pledges, groups.value_usd_any_member as ldc_value_usd
    from marts.pledge_totals as totals
    left join marts.pledge_value_by_country_group as groups
        on groups.as_of_date = totals.as_of_date and groups.group_code = 'LDC'
    where totals.is_latest
),
counted as (
    select unnest([
        {'metric': 'pledges', 'figure': cast(pledges as decimal(38, 2)), 'in_usd': false,
         'held_pct': pledges_coverage_pct},
        {'metric': 'value', 'figure': value_usd, 'in_usd': true, 'held_pct': coverage_pct},
        {'metric': 'entities', 'figure': cast(entities as decimal(38, 2)), 'in_usd': false,
         'held_pct': null},
        {'metric': 'countries', 'figure': cast(countries as decimal(38, 2)), 'in_usd': false,
         'held_pct': null},
        {'metric': 'ldc_value', 'figure': ldc_value_usd, 'in_usd': true, 'held_pct': null}
    ], recursive := true)
    from latest
),
published as (
    select
        case when dimension = 'total' then metric else 'ldc_value' end as metric,
        published_value, published_bound, as_of_date
    from marts.published_totals_reconciliation
    where published_value is not null and (
        (dimension = 'total' and member = 'all'
            and metric in ('pledges', 'value', 'entities', 'countries'))
        or (dimension like 'country_group%' and member like 'LDC%' and metric = 'value')
    )
    qualify row_number() over (
        partition by case when dimension = 'total' then metric else 'ldc_value' end
        order by as_of_date desc, published_bound <> 'exact', published_value desc
    ) = 1
)
select counted.metric, counted.figure, counted.in_usd, published.published_value,
    published.published_bound, published.as_of_date, counted.held_pct
from counted
left join published using (metric)
"""

FIGURES: Mapping[str, str] = {
    "pledges": "Pledges that count",
    "value": "Their value",
    "entities": "Pledging entities",
    "countries": "Countries named",
    "ldc_value": "Pledges for LDCs, full value",
}


@dataclass(frozen=True)
class Headline:
    """One figure of the latest day beside what was published last, in words."""

    figure: str
    counted: str
    published: str
    held: str


@dataclass(frozen=True)
class Summary:
    """What came of a refresh; line counts add up to `physical_lines`.

    `waiting` counts what waits for a person's decision, `refused` the submissions refused whole.
    `not_passed` and `changes` are as the manifest has them.
    """

    release_id: str
    data_as_of: date | None
    days_old: int | None
    files: int
    physical_lines: int
    accepted_lines: int
    rejected_lines: int
    structural_lines: int
    checks: int
    not_passed: tuple[Mapping[str, str], ...]
    changes: tuple[str, ...]
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
    from pipelines.storage.releases import describe_release, read_manifest

    directory = settings.pointer(as_of)
    manifest = read_manifest(directory)
    info = describe_release(settings, directory.resolve())
    inputs = manifest["inputs"]
    rows = query_release(settings.database(as_of), HEADLINES).rows
    return Summary(
        release_id=info.release_id,
        data_as_of=info.data_as_of,
        days_old=(info.released_at.date() - info.data_as_of).days if info.data_as_of else None,
        files=len(inputs),
        physical_lines=sum(item["physical_lines"] for item in inputs),
        accepted_lines=sum(item["accepted_lines"] for item in inputs),
        rejected_lines=sum(item["rejected_lines"] for item in inputs),
        structural_lines=sum(item["structural_lines"] for item in inputs),
        checks=len(info.check_names),
        not_passed=tuple(manifest["not_passed"]),
        changes=tuple(manifest["changes"]),
        headlines=tuple(_headline(*row) for row in rows),
        waiting=len(list_waiting(settings, as_of)),
        refused=sum(
            entry.decision == "refused" for entry in Archive(settings.archive_dir).all_submissions()
        ),
    )


def _headline(
    metric: str,
    figure: Decimal | None,
    in_usd: bool,
    published: Decimal | None,
    bound: str | None,
    published_on: date | None,
    held_pct: Decimal | None,
) -> Headline:
    return Headline(
        figure=FIGURES[metric],
        counted=_word(figure, None, in_usd) or "no value stated",
        published=f"{_word(published, bound, in_usd)} on {word_date(published_on)}"
        if published is not None
        else "no figure",
        held=f"{word_figure(held_pct, 'percent')} of it"
        if held_pct is not None
        else "not compared",
    )


def _word(figure: Any, bound: str | None, in_usd: bool) -> str | None:
    if figure is None:
        return None
    return (
        word_usd(figure, bound) if in_usd else word_figure(figure, "count", bound) or word_number(0)
    )
