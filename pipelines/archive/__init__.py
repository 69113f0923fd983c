"""What came in and is kept: the inbox, the content-addressed store and its ledger."""
