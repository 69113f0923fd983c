"""Exchange rates as the IMF's are handed on in a CSV, and as the UN's are served."""

from __future__ import annotations

from collections.abc import Iterable

IMF_HEADER = "Date,Rate,Currency,Frequency,Source,Country code,Country"
DIRECTION = (
    ("2020-06-30", "1", "USD", "US", "United States"),
    ("2020-06-30", "0.9", "EUR", "", "Euro area"),
    ("2020-06-30", "107.5", "JPY", "JP", "Japan"),
    ("2020-06-30", "75.5", "INR", "IN", "India"),
)
"""Rates that tell which way round a list is; invented, near the true ones."""


def imf_csv(rows: Iterable[tuple[str, str, str, str, str]] = (), direction: bool = True) -> bytes:
    """Rows of day, rate, currency, territory and its name, under the header as it is served."""
    every = [*(DIRECTION if direction else ()), *rows]
    lines = [f"{d},{rate},{code},M,IMF,{at},{name}" for d, rate, code, at, name in every]
    return "\n".join([IMF_HEADER, *lines, ""]).encode()


UN_RATES = (
    ("AFN", "70.5", "01 Nov 2026"),
    ("EUR", "0.93", "01 Nov 2026"),
    ("EUR", "0.93", "01 Nov 2026"),
    ("INR", "90.1", "01 Nov 2026"),
    ("JPY", "150.2", "15 Nov 2026"),
    ("RWF", "1,450.5", "01 Nov 2026"),
    ("USD", "1", "01 Nov 2026"),
)
"""Invented; a currency stands once for each territory that has it."""


def un_csv(rows: Iterable[tuple[str, str, str]] = UN_RATES) -> bytes:
    """The CSV, in the names of the XML."""
    lines = [f'"Somewhere","{code}","{rate}","{day}"' for code, rate, day in rows]
    return "\r\n".join(["country,f_curr_code,rate,eff_date", *lines, ""]).encode()


def un_xml(rows: Iterable[tuple[str, str, str]] = UN_RATES) -> bytes:
    """The XML; texts end in tabs."""
    body = "".join(
        f"\r\n\t<UN_OPERATIONAL_RATES><f_curr_code>{code}\t</f_curr_code><rate>{rate}\t</rate>"
        f"<eff_date>{day}</eff_date></UN_OPERATIONAL_RATES>"
        for code, rate, day in rows
    )
    root = "UN_OPERATIONAL_RATES_DATASET"
    return f'<?xml version="1.0" encoding="UTF-8"?>\r\n<{root}>{body}\r\n</{root}>'.encode()
