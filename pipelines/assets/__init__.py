"""The steps as Dagster shows them: names, order and metadata. Nothing is computed here."""
