"""Decisions about matches and about what is held: what waits for one, and recording it.

Proposing matches and finding what looks odd is done in SQL; a decision takes effect with the next
refresh.
"""

from __future__ import annotations

import csv
import fcntl
import io
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, date, datetime
from typing import Any

from pipelines.errors import ReviewError
from pipelines.readers.containers.delimited import read_delimited
from pipelines.readers.rows.read_result import InputFile
from pipelines.readers.snapshot.decisions import DECISIONS, REVIEWS, SUBJECT_KINDS
from pipelines.serving.query import query_release
from pipelines.settings import Settings
from pipelines.storage.atomic_files import write_whole
from pipelines.storage.untrusted_files import read_plain_file

MATCHES = frozenset({"same_entity", "same_commitment"})
"""Kinds whose two ids are of one sort; a decision about a pair replaces one the other way round."""

_WAITING = """
select 'held_version' as kind, pledge_version_id as left_id, rule as right_id, found, expected
from core.fct_pledge_version_suspicions where holds and decision = 'open'
union all
select 'held_file', source_sha256, rule, source_name || ': ' || found, expected
from core.fct_file_suspicions where holds and decision = 'open'
union all
select match_kind, left_id, right_id, rule || ': ' || evidence, 'a decision of a person'
from core.fct_match_candidates where decision = 'open'
order by all
"""
_VERSION_RULES = "select rule from core.fct_pledge_version_suspicions where pledge_version_id = ?"
_FILES = """
select source_sha256, rule from core.fct_file_suspicions
where holds and starts_with(source_sha256, ?) order by all
"""
_PLEDGE = "select 1 from core.fct_pledge_versions where pledge_id = ? limit 1"
_ENTITY = """
select 1 from core.dim_entities where entity_id = $1
union all
select 1 from core.fct_match_candidates
where match_kind = 'same_entity' and $1 in (left_id, right_id)
limit 1
"""


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for a decision; `left_id` and `right_id` are those of a decision."""

    kind: str
    left_id: str
    right_id: str
    found: str
    expected: str


@dataclass(frozen=True)
class Decision:
    """One row of a file of decisions, as `data/decisions/reviews.csv` has them.

    Attributes:
        subject_kind: `same_entity`, `same_commitment`, `held_version` or `held_file`.
        left_id: Entity id, pledge id, `pledge_id@version` or sha256 of a file.
        right_id: Entity id or pledge id, or the rule that holds something.
        decision: `accepted` or `rejected`.
        why: Reason, for whoever reads it later.
        decided_by: Who decided.
        decided_on: Day of the decision, UTC.
    """

    subject_kind: str
    left_id: str
    right_id: str
    decision: str
    why: str
    decided_by: str
    decided_on: date

    @property
    def subject(self) -> tuple[str, ...]:
        """What is decided about; of a match, whichever way round it is written."""
        pair = (self.left_id, self.right_id)
        return (self.subject_kind, *(sorted(pair) if self.subject_kind in MATCHES else pair))


def list_waiting(settings: Settings, as_of: date | None = None) -> tuple[Waiting, ...]:
    """What waits for a decision in the current release, or in that of a day.

    Raises:
        ReleaseError: when nothing was released yet.
    """
    return tuple(Waiting(*row) for row in _ask(settings, _WAITING, as_of=as_of))


def read_decisions(settings: Settings) -> tuple[Decision, ...]:
    """The decisions recorded in this warehouse, in the order of the file; none before the first.

    Raises:
        FileRefused: when the file cannot be read as a whole.
        ReviewError: when a row of it cannot be read.
    """
    path = settings.decisions_file
    if not path.exists():
        return ()
    data = read_plain_file(path, str(path))
    reading = read_delimited(data, InputFile("", path.name, "own_decisions", ""), REVIEWS)
    if reading.rejects:
        first = reading.rejects[0]
        raise ReviewError(
            f"{len(reading.rejects)} problems in the decisions recorded so far; the first: "
            f"{first.reason} in {first.field or 'the whole row'}",
            where=f"{path}, line {first.line_from}",
            expected=first.expected,
            next_step="correct the line in the file",
        )
    names = [field.name for field in fields(Decision)]
    return tuple(
        Decision(**{name: row[name] for name in names}) for row in reading.rows.to_pylist()
    )


def record_decision(settings: Settings, decision: Decision) -> Decision:
    """Records a decision in the warehouse's file; one about the same subject is replaced.

    The file is rewritten as a whole or not at all, and readable by its owner only. Earlier states
    that a refresh has read stay in the archive.

    Returns:
        The decision as recorded: the hash of a file written out.

    Raises:
        ReviewError: when its words cannot be used or its subject is not in the current release.
        ReleaseError: when nothing was released yet.
    """
    _check_words(decision)
    checked = _find_subject(settings, decision)
    with _writing(settings):
        others = [each for each in read_decisions(settings) if each.subject != checked.subject]
        write_whole(settings.decisions_file, _as_csv([*others, checked]))
    return checked


def today() -> date:
    """The UTC day a decision is taken on."""
    return datetime.now(UTC).date()


def _check_words(decision: Decision) -> None:
    allowed: Mapping[str, tuple[str, ...]] = {"subject_kind": SUBJECT_KINDS, "decision": DECISIONS}
    for name, values in allowed.items():
        value = getattr(decision, name)
        if value not in values:
            raise ReviewError(
                f"{name} is {value!r}",
                expected=f"one of {', '.join(values)}",
                next_step="p2c review lists what waits, with its kind",
            )
    for name in ("why", "decided_by", "left_id", "right_id"):
        value = getattr(decision, name)
        if not value.strip() or not value.isprintable():
            raise ReviewError(
                f"{name} is empty" if not value.strip() else f"{name} has signs that do not print",
                expected="a few words on one line",
                next_step='say why with --why "..."',
            )


def _find_subject(settings: Settings, decision: Decision) -> Decision:
    """The decision with its subject as the release has it."""
    kind, left, right = decision.subject_kind, decision.left_id, decision.right_id
    if kind == "held_file":
        found = _ask(settings, _FILES, left) if len(left) >= 6 else ()
        hashes = sorted({sha256 for sha256, rule in found if rule == right})
        if len(hashes) != 1:
            raise _unknown(decision, f"{len(hashes)} files held by this rule begin with this hash")
        return replace(decision, left_id=hashes[0])
    if kind == "held_version":
        rules = [rule for (rule,) in _ask(settings, _VERSION_RULES, left)]
        if right not in rules:
            raise _unknown(decision, f"rules that speak of {left}: {', '.join(rules) or 'none'}")
        return decision
    if left == right:
        raise _unknown(decision, "both ids are the same")
    question = _ENTITY if kind == "same_entity" else _PLEDGE
    for each in (left, right):
        if not _ask(settings, question, each):
            raise _unknown(decision, f"{each} is not known")
    return decision


def _unknown(decision: Decision, reason: str) -> ReviewError:
    return ReviewError(
        f"there is nothing to decide here: {reason}",
        where=f"{decision.subject_kind} {decision.left_id} {decision.right_id}",
        expected="a subject that the current release names",
        next_step="p2c review lists what waits; copy kind and ids from there",
    )


def _ask(
    settings: Settings, sql: str, *parameters: object, as_of: date | None = None
) -> tuple[tuple[Any, ...], ...]:
    return query_release(
        settings.database(as_of), sql, parameters, memory_limit=settings.memory_limit
    ).rows


@contextmanager
def _writing(settings: Settings) -> Iterator[None]:
    """Lets one process at a time read the decisions and write them back."""
    folder = settings.decisions_file.parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _as_csv(decisions: list[Decision]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, [field.name for field in fields(Decision)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(decision) for decision in decisions)
    return text.getvalue().encode()
