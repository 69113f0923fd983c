"""Readers of what the United Nations publish: M49, the SDG API, lists of members.

Fetching belongs to `pipelines.sources`.
"""
