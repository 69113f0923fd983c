"""The pages of a release: the report and its page of checks.

The figures are computed in `dbt_project/`.
"""
