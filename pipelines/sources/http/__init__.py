"""Fetches from publishers over HTTPS; nothing else in this project opens a socket.

Which routes exist, their order, and what is archived are decided by the caller.
"""

from pipelines.sources.http.attempts import Attempt, Attempts
from pipelines.sources.http.bodies import FetchedBody, FetchRequest, NotModified
from pipelines.sources.http.conditional import Validators
from pipelines.sources.http.fetcher import Fetcher, Progress
from pipelines.sources.http.policy import FetchPolicy

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
