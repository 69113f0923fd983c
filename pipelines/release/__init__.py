"""Publishes a judged build: tables, manifest, dictionary and report, then one swap.

Answering questions to it belongs to `pipelines.serving`.
"""
