"""One private build: its inputs, raw tables, line accounts and the run of dbt.

Nothing here is served; publishing belongs to `pipelines.release`.
"""
