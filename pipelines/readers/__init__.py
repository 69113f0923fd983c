"""Readers: bytes in, typed rows and rejects out. Pure: no Dagster, no DuckDB, no network."""
