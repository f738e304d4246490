"""Engines read and tag files away from the scan: on this machine (``local``) or on a Dask cluster (``cluster``).

Both speak the same protocol (``protocol``) and run the same worker (``worker``), so they give the same bytes.
"""
