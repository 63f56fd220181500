"""Embed on the machines of a Dask cluster.

cluster    submits shards to a Dask scheduler and waits for their vectors
"""
