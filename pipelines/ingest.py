"""Brings every input of a build into the archive and lists which files the build reads.

Bundled files and submissions take the same way: bytes first, checked and archived, read later.
Parsing belongs to `pipelines.readers`, loading to `pipelines.load`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import structlog

from pipelines.archive import Archive, ArchivedFile
from pipelines.builds import Build
from pipelines.errors import SourceError
from pipelines.inbox import claim_submissions
from pipelines.settings import Settings
from pipelines.sources import Edition, Source, load_sources

log = structlog.get_logger()

SUBMISSION = Source(
    id="inbox",
    title="Pledge submission",
    publisher="The submitting entity",
    landing_page="",
    licence_name="Submitted to the platform",
    licence_url="",
    citation="Pledge submission received by the platform",
    table="pledges",
    editions=(),
)


@dataclass(frozen=True)
class BuildInput:
    """One archived file a build reads, with what is known of its source."""

    archived: ArchivedFile
    source: Source


def collect_inputs(settings: Settings, build: Build) -> tuple[BuildInput, ...]:
    """Archive the bundled editions and the inbox, and note the inputs in the build.

    Raises:
        SourceError: when a bundled file is missing or is not the one the registry names.
    """
    archive = Archive(settings.archive_dir)
    inputs = []
    for source in load_sources(settings.sources_file):
        for edition in source.editions:
            data = _read_bundled(settings, source, edition)
            archived = archive.store(
                data, kind="bundled", source_id=source.id, edition=edition.edition,
                name=edition.path,
            )  # fmt: skip
            inputs.append(BuildInput(archived, source))
    for claimed in claim_submissions(settings, archive):
        log.info("submission archived", file=claimed.name, sha256=claimed.sha256[:12])
    bundled = {(item.archived.sha256, item.source.table) for item in inputs}
    for entry in archive.submissions():
        if (entry.sha256, SUBMISSION.table) in bundled:
            log.info("submission is a copy of a bundled file", file=entry.name)
        else:
            inputs.append(BuildInput(entry, SUBMISSION))
    build.write_json("inputs", [_identity(item.archived) for item in inputs])
    log.info("inputs archived", files=len(inputs))
    return tuple(inputs)


def read_inputs(settings: Settings, build: Build) -> tuple[BuildInput, ...]:
    """The inputs `collect_inputs` noted for this build, in the same order."""
    archive = Archive(settings.archive_dir)
    sources = {source.id: source for source in load_sources(settings.sources_file)}
    ledger = {tuple(_identity(entry)): entry for entry in archive.ledger()}
    inputs = []
    for identity in build.read_json("inputs") or []:
        archived = ledger[tuple(identity)]
        inputs.append(BuildInput(archived, sources.get(archived.source_id, SUBMISSION)))
    return tuple(inputs)


def _identity(entry: ArchivedFile) -> list[str]:
    """What names one input: a submission may hold the very bytes of a bundled file."""
    return [entry.sha256, entry.source_id, entry.edition]


def _read_bundled(settings: Settings, source: Source, edition: Edition) -> bytes:
    path = settings.data_dir / edition.path
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"the bundled file of {source.id} cannot be read: {error.strerror}",
            where=str(path),
            expected=f"edition {edition.edition}, {edition.bytes:,} bytes",
            next_step="restore the file, or correct its path in the source registry",
        ) from error
    sha256 = hashlib.sha256(data).hexdigest()
    if sha256 != edition.sha256:
        raise SourceError(
            f"the bundled file of {source.id} is not the one the registry names: "
            f"{len(data):,} bytes with sha256 {sha256}",
            where=str(path),
            expected=f"{edition.bytes:,} bytes with sha256 {edition.sha256}",
            next_step="restore the file; if the change is meant, enter a new edition with its "
            "sha256 and bytes in the source registry",
        )
    return data
