"""Workspace: the campaigns of a folder, kept open, looked at, and run as programs of their own."""

from batchgen.workspace.campaign_folders import FILE, HOME, OWN, Place, Workspace, slug_of

__all__ = ["FILE", "HOME", "OWN", "Place", "Workspace", "slug_of"]
