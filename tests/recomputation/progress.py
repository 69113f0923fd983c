"""Progress of pledges as reported by a day.

The rules are those of docs/analysts.md: Do pledges move.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.recomputation.pledges import Cell, Rows, add_up, counted, year_before
from tests.recomputation.snapshot import Snapshot, Version

REPORTED = ("in_progress", "on_track", "delayed", "completed")


def progress(snapshot: Snapshot, day: date) -> Rows:
    """The rows of `implementation_status`, by sector and for all."""
    versions = counted(snapshot, day)
    found: Rows = {}
    for sector in {"all", *(v.row["sector"] or "not stated" for v in snapshot.versions)}:
        of_sector = [v for v in versions if sector in ("all", v.row["sector"] or "not stated")]
        latest = {id(v): _latest_report(v, day) for v in of_sector}
        reported = [v for v in of_sector if latest[id(v)]]
        cells: dict[str, Cell] = {
            "pledges": len(of_sector),
            "value_usd": add_up(of_sector, (v.value for v in of_sector)),
            "pledges_reported": len(reported),
        }
        for status in REPORTED:
            these = [v for v in reported if latest[id(v)][1] == status]
            cells[f"pledges_{status}"] = len(these)
            cells[f"value_usd_{status}"] = add_up(these, (v.value for v in these))
            cells[f"{status}_share_of_reported_pct"] = _percent(len(these), len(reported))
            cells[f"{status}_share_of_all_pct"] = _percent(
                len(these), len(of_sector) if reported else 0
            )
        ended = [v for v in of_sector if (end := _end(v)) is not None and end < day]
        cells["response_rate_pct"] = _percent(len(reported), len(of_sector))
        cells["value_usd_reported"] = add_up(reported, (v.value for v in reported))
        cells["pledges_with_period_end"] = sum(_end(v) is not None for v in of_sector)
        cells["pledges_past_period_end_not_reported"] = sum(not latest[id(v)] for v in ended)
        if reported:
            running = [v for v in reported if latest[id(v)][1] != "completed"]
            cells["pledges_overdue"] = sum(v in ended for v in running)
            cells["pledges_silent_over_a_year"] = sum(
                latest[id(v)][0] < year_before(day) for v in running
            )
        found[sector] = cells
    return found


def _percent(part: int, whole: int) -> Decimal | None:
    return 100 * Decimal(part) / whole if whole else None


def _end(version: Version) -> date | None:
    year = version.row["period_end_year"]
    return date(int(year), 12, 31) if year else None


def _latest_report(version: Version, day: date) -> tuple[date, str] | tuple[()]:
    """The newest report up to a day; nothing where there is none."""
    reports = []
    for report in filter(None, (part.strip() for part in version.row["status_reports"].split(";"))):
        on, status = report.split()[:2]
        if date.fromisoformat(on) <= day:
            reports.append((date.fromisoformat(on), status))
    return max(reports) if reports else ()
