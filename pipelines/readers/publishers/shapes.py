"""Which reader reads what a route gave: the names that stand as `shape` in the source registry.

The readers themselves stand in the modules beside this one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from pipelines.readers.publishers.edition import Economies, Edition
from pipelines.readers.reading import Reading
from pipelines.routes import Route

Read = Callable[[Edition, Route, Economies], Reading]

SHAPES: Mapping[str, Read] = MappingProxyType({})
