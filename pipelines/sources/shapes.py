"""Which reader reads what a route gave, by the name that is `shape` in the source registry.

The readers themselves are in `pipelines.readers.publishers`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from pipelines.readers.publishers.edition import Economies, FetchedEdition, Series
from pipelines.readers.publishers.exchange_rates.imf_rates import read_imf_rates
from pipelines.readers.publishers.exchange_rates.un_rates import read_un_rates
from pipelines.readers.publishers.itu.datahub import read_datahub
from pipelines.readers.publishers.itu.datahub_aggregates import read_datahub_aggregates
from pipelines.readers.publishers.itu.facts_figures import read_facts_figures
from pipelines.readers.publishers.itu.price_baskets import read_price_baskets
from pipelines.readers.publishers.itu.price_workbook_groups import read_price_workbook_groups
from pipelines.readers.publishers.united_nations.m49 import read_m49
from pipelines.readers.publishers.united_nations.member_lists import read_member_list
from pipelines.readers.publishers.united_nations.sdg_api import read_sdg_api
from pipelines.readers.publishers.world_bank.data360 import read_data360
from pipelines.readers.publishers.world_bank.income_groups import read_income_groups
from pipelines.readers.publishers.world_bank.indicators_api import (
    read_world_bank,
    read_world_bank_by_sex,
)
from pipelines.readers.rows.read_result import Reading
from pipelines.sources.routes import Route

Read = Callable[[FetchedEdition, Route, Economies], Reading]
ReadSeries = Callable[[FetchedEdition, Series, Economies], Reading]


def _series(route: Route) -> list[Series]:
    return [Series(**wanted.model_dump()) for wanted in route.series]


def _of_one_series(read: ReadSeries) -> Read:
    """A reader of answers that hold one series, or of which one is wanted."""

    def read_route(edition: FetchedEdition, route: Route, economies: Economies) -> Reading:
        (series,) = _series(route)
        return read(edition, series, economies)

    return read_route


def _world_bank_by_sex(edition: FetchedEdition, route: Route, economies: Economies) -> Reading:
    return read_world_bank_by_sex(edition, _series(route), economies)


def _published_on(route: Route) -> date | None:
    return date.fromisoformat(route.published_on) if route.published_on else None


def _facts_figures(edition: FetchedEdition, route: Route, _: Economies) -> Reading:
    assert route.edition is not None, "the registry names the edition of a workbook"
    return read_facts_figures(
        edition,
        edition_year=int(route.edition),
        source_url=route.requests[0].url,
        published_on=_published_on(route),
    )


def _price_baskets(edition: FetchedEdition, route: Route, economies: Economies) -> Reading:
    return read_price_baskets(edition, _series(route), economies=economies)


def _price_workbook_groups(edition: FetchedEdition, _: Route, economies: Economies) -> Reading:
    return read_price_workbook_groups(edition, economies=economies)


def _income_groups(edition: FetchedEdition, route: Route, economies: Economies) -> Reading:
    return read_income_groups(edition, economies=economies, published_on=_published_on(route))


def _m49(edition: FetchedEdition, route: Route, economies: Economies) -> Reading:
    return read_m49(
        edition, economies=economies, list_edition=route.edition, published_on=_published_on(route)
    )


def _member_list(edition: FetchedEdition, route: Route, economies: Economies) -> Reading:
    return read_member_list(
        edition,
        economies=economies,
        list_publisher="UN-OHRLLS",
        group_codes=("LDC", "LLDC", "SIDS"),
        list_edition=route.edition,
        published_on=_published_on(route),
    )


SHAPES: Mapping[str, Read] = MappingProxyType(
    {
        "datahub": _of_one_series(read_datahub),
        "datahub_aggregates": _of_one_series(read_datahub_aggregates),
        "sdg_api": _of_one_series(read_sdg_api),
        "data360": _of_one_series(read_data360),
        "world_bank": _of_one_series(read_world_bank),
        "world_bank_by_sex": _world_bank_by_sex,
        "facts_and_figures": _facts_figures,
        "price_baskets": _price_baskets,
        "price_workbook_groups": _price_workbook_groups,
        "income_groups": _income_groups,
        "m49": _m49,
        "member_list": _member_list,
        "imf_rates": lambda edition, _route, _economies: read_imf_rates(edition),
        "un_rates": lambda edition, _route, _economies: read_un_rates(edition),
    }
)
"""What a route's `shape` may be."""
