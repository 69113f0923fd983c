"""Reads what an amount says: `18,55 milliards USD`, `4亿美元`, `approximately $2 billion per year`.

A text that reads two ways is refused with a reason, never guessed; conversion to US dollars and
the plausibility of an amount belong elsewhere.
"""

from pipelines.readers.amounts.model import BASES, BOUNDS, REASONS, OtherAmount, StatedAmount
from pipelines.readers.amounts.parser import read_amount

__all__ = ["BASES", "BOUNDS", "REASONS", "OtherAmount", "StatedAmount", "read_amount"]
