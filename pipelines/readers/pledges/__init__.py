"""Reads pledge submissions: the contract of the file and the rules over several fields.

The fields themselves are in `pipelines.submissions`.
"""
