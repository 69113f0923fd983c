"""A simulated export of the pledging platform, made up by a seed, with published marginals.

Nothing here reads or writes a file; the warehouse around an export is `pipelines.simulated_home`.
"""

from pipelines.simulation.export import Export, as_csv, as_ndjson, simulate_export
from pipelines.simulation.marginals import FEWEST_PLEDGES, PUBLISHED_PLEDGES
from pipelines.simulation.places import Country

__all__ = [
    "FEWEST_PLEDGES",
    "PUBLISHED_PLEDGES",
    "Country",
    "Export",
    "as_csv",
    "as_ndjson",
    "simulate_export",
]
