"""The endpoints, and how their answers look."""
