"""Results into a workbook: its worksheet part is patched, all else stays byte for byte."""
