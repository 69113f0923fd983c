"""Days of simulated pledges: when each was announced, and what was reported on it since.

All days are counted from published ones, none from the clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from pipelines.sources.simulated.drafts import Draft, shuffled
from pipelines.sources.simulated.marginals import (
    BILLION,
    REPORTED,
    REPORTED_STATUSES,
    WINDOWS,
    Sizes,
    quotas,
    share,
)

_FIRST_REPORTS = date(2022, 11, 7), date(2022, 12, 2)
_SECOND_REPORTS = date(2023, 10, 2), date(2023, 11, 24)
# Made up: "most commitments on track" is all that was said in December 2023.
_SECOND_STATUSES = {"on_track": 58, "in_progress": 15, "completed": 15, "delayed": 12}
_SECOND_REPORTED_PERCENT = 55
_PROGRESS = {"completed": (100, 100), "on_track": (35, 90), "in_progress": (10, 60)}


def date_pledges(drafts: Sequence[Draft], sizes: Sizes, random: Random) -> None:
    """Announce each pledge within a window, so that numbers and values grew as published."""
    ends = [share(number, sizes.pledges) for _, _, number, _ in WINDOWS]
    ends[-1] = sizes.pledges
    ends[_old_windows() - 1] = sizes.old_pledges
    values = [hundredths * BILLION // 100 for _, _, _, hundredths in WINDOWS]
    rooms = [after - before for before, after in zip([0, *ends], ends, strict=False)]
    budgets = [after - before for before, after in zip([0, *values], values, strict=False)]
    for draft in sorted(drafts, key=lambda each: (-each.value, each.number)):
        places = range(_old_windows(), len(WINDOWS)) if draft.is_new else range(_old_windows())
        place = max(
            (place for place in places if rooms[place]), key=lambda place: (budgets[place], -place)
        )
        rooms[place] -= 1
        budgets[place] -= draft.value
        first, last = (date.fromisoformat(day) for day in WINDOWS[place][:2])
        draft.announced = _day_between(first, last, random)


def report_on(drafts: Sequence[Draft], random: Random) -> None:
    """Reports of late 2022, in the published numbers by sector, and of late 2023."""
    chosen: list[Draft] = []
    for sector, number in REPORTED.items():
        known = [
            draft
            for draft in drafts
            if draft.sector == sector and draft.announced < _FIRST_REPORTS[0]
        ]
        chosen += random.sample(known, min(share(number, len(drafts)), len(known)))
    _report(chosen, _FIRST_REPORTS, REPORTED_STATUSES, random)
    running = [
        draft
        for draft in drafts
        if draft.announced < date(2023, 9, 1)
        and not any(status == "completed" for _, status, _ in draft.reports)
    ]
    number = len(running) * _SECOND_REPORTED_PERCENT // 100
    _report(random.sample(running, number), _SECOND_REPORTS, _SECOND_STATUSES, random)


def _report(
    drafts: Sequence[Draft], days: tuple[date, date], statuses: dict[str, int], random: Random
) -> None:
    drawn = shuffled(quotas(statuses, len(drafts)), random)
    for draft, status in zip(drafts, drawn, strict=True):
        low, high = _PROGRESS.get(status, (5, 40))
        # Nobody reports less than the last time.
        low = max([low, *(percent for _, _, percent in draft.reports)])
        percent = random.randint(low, max(low, high))
        draft.reports.append((_day_between(*days, random), status, percent))


def _old_windows() -> int:
    return sum(not last.startswith("2023") for _, last, _, _ in WINDOWS)


def _day_between(first: date, last: date, random: Random) -> date:
    return first + timedelta(days=random.randrange((last - first).days + 1))
