"""Readers of what publishers serve, each in the publisher's own shape.

Getting the bytes belongs to `pipelines.fetching`; which reader an edition takes is in the registry.
"""
