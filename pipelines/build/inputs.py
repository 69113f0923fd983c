"""Brings every input of a build into the archive and lists which files the build reads.

Bundled files, fetched editions, submissions and decisions taken in the warehouse take the same
way: bytes first, checked and archived, read later.
Parsing belongs to `pipelines.readers`, loading to `pipelines.build.raw_tables`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Set
from dataclasses import dataclass
from datetime import date

import structlog

from pipelines.archive.inbox import claim_submissions
from pipelines.archive.store import Archive, ArchivedFile
from pipelines.build.build_directory import Build
from pipelines.errors import SourceError
from pipelines.settings import Settings
from pipelines.sources.registry import Edition, Source, load_sources
from pipelines.sources.routes import Registry, load_registry
from pipelines.sources.simulated.home import require_same_kind
from pipelines.storage.untrusted_files import read_plain_file

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


OWN_DECISIONS = Source(
    id="own_decisions",
    title="Decisions taken in this warehouse",
    publisher="The operators of this warehouse",
    landing_page="",
    licence_name="As the warehouse",
    licence_url="",
    citation="Decisions recorded with p2c review",
    table="reviews",
    editions=(),
)
"""A registry entry without pinned bytes: the file grows with every decision."""

_UNREGISTERED = {source.id: source for source in (SUBMISSION, OWN_DECISIONS)}


@dataclass(frozen=True)
class BuildInput:
    """One archived file a build reads, with what is known of its source.

    `received_on` is the UTC day it came: of a bundled file the day it was taken from its source.
    """

    archived: ArchivedFile
    source: Source
    received_on: date | None = None


def collect_inputs(settings: Settings, build: Build) -> tuple[BuildInput, ...]:
    """Archive bundled editions, inbox and own decisions, and note the inputs in the build.

    Raises:
        SourceError: when a bundled file is missing or is not the one the registry names, or the
            registry is not of this warehouse.
        FileRefused: when the file of decisions is there and cannot be read.
    """
    archive = Archive(settings.archive_dir)
    inputs = []
    sources = load_sources(settings.sources_file)
    require_same_kind(settings, sources)
    for source in sources:
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
    inputs.extend(_editions(settings, archive))
    inputs.extend(_own_decisions(settings, archive, bundled))
    build.write_json("inputs", [_identity(item.archived) for item in inputs])
    log.info("inputs archived", files=len(inputs))
    return read_inputs(settings, build, archive)


def read_inputs(
    settings: Settings, build: Build, archive: Archive | None = None
) -> tuple[BuildInput, ...]:
    """The inputs `collect_inputs` noted for this build, in the same order."""
    archive = archive or Archive(settings.archive_dir)
    sources = _UNREGISTERED | {source.id: source for source in load_sources(settings.sources_file)}
    sources |= _sources_of_routes(load_registry(settings.sources_file))
    inputs = []
    for sha256, source_id, edition in build.read_json("inputs") or []:
        archived = archive.latest(sha256, source_id, edition)
        assert archived is not None, "inputs of a build are in the ledger"
        source = sources[archived.source_id]
        inputs.append(BuildInput(archived, source, _received_on(archive, archived, source)))
    return tuple(inputs)


def _received_on(archive: Archive, entry: ArchivedFile, source: Source) -> date | None:
    """Null when a registry states a day that is none."""
    first = archive.first_line(entry)
    stated = {item.edition: item.accessed_on for item in source.editions}
    try:
        return date.fromisoformat(stated.get(entry.edition, first.recorded_at[:10]))
    except ValueError:
        return None


def _identity(entry: ArchivedFile) -> list[str]:
    """What names one input: a submission may hold the very bytes of a bundled file."""
    return [entry.sha256, entry.source_id, entry.edition]


def _editions(settings: Settings, archive: Archive) -> list[BuildInput]:
    """What was fetched, all editions: each one is a vintage. A route that is gone is left out."""
    sources = _sources_of_routes(load_registry(settings.sources_file))
    inputs = []
    for entry in archive.editions():
        if entry.source_id in sources:
            inputs.append(BuildInput(entry, sources[entry.source_id]))
        else:
            log.warning("edition of a route that is not registered left out", file=entry.name)
    return inputs


def _sources_of_routes(registry: Registry) -> dict[str, Source]:
    """Each route as a source: what is known of its provider, and the raw table it feeds."""
    return {
        route.id: Source(
            id=route.id,
            title=dataset.title,
            publisher=provider.publisher,
            landing_page=provider.landing_page,
            licence_name=provider.licence.name,
            licence_url=provider.licence.url,
            citation=provider.citation,
            table=dataset.table,
            editions=(),
        )
        for dataset in registry.datasets
        for route in dataset.routes
        for provider in [registry.provider(route)]
    }


def _own_decisions(
    settings: Settings, archive: Archive, bundled: Set[tuple[str, str]]
) -> list[BuildInput]:
    """The decisions taken here, archived as they stand now; every earlier state stays archived."""
    path = settings.decisions_file
    if not path.exists():
        return []
    data = read_plain_file(path, str(path))
    sha256 = hashlib.sha256(data).hexdigest()
    if (sha256, OWN_DECISIONS.table) in bundled:
        log.info("the decisions taken here are those of the snapshot", file=path.name)
        return []
    # The content is the edition, so that the same decisions are the same input on any day.
    entry = archive.store(
        data, kind="decision", source_id=OWN_DECISIONS.id, edition=sha256[:12], name=path.name
    )
    log.info("decisions archived", file=path.name, sha256=sha256[:12])
    return [BuildInput(entry, OWN_DECISIONS)]


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
