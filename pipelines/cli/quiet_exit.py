"""An end of the process without the interpreter's own tidying up.

Which exit code means what is for the commands.
"""

from __future__ import annotations

import atexit
import logging
import os
import sys


class QuietExit:
    """Ends the process once everything that libraries registered for the end has run.

    DuckDB's binding reports what dbt and SQLAlchemy still hold when the interpreter tidies up,
    sixty lines below the summary, and has no switch for it. Functions registered last run first,
    so this is made before libraries are loaded.

    Attributes:
        code: The exit code; 1 until it is set.
    """

    def __init__(self) -> None:
        self.code = 1
        atexit.register(self._leave)

    def _leave(self) -> None:
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(self.code)
