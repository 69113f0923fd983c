"""Who publishes what, how it is fetched, and which edition of it is in use.

Reading what came belongs to `pipelines.readers`.
"""
