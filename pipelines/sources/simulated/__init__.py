"""A simulated export of the pledging platform, made up by a seed, with published marginals.

Nothing here reads or writes a file; the warehouse around an export is
`pipelines.sources.simulated.home`.
"""

from pipelines.sources.simulated.export import Export, as_csv, as_ndjson, simulate_export
from pipelines.sources.simulated.marginals import FEWEST_PLEDGES, PUBLISHED_PLEDGES
from pipelines.sources.simulated.places import Country

__all__ = [
    "FEWEST_PLEDGES",
    "PUBLISHED_PLEDGES",
    "Country",
    "Export",
    "as_csv",
    "as_ndjson",
    "simulate_export",
]
