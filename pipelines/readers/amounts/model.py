"""What a stated amount is once read, and why it could not be read.

Holds the result types and their vocabularies only; no text is looked at here.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

BASES = (
    "total",
    "per_year",
    "per_month",
    "cumulative",
    "additional",
    "in_kind",
    "sought",
    "people",
    "households",
)
"""What an amount counts. None on a reading: the text does not say."""

BOUNDS = ("exact", "at_least", "more_than", "about", "nearly", "up_to", "range")
"""How a stated amount limits the true one. "Less than" and "not more than" are `up_to`."""

REASONS = {
    "too_long": "at most 500 characters",
    "no_amount": "an amount in digits, such as USD 2 million",
    "number_in_words": "the number in digits, such as 2.5 million",
    "unreadable_number": "one number in plain digits, such as 1,234.5 or 1.234,5",
    "ambiguous_separator": "a number that reads one way only: 1.234 may be 1234 or 1.234",
    "too_many_decimals": "at most two decimals after writing the amount out in full",
    "too_large": "an amount below 10^18",
    "not_positive": "an amount above zero",
    "unknown_unit": "what is counted: money with its currency, people, or households",
    "ambiguous_unit": "million, 10^9 or 10^12, said so that no language reads it otherwise",
    "no_currency": "a currency beside the number, such as USD",
    "unknown_currency": "an ISO 4217 currency code",
    "ambiguous_currency": "one currency: a code in place of a sign or name that several share",
    "currency_conflict": "the same currency in the text and beside it",
    "year_or_amount": "a number that cannot be a year: write USD 2,025 or the year apart",
    "percentage": "an amount, not a share of something",
    "per_unit": "the whole amount, not a price or a share for each",
    "several_amounts": "one amount in a field",
    "several_bases": "one basis: in total, per year, additional, and so on",
    "unclear_basis": "the basis beside the amount, such as USD 2 million per year",
    "ambiguous_bound": "one of: at least, more than, about, nearly, up to",
    "range": "one amount; both ends of the range are kept as low and high",
    "ambiguous_range": "both ends of the range in full, the lower first",
}
"""Every reason code, with what would have been read."""


@dataclass(frozen=True)
class OtherAmount:
    """A further quantity of the same text, kept beside the one that counts.

    Attributes:
        amount: Money or count, two decimals.
        currency_code: ISO 4217, or None for counts and unknown money.
        basis: One of BASES, or None when not said.
    """

    amount: Decimal
    currency_code: str | None
    basis: str | None


@dataclass(frozen=True)
class StatedAmount:
    """One text, read as an amount or with the reason why not.

    Attributes:
        stated: The text, untouched.
        amount: Money or a count, two decimals, above zero; None whenever there is a reason
            other than `no_currency`, so that nothing ambiguous can be added up.
        currency_code: ISO 4217, retired codes included; None for counts.
        basis: One of BASES, or None when the text does not say.
        bound: One of BOUNDS; None when nothing was read.
        low: Lower end of a range.
        high: Upper end of a range.
        years: Number of years an amount runs for, when stated.
        usd_stated: The same money in US dollars, as stated beside another currency.
        other_amounts: Further quantities, in the order of the text.
        reason: A key of REASONS, or None when the amount can be used as it is.
    """

    stated: str
    amount: Decimal | None = None
    currency_code: str | None = None
    basis: str | None = None
    bound: str | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    years: int | None = None
    usd_stated: Decimal | None = None
    other_amounts: tuple[OtherAmount, ...] = ()
    reason: str | None = None


class UnreadableAmount(Exception):
    """Raised inside this package to give up on a text; never leaves `read_amount`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
