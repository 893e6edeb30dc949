"""Websites and videos behind the presenter, over one way out that is guarded."""
