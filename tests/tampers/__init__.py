"""Plausible falsehoods in bundled files, each of which must be seen where a person looks."""
