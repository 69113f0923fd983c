"""Readers of what publishers serve, each in the publisher's own shape.

Getting the bytes belongs to `pipelines.sources.http`; which reader an edition takes is in the
registry.
"""
