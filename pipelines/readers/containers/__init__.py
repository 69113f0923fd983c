"""Containers of records: delimited text, JSON and workbooks, told apart by their bytes."""
