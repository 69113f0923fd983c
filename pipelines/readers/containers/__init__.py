"""Containers of records: delimited text, JSON and workbooks, told apart by their bytes.

What a record means belongs to `pipelines.readers.rows`.
"""
