"""Contracts of the bundled snapshot: reference lists, published figures, decisions.

The files are in `data/`, their origin in the source registry.
"""
