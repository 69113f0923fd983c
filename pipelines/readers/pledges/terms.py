"""The closed vocabularies of pledges, as codes.

What the codes are called in six languages stands in `pipelines/submissions/terms.yml`.
"""

SECTORS = (
    "Government",
    "Private sector",
    "International/regional organization",
    "UN agency",
    "Academia",
    "Civil society",
)
PLEDGE_TYPES = ("Financial", "Policy", "Programmatic", "Advocacy")
FOCUS_AREAS = ("ACCESS", "ADOPTION", "VALUE CREATION", "ACCELERATE")
MONEY_BASES = ("total", "per_year", "cumulative", "additional", "in_kind", "sought")
COUNT_BASES = ("people", "households")
AMOUNT_BOUNDS = ("exact", "at_least", "more_than", "about", "nearly", "up_to")
BENEFICIARY_GROUPS = (
    "women",
    "youth",
    "children",
    "older people",
    "persons with disabilities",
    "refugees and displaced people",
    "rural and remote people",
    "low-income people",
    "entrepreneurs",
    "ICT professionals",
    "people in informal work",
)
STATUSES = (
    "submitted",
    "validated",
    "published",
    "in_progress",
    "on_track",
    "delayed",
    "completed",
    "withdrawn",
)
EVIDENCE = ("confirmed", "reported", "related")
LANGUAGES = ("en", "fr", "es", "ar", "zh", "ru")
