"""Files, locks and the database, and the only code that opens DuckDB.

What a file means is for its caller to know.
"""
