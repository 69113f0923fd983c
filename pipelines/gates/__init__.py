"""The checks a build must pass, what they found, and the verdict that follows.

Publishing what passed belongs to `pipelines.release`.
"""
