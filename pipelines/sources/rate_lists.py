"""Says which currencies a build can turn into US dollars.

Which rate a pledge gets is decided in SQL, in `int_exchange_rates`.
"""

from __future__ import annotations

import yaml

from pipelines.readers.containers.delimited import read_delimited
from pipelines.readers.rows.read_result import InputFile
from pipelines.readers.snapshot.reference import EXCHANGE_RATES
from pipelines.settings import Settings
from pipelines.sources.registry import Registry


def currencies_with_rates(settings: Settings, registry: Registry) -> frozenset[str]:
    """Codes of the currencies that the bundled rates quote, or that are pegged to one of them.

    Raises:
        FileRefused: when the bundled rates are not as their contract says.
    """
    quoted = {
        str(code)
        for source in registry.sources
        if source.table == EXCHANGE_RATES.table
        for edition in source.editions
        for code in read_delimited(
            (settings.data_dir / edition.path).read_bytes(),
            InputFile(edition.sha256, edition.path, source.id, edition.edition),
            EXCHANGE_RATES,
        )
        .rows["currency_code"]
        .to_pylist()
    }
    project = yaml.safe_load((settings.dbt_project_dir / "dbt_project.yml").read_text())
    pegged = {str(peg["currency_code"]) for peg in project["vars"]["pegged_currencies"]}
    return frozenset(quoted | pegged)
