"""Files, locks and the database: the only code that opens DuckDB or renames a file."""
