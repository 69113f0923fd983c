"""What is fuzzed, and what must hold of every outcome: no crash, no hang, no line lost.

A refusal with a reason is an outcome; whatever else escapes the code under test fails the target.
"""

from __future__ import annotations

import io
import re
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from types import MappingProxyType

from hypothesis import strategies as st

from pipelines.errors import FileRefused
from pipelines.readers.amounts import BASES, BOUNDS, REASONS, read_amount
from pipelines.readers.containers.any_container import read_submission
from pipelines.readers.containers.decoding import encoding_of
from pipelines.readers.currencies import currency_eras
from pipelines.readers.places import PlaceReader, to_items
from pipelines.readers.places.model import REASONS as PLACE_REASONS
from pipelines.readers.pledges.contract import pledge_contract
from pipelines.readers.rows.contract import Contract
from pipelines.readers.rows.read_result import InputFile, Reading
from pipelines.settings import Settings
from pipelines.sources.place_lists import bundled_place_reader
from pipelines.sources.registry import load_registry
from tests.fuzz import inputs

SECONDS_EACH = 5
"""Longer than this no input may take."""
_FILE = InputFile("ab" * 32, "fuzzed", "inbox", "2026-01-01")
_ITEM = re.compile(
    r"GLOBAL|[A-Z]{3}(?::\d{1,3}(?:\.\d+)?)?|LIST:[A-Z0-9_]+|REGION:.+|COUNT:.+", re.DOTALL
)
_LANGUAGES = st.sampled_from([None, "en", "fr", "es", "ar", "zh", "ru", "xx"])
_HINTS = st.sampled_from([None, "USD", "INR", "XOF", "ZZZ"])


class TooSlow(BaseException):
    """An input took too long; no `except Exception` may swallow it."""


@contextmanager
def watched(seconds: float = SECONDS_EACH) -> Iterator[None]:
    """Raise TooSlow in here once the time is over."""

    def stop(*_: object) -> None:
        raise TooSlow(f"more than {seconds} s")

    previous = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


@cache
def _place_reader() -> PlaceReader:
    settings = Settings.from_environment({})
    reader = bundled_place_reader(settings, load_registry(settings.sources_file))
    assert reader is not None
    return reader


@cache
def _contract() -> Contract:
    return pledge_contract(_place_reader())


def read_file(data: bytes) -> str:
    """Read bytes as a submission; what came of it in a word."""
    try:
        with watched():
            reading = read_submission(data, _FILE, _contract())
    except FileRefused:
        return "refused"
    _check_lines(reading, data)
    return "accepted" if reading.rows.num_rows else "rejected"


def _check_lines(reading: Reading, data: bytes) -> None:
    lines = reading.lines
    assert lines.accepted + lines.rejected + lines.structural == lines.physical
    assert min(lines.accepted, lines.rejected, lines.structural) >= 0
    accepted = reading.rows["source_line"].to_pylist()
    assert len(set(accepted)) == len(accepted) <= lines.accepted
    lost = {n for each in reading.rejects for n in range(each.line_from, each.line_to + 1)}
    assert len(lost) == lines.rejected
    assert not lost.intersection(accepted)
    assert lost.union(accepted) <= set(range(1, lines.physical + 1))
    if data.startswith(b"PK"):
        return
    text = data.decode(encoding_of(io.BytesIO(data)))
    counted = sum(1 for _ in io.StringIO(text, newline=""))
    # Elements are counted in place of lines where several begin in one line.
    assert lines.physical == counted or text.lstrip().startswith("[")


def read_money(case: tuple[str, str | None, str | None]) -> str:
    """Read a text as an amount."""
    text, language, hint = case
    with watched():
        read = read_amount(text, language=language, currency_hint=hint)
    assert read.stated == text
    assert read.reason is None or read.reason in REASONS
    assert read.amount is None or read.reason in (None, "no_currency")
    assert read.amount is not None or read.reason is not None
    assert read.basis is None or read.basis in BASES
    assert read.bound is None or read.bound in BOUNDS
    assert read.currency_code is None or read.currency_code in currency_eras()
    if read.amount is not None:
        assert 0 < read.amount < 10**18
        assert read.amount.as_tuple().exponent == -2
    return "refused" if read.amount is None else "accepted"


def read_where(case: tuple[str, str | None]) -> str:
    """Read a text as places."""
    text, language = case
    with watched():
        read = _place_reader().read_places(text, language=language)
    items = to_items(read)
    assert all(_ITEM.fullmatch(item) for item in items), items
    assert len(set(items)) == len(items)
    assert not read.shares or sum(read.shares.values()) == 100
    assert set(read.shares) in (set(), set(read.countries))
    for part in read.unresolved:
        assert part.reason in PLACE_REASONS
        assert part.text in text
    return "rejected" if read.unresolved else "accepted" if items else "refused"


Target = tuple[Callable[..., str], Callable[[], st.SearchStrategy[object]], float]
TARGETS: Mapping[str, Target] = MappingProxyType(
    {
        "changed CSV": (read_file, lambda: inputs.mutated(".csv", ".tsv", ".txt"), 0.12),
        "random CSV": (read_file, inputs.rows, 0.10),
        "changed JSON": (read_file, lambda: inputs.mutated("json"), 0.07),
        "random JSON": (read_file, inputs.objects, 0.05),
        "changed XLSX": (read_file, inputs.mutated_workbooks, 0.03),
        "amounts": (
            read_money,
            lambda: st.tuples(
                inputs.amounts()
                | inputs.texts_of(
                    inputs.words_about("amounts"), inputs.corpus_texts("value_stated", "amount")
                ),
                _LANGUAGES,
                _HINTS,
            ),
            0.38,
        ),
        "places": (
            read_where,
            lambda: st.tuples(
                inputs.texts_of(
                    inputs.words_about("places"),
                    inputs.corpus_texts("places"),
                    inputs.place_names(),
                ),
                _LANGUAGES,
            ),
            0.25,
        ),
    }
)
"""What reads, what it is fed, and its share of all inputs."""


def fuzz(name: str, count: int) -> Counter[str]:
    """Feed so many inputs to a target; how often each outcome came.

    Raises:
        AssertionError: when an outcome is wrong; hypothesis says for which smallest input.
        TooSlow: when an input took too long.
    """
    from hypothesis import HealthCheck, Phase, given, settings

    read, strategy, _ = TARGETS[name]
    outcomes: Counter[str] = Counter()

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=False,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy())
    def feed(case: object) -> None:
        outcomes[read(case)] += 1

    feed()
    return outcomes
