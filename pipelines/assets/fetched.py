"""One asset for each dataset that is fetched from providers.

What fetching does is in `pipelines.sources.acquire`.
"""

import dagster as dg

from pipelines.assets.raw import OWNERS
from pipelines.errors import FetchFailed
from pipelines.settings import Settings
from pipelines.sources.acquire import Acquirer
from pipelines.sources.registry import load_registry
from pipelines.sources.routes import Dataset

GROUP = "fetched"


def build_fetched_assets(settings: Settings) -> list[dg.AssetsDefinition]:
    """An asset for each dataset that somebody can be asked for.

    They are no part of a refresh, which reads what is archived and asks nobody.
    """
    return [
        _fetched_asset(settings, dataset)
        for dataset in load_registry(settings.sources_file).datasets
        if not all(route.by_hand for route in dataset.routes)
    ]


def fetched_key(dataset: str) -> dg.AssetKey:
    """Asset key of a fetched dataset."""
    return dg.AssetKey([GROUP, dataset])


def _fetched_asset(settings: Settings, dataset: Dataset) -> dg.AssetsDefinition:
    @dg.asset(
        key=fetched_key(dataset.id),
        group_name=GROUP,
        kinds={"https"},
        owners=OWNERS,
        description=f"{dataset.title}: the newest whole edition any of its routes gives, archived.",
        metadata={"table": f"raw.{dataset.table}", "routes": [r.id for r in dataset.routes]},
    )
    def fetched() -> dg.MaterializeResult[None]:
        registry = load_registry(settings.sources_file)
        acquired = Acquirer(settings, registry).acquire(dataset)
        tried = {each.route: f"{each.outcome}: {each.why or ''}" for each in acquired.tried}
        if acquired.edition is None and not acquired.only_by_hand:
            raise FetchFailed(
                f"no route gave an edition of {dataset.id}: {tried}",
                expected="a whole edition from one of its routes",
                next_step="the last good edition stays in use; p2c sources shows its age",
            )
        return dg.MaterializeResult(
            metadata={
                "outcome": acquired.outcome,
                "routes_tried": tried,
                "rows": acquired.rows or 0,
                "sha256": acquired.edition.sha256 if acquired.edition else "none",
            }
        )

    return fetched
