"""Readers of what the World Bank publishes: indicators, Data360, income groups.

Fetching belongs to `pipelines.sources`.
"""
