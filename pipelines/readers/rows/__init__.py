"""Turns records of any container into typed rows and rejects, by a contract.

Opening files belongs to `pipelines.readers.containers`.
"""
