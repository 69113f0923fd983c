"""The pages of a release: the report and its page of checks."""
