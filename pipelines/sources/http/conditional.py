"""Remembers how to ask a publisher whether a body has changed, and when not to trust the answer.

Bodies are not kept here: a validator is only remembered once the archive holds its body.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from pipelines.errors import ArchiveError
from pipelines.storage.atomic_files import write_whole


@dataclass(frozen=True)
class Validator:
    """What a publisher said of a body that we hold.

    Attributes:
        sha256: Of the body.
        etag: As sent.
        last_modified: As sent.
        fetched_on: UTC day the body came whole.
        lied: Whether the publisher has once sent other bytes under the same validator.
    """

    sha256: str
    etag: str | None
    last_modified: str | None
    fetched_on: str
    lied: bool = False

    def is_contradicted_by(self, sha256: str, etag: str | None, last_modified: str | None) -> bool:
        """Whether other bytes came under the same ETag, or without one under the same date."""
        if self.sha256 == sha256:
            return False
        if self.etag or etag:
            return self.etag == etag
        return self.last_modified is not None and self.last_modified == last_modified


class Validators:
    """A small JSON file with one validator for each URL.

    Args:
        file: Keep it with the archive: where one is lost, the other must be too.
    """

    def __init__(self, file: Path) -> None:
        self.file = file

    def of(self, url: str) -> Validator | None:
        """What is remembered of a URL."""
        return self._read().get(url)

    def conditions(self, url: str, today: date, every_days: int) -> Mapping[str, str]:
        """Headers that let the publisher answer 304; none when the body must come again.

        Args:
            url: The URL.
            today: UTC day.
            every_days: Age in days at which a body is asked for without conditions.
        """
        known = self.of(url)
        if known is None or known.lied:
            return {}
        if not 0 <= (today - date.fromisoformat(known.fetched_on)).days < every_days:
            return {}
        if known.etag:
            return {"If-None-Match": known.etag}
        return {"If-Modified-Since": known.last_modified} if known.last_modified else {}

    def remember(self, url: str, validator: Validator) -> None:
        """Keeps what was said of a body, once that body is safe in the archive."""
        known = self._read()
        known[url] = validator
        content = {one: asdict(value) for one, value in sorted(known.items())}
        write_whole(self.file, json.dumps(content, indent=1).encode())

    def _read(self) -> dict[str, Validator]:
        try:
            content = json.loads(self.file.read_bytes())
            return {url: Validator(**value) for url, value in content.items()}
        except FileNotFoundError:
            return {}
        except (ValueError, TypeError, AttributeError) as error:
            raise ArchiveError(
                f"what publishers said of their files cannot be read: {error}",
                where=str(self.file),
                expected="a JSON object of URLs",
                next_step="delete the file; everything is then asked for without conditions",
            ) from error
