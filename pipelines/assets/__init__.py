"""The Dagster skin: names, order and metadata of the steps. Nothing is computed here."""
