"""The amount of a pledge: typed fields where they are filled, else the words, never a guess.

How words become an amount is in `pipelines.readers.amounts`; conversion to US dollars is SQL.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.readers.amounts import REASONS, StatedAmount, read_amount
from pipelines.readers.currencies import check_currency
from pipelines.readers.rows import fields
from pipelines.readers.rows.contract import Alike, Rule
from pipelines.readers.rows.fields import FieldError
from pipelines.submissions import load_form

_BASES = load_form().vocabularies["amount_basis"].terms
_COUNT_BASES = tuple(term.code for term in _BASES if term.is_count)
_MONEY_BASES = tuple(term.code for term in _BASES if not term.is_count)
_AMOUNT_BOUNDS = load_form().vocabularies["amount_bound"].codes
UNREAD = frozenset(
    ("no_amount", "number_in_words", "percentage", "per_unit", "range", "several_amounts")
)
"""Reasons for which a pledge is loaded without an amount, the reason beside it.

The words may well be all there is to say. Other reasons are about how a number is written; those
the pledger can correct, so they reject the row.
"""
_PLAIN_WORDS = re.compile(r"(?:([A-Z]{3}) )?(\d{1,3}(?:,\d{3})+|\d+)", re.ASCII)
"""Words that say nothing but a currency and a number; most bulk exports hold no others."""
POINT_OR_THOUSANDS = re.compile(r"\d{1,3}\.\d{3}", re.ASCII)
"""155.000 is 155 to some and 155,000 to others."""
_ONLY_A_NUMBER = re.compile(r"[\s\d.,'’\u066b\u066c\u00a0\u202f+-]+")
_MONEY = fields.decimal(38, 2)
MOST_PEOPLE = 10_000_000_000
"""Nobody reaches more people than there are."""
_SAFE_DIGITS = 36
"""Digits before the point that DECIMAL(38,2) always holds."""
_check_currency = lru_cache(maxsize=100_000)(check_currency)
_cached_reading = lru_cache(maxsize=10_000)(read_amount)


def _read_money(
    value_stated: str | None,
    amount: str | None,
    currency_code: str | None,
    amount_basis: str | None,
    amount_bound: str | None,
    announced: tuple[date, date],
    language: str | None,
) -> tuple[object, ...]:
    """Amount, currency, basis, bound, and why there is no amount where there is none."""
    number, because = _number(amount, language, currency_code), None
    if number is not None and value_stated is not None:
        plain = _PLAIN_WORDS.fullmatch(value_stated)
        if not (
            plain and plain[1] in (None, currency_code) and plain[2].replace(",", "") == amount
        ):
            amount_bound = _compare(
                _read_beside(value_stated, language, currency_code),
                number, currency_code, amount_basis, amount_bound,
            )  # fmt: skip
    elif value_stated is not None:
        read = _cached_reading(value_stated, language=language, currency_hint=currency_code)
        if read.reason is None or (read.reason == "no_currency" and currency_code):
            _compare_basis(read, amount_basis)
            number = read.amount
            currency_code = currency_code or read.currency_code
            amount_basis = amount_basis or _known_basis(read)
            amount_bound = _stricter_bound(read, amount_bound)
        elif read.reason in UNREAD:
            because = read.reason
        else:
            raise FieldError(read.reason, REASONS[read.reason], "value_stated")
    _check(number, currency_code, amount_basis, announced[1])
    if number is not None and amount_bound is None:
        amount_bound = "exact"
    return number, currency_code, amount_basis, amount_bound, because


def _read_beside(value_stated: str, language: str | None, currency: str | None) -> StatedAmount:
    """The words beside typed fields; a sign that several currencies share means the one typed."""
    read = _cached_reading(value_stated, language=language, currency_hint=None)
    if read.reason != "ambiguous_currency" or currency is None:
        return read
    read = _cached_reading(value_stated, language=language, currency_hint=currency)
    if read.reason == "currency_conflict":
        raise FieldError(
            "currency_contradicts_text",
            "one of the currencies that the sign in value_stated can mean",
            "currency_code",
        )
    return read


def _number(amount: str | None, language: str | None, currency: str | None) -> Decimal | None:
    """The amount field: plain digits, or a number as the language writes it."""
    if amount is None:
        return None
    if len(amount) <= _SAFE_DIGITS and amount.isascii() and amount.isdigit():
        return Decimal(amount)
    if POINT_OR_THOUSANDS.fullmatch(amount):
        raise FieldError("ambiguous_separator", REASONS["ambiguous_separator"], "amount")
    try:
        return _money(amount)
    except FieldError as plain:
        if not _ONLY_A_NUMBER.fullmatch(amount):
            raise FieldError(
                "not_a_number", "digits alone, such as 155000000; words in value_stated", "amount"
            ) from None
        read = _cached_reading(amount, language=language, currency_hint=currency or "USD")
        if plain.reason != "not_a_number" or read.amount is None or read.reason:
            reason = read.reason if read.reason and plain.reason == "not_a_number" else None
            if reason in ("ambiguous_separator", "not_positive"):
                raise FieldError(reason, REASONS[reason], "amount") from None
            raise FieldError(plain.reason, plain.expected, "amount") from None
        return read.amount


def _money(text: str) -> Decimal:
    number = _MONEY(text)
    assert isinstance(number, Decimal)
    return number


def _known_basis(read: StatedAmount) -> str | None:
    return read.basis if read.basis in (*_MONEY_BASES, *_COUNT_BASES) else None


def _compare(
    read: StatedAmount, number: Decimal, currency: str | None, basis: str | None, bound: str | None
) -> str | None:
    """The bound, when typed fields say what the words can mean.

    Only words that read one way can be contradicted.
    """
    if read.amount is None or read.reason not in (None, "no_currency"):
        return bound
    meant = [(value, read.currency_code) for value in (read.amount, read.low, read.high)]
    meant += [(other.amount, other.currency_code) for other in read.other_amounts]
    meant += [(read.usd_stated, "USD")] if read.usd_stated is not None else []
    if number not in {value for value, _ in meant}:
        raise FieldError(
            "amount_contradicts_text",
            f"{read.amount:,f}, as value_stated says, or other words",
            "amount",
        )
    currencies = {code for value, code in meant if value == number}
    if currency is not None and not currencies & {currency, None}:
        raise FieldError(
            "currency_contradicts_text",
            f"{' or '.join(sorted(filter(None, currencies)))}, as value_stated says",
            "currency_code",
        )
    _compare_basis(read, basis)
    return _stricter_bound(read, bound)


def _compare_basis(read: StatedAmount, basis: str | None) -> None:
    if read.basis is not None and basis is not None and read.basis != basis:
        raise FieldError(
            "basis_contradicts_text", f"{read.basis}, as value_stated says", "amount_basis"
        )


def _stricter_bound(read: StatedAmount, bound: str | None) -> str | None:
    """The bound of the words where none is typed; words that limit an amount are not overruled."""
    if read.bound in (None, "exact") or read.bound not in _AMOUNT_BOUNDS:
        return bound
    if bound is not None and bound != read.bound:
        raise FieldError(
            "bound_contradicts_text", f"{read.bound}, as value_stated says", "amount_bound"
        )
    return read.bound


def _check(amount: Decimal | None, currency: str | None, basis: str | None, on: date) -> None:
    if amount is not None:
        if amount <= 0:
            raise FieldError("amount_not_positive", "an amount above zero, or none", "amount")
        if basis is None:
            raise FieldError(
                "amount_without_basis", "an amount_basis beside every amount", "amount_basis"
            )
        if basis in _MONEY_BASES and currency is None:
            raise FieldError(
                "money_without_currency",
                "a currency_code beside an amount of money",
                "currency_code",
            )
        if basis in _COUNT_BASES and amount > MOST_PEOPLE:
            raise FieldError("too_large", f"at most {MOST_PEOPLE:,} people", "amount")
    if currency is None:
        return
    if basis in _COUNT_BASES:
        raise FieldError(
            "count_with_currency", f"no currency_code beside amount_basis {basis}", "currency_code"
        )
    if (problem := _check_currency(currency, on)) is not None:
        raise FieldError(problem, f"a currency that was in use on {on}", "currency_code")


def _find_plain(
    value_stated: pa.StringArray, amount: pa.StringArray, currency_code: pa.StringArray
) -> pa.BooleanArray:
    """Rows with a whole amount above 0, of at most ten digits, and no words or words that say it.

    Nothing but currency, basis, bound and day can be wrong with such an amount.
    """
    is_whole = pc.match_substring_regex(amount, r"\A[1-9][0-9]{0,9}\z")
    are_plain = pc.match_substring_regex(
        value_stated, r"\A(?:[A-Z]{3} )?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)\z"
    )
    said = pc.replace_substring(value_stated, ",", "")
    space = pa.repeat(" ", len(amount))
    says_it = pc.or_kleene(
        pc.equal(said, amount),
        pc.equal(said, pc.binary_join_element_wise(currency_code, amount, space)),
    )
    return pc.and_kleene(
        is_whole, pc.or_kleene(pc.is_null(value_stated), pc.and_kleene(are_plain, says_it))
    )


MONEY = Rule(
    (
        "value_stated",
        "amount",
        "currency_code",
        "amount_basis",
        "amount_bound",
        "announced",
        "language",
    ),
    ("amount", "currency_code", "amount_basis", "amount_bound", "amount_unread_because"),
    _read_money,
    alike=Alike(
        ("value_stated", "amount", "currency_code"),
        _find_plain,
        stand_ins={"value_stated": None, "amount": "1"},
        own="amount",
    ),
)


def _compare_dollars(
    amount: Decimal | None,
    currency: str | None,
    basis: str | None,
    value_usd_stated: Decimal | None,
) -> tuple[object, ...]:
    """Dollars beside an amount in dollars are the same ones, unless the amount is one of many."""
    if amount is None or value_usd_stated is None or currency != "USD" or basis == "per_year":
        return ()
    if amount != value_usd_stated:
        raise FieldError(
            "dollars_contradict_amount", f"{amount:,f}, as amount says, or none", "value_usd_stated"
        )
    return ()


USD_STATED = Rule(
    ("amount", "currency_code", "amount_basis", "value_usd_stated"),
    (),
    _compare_dollars,
    about="value_usd_stated",
)
