"""Readers of published exchange rates."""
