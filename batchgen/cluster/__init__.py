"""Cluster: workers of a database, which send and follow whichever campaigns there are, on any machine."""
