"""Places: the words a pledge uses for where it happens, read as countries, groups and regions.

Pure and closed: the economies and the reviewed names are passed in, nothing is fetched, nothing
is written, and no text raises. Spreading a region or a group over countries is done in SQL.
"""

from pipelines.readers.places.model import (
    Economy,
    PlaceName,
    PlacesRead,
    Region,
    Unresolved,
    to_items,
)
from pipelines.readers.places.reader import MAX_CHARACTERS, PlaceReader

__all__ = [
    "MAX_CHARACTERS",
    "Economy",
    "PlaceName",
    "PlaceReader",
    "PlacesRead",
    "Region",
    "Unresolved",
    "to_items",
]
