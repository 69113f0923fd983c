"""Contracts of the bundled snapshot: reference lists, published figures, decisions."""
