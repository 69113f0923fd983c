"""Currency codes by era, and what a unit of each was worth in US dollars.

Which rate applies to a pledge is policy and is decided in SQL; no file or socket is opened here.
"""

from pipelines.readers.currencies.ecb_rates import (
    AverageRate,
    EcbRate,
    read_ecb_rates,
    usd_per_unit_annual,
    usd_per_unit_monthly,
)
from pipelines.readers.currencies.eras import (
    SUCCESSORS,
    CurrencyEra,
    Successor,
    check_currency,
    currency_eras,
)

__all__ = [
    "SUCCESSORS",
    "AverageRate",
    "CurrencyEra",
    "EcbRate",
    "Successor",
    "check_currency",
    "currency_eras",
    "read_ecb_rates",
    "usd_per_unit_annual",
    "usd_per_unit_monthly",
]
