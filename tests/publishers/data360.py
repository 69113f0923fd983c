"""Answers of the World Bank's Data360, and its CSV export of 39 columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from tests.publishers import body

_CODES_BEFORE_THE_PERIOD = (
    *("FREQ", "REF_AREA", "INDICATOR", "SEX", "AGE", "URBANISATION", "UNIT_MEASURE"),
    *("COMP_BREAKDOWN_1", "COMP_BREAKDOWN_2", "COMP_BREAKDOWN_3"),
)
_CODES_AFTER_THE_VALUE = (
    *("AGG_METHOD", "DATABASE_ID", "UNIT_MULT", "UNIT_TYPE", "TIME_FORMAT", "OBS_STATUS"),
    "OBS_CONF",
)


def _with_labels(codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for code in codes for name in (code, f"{code}_LABEL"))


CSV_COLUMNS = (
    "STRUCTURE",
    "STRUCTURE_ID",
    "ACTION",
    *_with_labels(_CODES_BEFORE_THE_PERIOD),
    "TIME_PERIOD",
    "OBS_VALUE",
    *_with_labels(_CODES_AFTER_THE_VALUE),
)
"""The 39 columns of the export, in its order."""


def data360_record(
    area: str, year: int | str, value: str | None, **others: object
) -> dict[str, object]:
    """One record of `/data360/data`; the value is a text there, the multiplier a number."""
    return {
        "OBS_VALUE": value,
        "TIME_FORMAT": "602",
        "UNIT_MULT": 0,
        "COMMENT_OBS": None,
        "OBS_STATUS": "A",
        "OBS_CONF": "PU",
        "AGG_METHOD": "MEAN",
        "DATABASE_ID": "ITU_DH",
        "INDICATOR": "ITU_DH_POP_COV_4G",
        "REF_AREA": area,
        "SEX": "_T",
        "AGE": "_T",
        "URBANISATION": "_T",
        "COMP_BREAKDOWN_1": "_Z",
        "COMP_BREAKDOWN_2": "_Z",
        "COMP_BREAKDOWN_3": "_Z",
        "TIME_PERIOD": str(year),
        "FREQ": "A",
        "UNIT_MEASURE": "PT_POP",
        "UNIT_TYPE": "RATIO",
        **others,
    }


def data360_page(records: Sequence[Mapping[str, object]], count: int | None = None) -> bytes:
    """One page; `count` is that of all pages."""
    return body({"count": len(records) if count is None else count, "value": list(records)})


def data360_pages(records: Sequence[Mapping[str, object]], per_page: int = 1_000) -> list[bytes]:
    """All pages, as they come with `skip`."""
    starts = range(0, len(records), per_page)
    return [data360_page(records[each : each + per_page], len(records)) for each in starts]


def data360_csv(
    records: Sequence[Mapping[str, object]], columns: Sequence[str] = CSV_COLUMNS
) -> bytes:
    """The CSV export; labels are wrong at times, so here all of them are."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for record in records:
        labels = {name: "Central Electricity Board" for name in columns if name.endswith("_LABEL")}
        writer.writerow({**dict.fromkeys(columns, ""), **labels, **record})
    return text.getvalue().encode()
