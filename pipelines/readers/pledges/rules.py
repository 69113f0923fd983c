"""What concerns several fields of a pledge at once: dates, partners, status.

Amounts have a module of their own, and so have places. Which version of a pledge is valid, and
what counts, is decided in SQL.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.readers.rows.contract import Alike, Rule
from pipelines.readers.rows.fields import FieldError

LAUNCH = date(2021, 9, 1)
"""Partner2Connect was launched in September 2021; an earlier pledge has a misread date."""
HORIZON = date(2030, 1, 1)
"""The initiative looks to 2026 and its goals to 2030; a later pledge has a misread date."""
TOTAL_WORDS = frozenset(
    ("total", "grand total", "subtotal", "sum", "итого", "всего", "合计", "总计", "المجموع")
)
"""What stands where an id should in the last row of many spreadsheets."""


def _identify(pledge_id: str) -> tuple[object, ...]:
    if pledge_id.casefold() in TOTAL_WORDS:
        raise FieldError("total_row", "a pledge; totals are computed here", "pledge_id")
    return ()


def _have_digits(pledge_ids: pa.StringArray) -> pa.BooleanArray:
    """Which ids hold a digit, as none of the words for totals does."""
    return pc.match_substring_regex(pledge_ids, "[0-9]")


def _unfold_announced(announced: tuple[date, date]) -> tuple[object, ...]:
    """The words and the first and last day of a date that may lack its day or month."""
    earliest, latest = announced
    if latest < LAUNCH or earliest > HORIZON:
        raise FieldError("out_of_range", f"a day from {LAUNCH} to {HORIZON}", "announced")
    if earliest == latest:
        return earliest.isoformat(), earliest, latest
    stated = f"{earliest:%Y}" if earliest.month != latest.month else f"{earliest:%Y-%m}"
    return stated, earliest, latest


def _check_known_by(announced: tuple[date, date], known_by: date | None) -> tuple[object, ...]:
    earliest, _ = announced
    if known_by is not None and known_by < earliest:
        raise FieldError(
            "known_before_announced",
            f"a day not before {earliest}, when it was announced",
            "known_by",
        )
    return ()


def _check_period(start: int | None, end: int | None) -> tuple[object, ...]:
    if start is not None and end is not None and start > end:
        raise FieldError(
            "period_ends_before_start", "period_end_year not before start year", "period_end_year"
        )
    return ()


def _join_partners(
    entities: Sequence[str], sectors: Sequence[str] | None, countries: Sequence[str] | None
) -> tuple[object, ...]:
    """The entities after the lead, each with the sector and country stated for it."""
    names = entities[1:]
    return (
        [
            {"name": name, "sector": sector, "country_iso3": country}
            for name, sector, country in zip(
                names,
                _one_for_each(sectors, len(names), "partner_sectors"),
                _one_for_each(countries, len(names), "partner_countries"),
                strict=True,
            )
        ],
    )


def _one_for_each(values: Sequence[str] | None, partners: int, name: str) -> Sequence[str | None]:
    if values is None:
        return [None] * partners
    if len(values) != partners:
        raise FieldError(f"{name}_do_not_match", f"one for each of {partners} partners", name)
    return values


def _check_status(
    status: str | None, withdrawn_on: date | None, withdrawal_reason: str | None
) -> tuple[object, ...]:
    """The status; a platform sends what is published unless it says otherwise."""
    if status != "withdrawn" and (withdrawn_on or withdrawal_reason):
        raise FieldError(
            "withdrawal_without_status", "status withdrawn beside a withdrawal", "status"
        )
    return (status or "published",)


def _check_reports(reports: Sequence[dict[str, object]] | None) -> tuple[object, ...]:
    """Reports in the order of their days, one a day."""
    days = [report["reported_on"] for report in reports or ()]
    if len(set(days)) != len(days):
        raise FieldError("repeated_report", "one status report a day", "status_reports")
    if reports is None:
        return (None,)
    return (sorted(reports, key=lambda report: str(report["reported_on"])),)


def _presume(evidence: str | None, is_synthetic: bool | None) -> tuple[object, ...]:
    """What a pledger sends of its own is vouched for and real unless it says otherwise."""
    return evidence or "confirmed", bool(is_synthetic)


RULES = (
    Rule(
        ("pledge_id",),
        (),
        _identify,
        alike=Alike(("pledge_id",), _have_digits, stand_ins={"pledge_id": "1"}),
    ),
    Rule(
        ("announced",),
        ("announced_stated", "announced_earliest", "announced_latest"),
        _unfold_announced,
    ),
    Rule(("announced", "known_by"), (), _check_known_by),
    Rule(("period_start_year", "period_end_year"), (), _check_period),
    Rule(("entities", "partner_sectors", "partner_countries"), ("partners",), _join_partners),
    Rule(("status", "withdrawn_on", "withdrawal_reason"), ("status",), _check_status),
    Rule(
        ("status_reports",),
        ("status_reports",),
        _check_reports,
        repeats=False,
        about="status_reports",
    ),
    Rule(("evidence", "is_synthetic"), ("evidence", "is_synthetic"), _presume),
)
