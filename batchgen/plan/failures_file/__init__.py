"""Failures files: the campaign that one belongs to, and the row of its list that each of its rows fixes."""
