"""Checks of the pages of ready videos."""
