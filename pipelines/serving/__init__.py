"""Answers questions to a release.

Writing a release belongs to `pipelines.release`.
"""
