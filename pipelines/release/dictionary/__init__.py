"""What a release says of its own tables: grain, keys, units, usage warnings, queries to start from.

All of it is read from the files of the dbt project; values of tables are never looked at here.
"""
