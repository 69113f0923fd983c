"""Gathers records into batches, those of a large file while the batch before is being read.

What becomes of a batch belongs to `records.py`.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from pipelines.readers.rows.record import Block, Record

BATCH_RECORDS = 16_384
"""Records whose columns are read together; more would cost memory, not time."""

Batch = list[Record] | Block


def batches_ahead(records: Iterable[Record | Block]) -> Generator[Batch]:
    """The records in batches, blocks as they are.

    After a full batch, another thread makes the next one: Arrow parses while Python reads. Small
    files are read without one.
    """
    batches = _batches(records)
    with ThreadPoolExecutor(max_workers=1) as other:
        batch = next(batches, None)
        while batch is not None:
            is_full = len(batch) >= BATCH_RECORDS
            following = other.submit(next, batches, None) if is_full else None
            yield batch
            batch = following.result() if following else next(batches, None)


def _batches(records: Iterable[Record | Block]) -> Iterator[Batch]:
    single: list[Record] = []
    for found in records:
        if isinstance(found, Record):
            single.append(found)
            if len(single) < BATCH_RECORDS:
                continue
        if single:
            yield single
            single = []
        if isinstance(found, Block):
            yield found
    if single:
        yield single
