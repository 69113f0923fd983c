"""Containers of records: delimited text, JSON and workbooks, distinguished by their bytes.

What a record means belongs to `pipelines.readers.rows`.
"""
