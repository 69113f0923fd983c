"""Titles of the sheets handed to pledgers, the same in every language.

Their content is written where each workbook is made.
"""

DATA_SHEET = "Pledges"
GUIDE_SHEET = "Guide"
LISTS_SHEET = "Lists"
PROBLEMS_SHEET = "Problems"
