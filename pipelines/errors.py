"""The errors this project raises on purpose, each one a thing a person can act on.

Only the error types live here; deciding when to raise one is the business of the module
that noticed the problem.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypedDict, Unpack

_NEVER = datetime.max.replace(tzinfo=UTC)


class _Context(TypedDict, total=False):
    """What every error may say besides what was found; see P2CError."""

    where: str | None
    expected: str | None
    next_step: str | None


class P2CError(Exception):
    """Base of every error raised on purpose.

    Args:
        found: What was met, in one sentence.
        where: File, line, cell, table or check it was met in.
        expected: What should have been there.
        next_step: What the reader can do about it, best as a command.
    """

    exit_code = 1

    def __init__(
        self,
        found: str,
        *,
        where: str | None = None,
        expected: str | None = None,
        next_step: str | None = None,
    ) -> None:
        self.found = found
        self.where = where
        self.expected = expected
        self.next_step = next_step
        super().__init__(found)

    def __str__(self) -> str:
        lines = [self.found]
        if self.where:
            lines.append(f"  where:    {self.where}")
        if self.expected:
            lines.append(f"  expected: {self.expected}")
        if self.next_step:
            lines.append(f"  next:     {self.next_step}")
        return "\n".join(lines)


class SettingsError(P2CError):
    """A setting has a value that cannot be used."""


class SourceError(P2CError):
    """The source registry is wrong, or an input is not the file that was asked for."""


class ArchiveError(P2CError):
    """The archive's bytes or ledger do not hold what they should."""


class FileRefused(P2CError):
    """A whole file breaks its contract; none of its rows is loaded."""


class FileChanged(P2CError):
    """A file was written to while it was being read; it is another one now."""


class FetchFailed(P2CError):
    """A publisher did not give, whole, what was asked for; nothing of it was kept.

    Args:
        found: What was met, in one sentence.
        outcome: One word for the ledger of attempts, such as `cut` or `wrong_content`.
        may_pass: Whether the same request may succeed a moment later.
        wait_seconds: After which the publisher asks to try again; None when it does not say.
        context: As of every P2CError; `where` is the request.
    """

    def __init__(
        self,
        found: str,
        *,
        outcome: str = "failed",
        may_pass: bool = False,
        wait_seconds: float | None = None,
        **context: Unpack[_Context],
    ) -> None:
        super().__init__(found, **context)
        self.outcome = outcome
        self.may_pass = may_pass
        self.wait_seconds = wait_seconds


class Deferred(FetchFailed):
    """The publisher asks to be left alone for longer than a run waits.

    Args:
        found: What was met, in one sentence.
        until: UTC time of the next try.
        context: As of every P2CError; `where` is the request.
    """

    def __init__(
        self, found: str, *, until: datetime = _NEVER, **context: Unpack[_Context]
    ) -> None:
        super().__init__(found, outcome="deferred", **context)
        self.until = until


class ProviderClosed(FetchFailed):
    """The publisher refused to serve us; it is not asked again in this run."""


class TransformError(P2CError):
    """dbt failed to build a model, or a dbt test failed."""


class GateFailed(P2CError):
    """A gate did not pass, so nothing may be released from this build."""


class ChecksFailed(GateFailed):
    """Checks of a build did not pass; the verdict kept with the build names each."""


class ReleaseError(P2CError):
    """A release could not be written, verified or read."""


class DictionaryError(P2CError):
    """The dbt project does not say of a table what its users must know."""


class SimulationError(P2CError):
    """A simulated export cannot be made as asked, or misses what it is to reproduce."""


class QueryError(P2CError):
    """A query over a release could not be answered."""


class ReviewError(P2CError):
    """A decision cannot be recorded, or those recorded cannot be read."""


class Locked(P2CError):
    """Another refresh holds the warehouse; `exit_code` 75 asks the caller to try later."""

    exit_code = 75
