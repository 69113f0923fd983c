"""The submission format: its fields, its vocabularies and what is made from them.

One form in, and out of it the JSON Schema, the workbook to fill in and the page that explains
both. How a file is read against the form belongs to `pipelines.readers`.
"""

from pipelines.submissions.form import load_form
from pipelines.submissions.labels import LANGUAGES, normalise_label
from pipelines.submissions.model import Form, FormField, Term, Vocabulary

__all__ = ["LANGUAGES", "Form", "FormField", "Term", "Vocabulary", "load_form", "normalise_label"]
