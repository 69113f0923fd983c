"""Publishes a judged build: tables, manifest, dictionary and report, then one swap."""
