"""Sheets: rows in as the texts that people see, results out with nothing lost."""

from batchgen.atomic import check_writable, digest, followed, keep_copy, same
from batchgen.sheets.cell_edits import EditReport, Edits, write_cells
from batchgen.sheets.failures_sniffer import may_be_failures
from batchgen.sheets.filetype import open_sheet, reopened
from batchgen.sheets.headers import FAILURE_HEADERS, ResultLayout, letter
from batchgen.sheets.result_places import WriteReport
from batchgen.sheets.row_removal import remove_rows
from batchgen.sheets.sheet import Sheet
from batchgen.sheets.worksheets import Worksheet, worksheets
from batchgen.sheets.write import (
    print_table,
    write_export,
    write_lines,
    write_results,
    write_rows,
    write_table,
)

__all__ = [
    "FAILURE_HEADERS",
    "EditReport",
    "Edits",
    "ResultLayout",
    "Sheet",
    "Worksheet",
    "WriteReport",
    "check_writable",
    "digest",
    "followed",
    "keep_copy",
    "letter",
    "may_be_failures",
    "open_sheet",
    "print_table",
    "remove_rows",
    "reopened",
    "same",
    "worksheets",
    "write_cells",
    "write_export",
    "write_lines",
    "write_results",
    "write_rows",
    "write_table",
]
