"""Fetches from publishers over HTTPS; nothing else in this project opens a socket.

Which routes exist, their order, and what is archived are decided by the caller.
"""

from pipelines.fetching.attempts import Attempt, Attempts
from pipelines.fetching.bodies import FetchedBody, FetchRequest, NotModified
from pipelines.fetching.conditional import Validators
from pipelines.fetching.fetcher import Fetcher, Progress
from pipelines.fetching.policy import FetchPolicy

__all__ = [
    "Attempt",
    "Attempts",
    "FetchPolicy",
    "FetchRequest",
    "FetchedBody",
    "Fetcher",
    "NotModified",
    "Progress",
    "Validators",
]
