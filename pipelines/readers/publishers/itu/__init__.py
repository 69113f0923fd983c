"""Readers of what ITU publishes: DataHub, Facts and Figures, price baskets.

Fetching belongs to `pipelines.sources`.
"""
