"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations

BEYOND = "it lies beyond the last column of a worksheet"


def too_long(most: int) -> str:
    return f"has more than the {most:,} characters that Excel allows in a cell"


def damaged_cell(number: int, error: object) -> str:
    return f"Row {number} has a damaged cell: {error}."


NOT_CALCULATED = "has a formula that was never calculated"


def holds_error(error: str) -> str:
    return f"has the error {error}"


def cell_type(kind: str) -> str:
    return f"the type {kind}"


def too_many_merged(number: int) -> str:
    return f"Row {number} has more merged cells than a worksheet can have."


def damaged(title: str, error: object) -> str:
    return f"{title} is damaged or incomplete: {error}."


SAVE_AGAIN = "Open it and save it again, or download it again."


def too_many_parts(title: str, parts: int) -> str:
    return f"{title} has {parts:,} parts. No workbook needs that many, so batchgen does not read it."


def too_large(title: str, size: str, part: str) -> str:
    return f"{title} would be {size} when unpacked ({part}), so batchgen does not read it."


COPY_ROWS = "Copy the rows into a new workbook, or save the sheet as CSV."


def has_password(title: str) -> str:
    return f"{title} is protected by a password."


SAVE_WITHOUT = "Save it without a password."


def missing_part(part: str) -> str:
    return f"the part {part} is missing"


def large_part(title: str, part: str, size: int) -> str:
    return f"{title} has a part of {size} MB ({part}), which is too large to read."


def too_many_rows(title: str, most: int) -> str:
    return f"{title} has more than {most:,} rows, which is more than a worksheet can have."


def long_tail(title: str, part: str, size: int) -> str:
    return f"{title} has more than {size} MB after its rows ({part}), which is too large to read."


def ends_in_rows(part: str) -> str:
    return f"{part} ends in the middle of its rows"


NO_ROWS_ELEMENT = "a worksheet has no rows element"


def beyond_last_row(row: int) -> str:
    return f"row {row:,} lies beyond the last row of a worksheet"


def row_without_end_in(last: int, size: int) -> str:
    return f"the row after row {last} does not end within {size} MB"


def row_without_end(last: int) -> str:
    return f"the row after row {last} does not end"


def row_without_start(last: int) -> str:
    return f"the row after row {last} does not begin"


def zip_without_book(title: str) -> str:
    return f"{title} is a zip file without an Excel workbook in it."


EXPORT_AGAIN = "Export the sheet as XLSX or CSV."


def xlsb(title: str) -> str:
    return f"{title} is really an XLSB workbook."


RENAME_XLSB = "Rename it to .xlsb."


def encrypted(title: str) -> str:
    return f"{title} is encrypted: it has a password, or its structure or a sheet is protected."


REMOVE_PROTECTION = "Open it, remove the password and the protection, and save it as XLSX."


def hidden_sheets(count: int, names: str) -> str:
    return f"Hidden worksheets skipped: {count} ({names})."


def other_sheets(chosen: str, names: str) -> str:
    return f'Reading the worksheet "{chosen}". Not reading: {names} (choose another with --worksheet).'


def no_worksheet(title: str) -> str:
    return f"{title} has no worksheet."


def no_such_worksheet(title: str, wanted: str) -> str:
    return f'{title} has no worksheet "{wanted}".'


STRING_WITHOUT_END = "a shared string does not end"

COMMENTS_IN_ROWS = "its rows have comments or sections that Excel does not write"


def longer_than(most: int) -> str:
    return f"is longer than the {most:,} characters that Excel allows"


BAD_CHARACTERS = "has characters that a workbook cannot store"


def text_refused(where: str, why: str) -> str:
    return f"The text for cell {where} {why}."


OTHER_TEXT = "Use another text."


def merged_cell(cell: str, area: object) -> str:
    return f"Cell {cell} is one of the merged cells {area}, which share one text."


def array_cell(cell: str, area: object) -> str:
    return f"Cell {cell} gets its value from the formula of {area}."


CHANGE_FORMULA = "Change the formula in Excel or LibreOffice."


def dependent_cell(cell: str) -> str:
    return (
        f"Cell {cell} has a formula that may use the cell you change. Only a spreadsheet "
        "program can calculate it again."
    )


CHANGE_AND_SAVE = "Change the cell in Excel or LibreOffice, and save."


def damaged_tail(error: object) -> str:
    return f"the part after its rows is damaged: {error}"


SIGNED = "The workbook has a digital signature, which does not cover the results."


def rows_out_of_order(number: int) -> str:
    return f"its rows are not in order (row {number})"


QUERY_TABLE = "The table comes from a query, so the results are beside the table, not in it."


def hidden_columns(span: str) -> str:
    return f"The results are in columns {span}. Some of these are hidden in the worksheet: unhide them."


def no_room(count: int) -> str:
    return f"there is no room for {count} more columns"


def cells_out_of_order(number: int) -> str:
    return f"the cells of row {number} are not in order"


def unknown_form(number: int) -> str:
    return f"row {number} is written in an unknown way"


def formula_in_results(cell: str) -> str:
    return f"cell {cell}, in a result column, has a formula"


def damaged_part(part: str) -> str:
    return f"The workbook is damaged in its part {part}."


def cut_part(part: str) -> str:
    return f"The workbook is incomplete: its part {part} ends too early."


def part_too_large(part: str) -> str:
    return f"The workbook's part {part} is too large to write."


BOOK_TOO_LARGE = "The workbook is too large to write."


def only_formulas(title: str, rows: str) -> str:
    return (
        f"{title} has no headers and no rows. It has only formulas that were never calculated "
        f"or give no text ({rows})."
    )


CALCULATE = "Open it in Excel or LibreOffice and save it. That calculates them."


def rows_from(count: int, first: int) -> str:
    return f"{count:,} rows from row {first} on"


def rich_format(letter: str, header: str) -> str:
    return (
        f'batchgen cannot copy the number format of column {letter} ("{header}"), so scripts '
        "get the plain number, for example 1234.5"
    )


SIMPLER_FORMAT = "Look at the texts with `batchgen columns`, or choose a simpler format."


def links_left_out(most: int, left_out: int) -> str:
    return f"Excel allows {most:,} links in a sheet: {left_out:,} more are plain text."


def it_has(names: str) -> str:
    return f"It has: {names}."


def row(number: int) -> str:
    return f"row {number}"


def has_entities(title: str, part: str) -> str:
    return (
        f"{title} declares XML entities ({part}). No spreadsheet program does that, so "
        "batchgen does not read it."
    )


CHANGE_IN_EXCEL = "Change it in Excel or LibreOffice."
