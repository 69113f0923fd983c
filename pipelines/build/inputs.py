"""Brings every input of a build into the archive and lists which files the build reads.

Bundled files, fetched editions, submissions and decisions taken in the warehouse take the same
way: bytes first, checked and archived, read later.
Parsing belongs to `pipelines.readers`, loading to `pipelines.build.raw_tables`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date

import structlog

from pipelines.archive.inbox import claim_submissions
from pipelines.archive.store import Archive, ArchivedFile
from pipelines.build.build_directory import Build
from pipelines.errors import SourceError
from pipelines.settings import Settings
from pipelines.sources.registry import BundledFile, Registry, Source
from pipelines.sources.routes import Licence
from pipelines.sources.simulated.home import require_same_kind
from pipelines.storage.untrusted_files import read_plain_file

log = structlog.get_logger()

SUBMISSION = Source.model_construct(
    id="inbox",
    title="Pledge submission",
    publisher="The submitting entity",
    landing_page="",
    licence=Licence.model_construct(name="Submitted to the platform", url=""),
    citation="Pledge submission received by the platform",
    table="pledges",
    editions=(),
)


OWN_DECISIONS = Source.model_construct(
    id="own_decisions",
    title="Decisions taken in this warehouse",
    publisher="The operators of this warehouse",
    landing_page="",
    licence=Licence.model_construct(name="As the warehouse", url=""),
    citation="Decisions recorded with p2c review",
    table="reviews",
    editions=(),
)
"""Sources that are not registered: what is dropped, and the file that grows with every decision."""

_UNREGISTERED = {source.id: source for source in (SUBMISSION, OWN_DECISIONS)}
_HAND_OVER = "inputs"
"""Name of the file in the build that tells the next step which files it reads."""


@dataclass(frozen=True)
class BuildInput:
    """One archived file a build reads, with what is known of its source.

    `received_on` is the UTC day it came: of a bundled file the day it was taken from its source,
    null when the registry states a day that is none.
    """

    archived: ArchivedFile
    source: Source
    received_on: date | None


def collect_inputs(settings: Settings, registry: Registry, build: Build) -> tuple[BuildInput, ...]:
    """Archives bundled files, inbox and own decisions, and notes the inputs for the next step.

    Raises:
        SourceError: when a bundled file is missing or is not the one the registry names, or the
            registry is not of this warehouse.
        FileRefused: when the file of decisions is there and cannot be read.
    """
    require_same_kind(settings, registry.sources)
    archive = Archive(settings.archive_dir)
    files = [
        archive.store(
            _read_bundled(settings, source, file), kind="bundled", source_id=source.id,
            edition=file.edition, name=file.path,
        )
        for source in registry.sources
        for file in source.editions
    ]  # fmt: skip
    bundled = {(file.sha256, registry.origins[file.source_id].table) for file in files}
    for claimed in claim_submissions(settings, archive):
        log.info("submission archived", file=claimed.name, sha256=claimed.sha256[:12])
    files += _submissions(archive, bundled)
    files += _editions(archive, registry)
    files += _own_decisions(settings, archive, bundled)
    build.write_json(_HAND_OVER, [(file.sha256, file.source_id, file.edition) for file in files])
    log.info("inputs archived", files=len(files))
    return tuple(_with_source(file, registry, archive) for file in files)


def read_inputs(registry: Registry, archive: Archive, build: Build) -> tuple[BuildInput, ...]:
    """Returns the inputs that `collect_inputs` noted for this build, in the same order."""
    inputs = []
    for sha256, source_id, edition in build.read_json(_HAND_OVER) or []:
        archived = archive.latest(sha256, source_id, edition)
        assert archived is not None, "inputs of a build are in the ledger"
        inputs.append(_with_source(archived, registry, archive))
    return tuple(inputs)


def _with_source(file: ArchivedFile, registry: Registry, archive: Archive) -> BuildInput:
    source = _UNREGISTERED.get(file.source_id) or registry.origins[file.source_id]
    stated = {bundled.edition: bundled.accessed_on for bundled in source.editions}
    day = stated.get(file.edition, archive.first_line(file).recorded_at[:10])
    try:
        return BuildInput(file, source, date.fromisoformat(day))
    except ValueError:
        return BuildInput(file, source, None)


def _submissions(archive: Archive, bundled: Set[tuple[str, str]]) -> Iterator[ArchivedFile]:
    for file in archive.submissions():
        if (file.sha256, SUBMISSION.table) in bundled:
            log.info("submission is a copy of a bundled file", file=file.name)
        else:
            yield file


def _editions(archive: Archive, registry: Registry) -> Iterator[ArchivedFile]:
    """What was fetched, all editions: each one is a vintage. A route that is gone is left out."""
    for file in archive.editions():
        if registry.find_route(file.source_id):
            yield file
        else:
            log.warning("edition of a route that is not registered left out", file=file.name)


def _own_decisions(
    settings: Settings, archive: Archive, bundled: Set[tuple[str, str]]
) -> Iterator[ArchivedFile]:
    """The decisions taken here, archived as they are now; every earlier state stays archived."""
    path = settings.decisions_file
    if not path.exists():
        return
    data = read_plain_file(path, str(path))
    sha256 = hashlib.sha256(data).hexdigest()
    if (sha256, OWN_DECISIONS.table) in bundled:
        log.info("the decisions taken here are those of the snapshot", file=path.name)
        return
    log.info("decisions archived", file=path.name, sha256=sha256[:12])
    # The content is the edition, so that the same decisions are the same input on any day.
    yield archive.store(
        data, kind="decision", source_id=OWN_DECISIONS.id, edition=sha256[:12], name=path.name
    )


def _read_bundled(settings: Settings, source: Source, file: BundledFile) -> bytes:
    path = settings.data_dir / file.path
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"the bundled file of {source.id} cannot be read: {error.strerror}",
            where=str(path),
            expected=f"edition {file.edition}, {file.bytes:,} bytes",
            next_step="restore the file, or correct its path in the source registry",
        ) from error
    sha256 = hashlib.sha256(data).hexdigest()
    if sha256 != file.sha256:
        raise SourceError(
            f"the bundled file of {source.id} is not the one the registry names: "
            f"{len(data):,} bytes with sha256 {sha256}",
            where=str(path),
            expected=f"{file.bytes:,} bytes with sha256 {file.sha256}",
            next_step="restore the file; if the change is meant, enter a new edition with its "
            "sha256 and bytes in the source registry",
        )
    return data
