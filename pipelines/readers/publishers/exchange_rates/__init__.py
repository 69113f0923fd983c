"""Readers of published exchange rates.

Which rate values a pledge is decided in `dbt_project/`.
"""
