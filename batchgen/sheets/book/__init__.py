"""Workbooks (XLSX and its like): read from the XML of their package."""
