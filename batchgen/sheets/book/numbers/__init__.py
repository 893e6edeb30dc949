"""Number formats: what a spreadsheet shows for a number."""
