"""What came in and is kept: the inbox, the content-addressed store and its ledger.

Writes no reading: what the bytes mean belongs to `pipelines.readers`.
"""
