"""Text tables (CSV, TSV and their like): read and written byte for byte."""
