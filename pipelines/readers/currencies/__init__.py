"""Currency codes by era: which code was in use on a day.

Which rate applies to a pledge is policy and is decided in SQL; no file or socket is opened here.
"""

from pipelines.readers.currencies.eras import CurrencyEra, check_currency, currency_eras

__all__ = ["CurrencyEra", "check_currency", "currency_eras"]
