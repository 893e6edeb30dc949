"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations

CHANGE_IN_EXCEL = "Change it in Excel or LibreOffice."


def saved_meanwhile(title: str) -> str:
    return f"{title} is being saved by another program again and again."


CLOSE_AND_TRY = "Close it, and try again."

NO_FILE = "A sheet from standard input has no file to change."

NAME_A_FILE = "Name a file."


def only_read(title: str) -> str:
    return f"batchgen cannot change {title}. It changes cells only in XLSX and CSV files."


SAVE_OR_CHANGE = "Save it as XLSX, or change the cell in another program."


def no_column(title: str, letter: str) -> str:
    return f"{title} has no column {letter}."


def other_header(letter: str, title: str, header: str) -> str:
    return f'Column {letter} of {title} is no longer "{header}".'


OPEN_AGAIN = "Somebody changed the sheet. Open it again."


def result_cell(letter: str, number: int, header: str) -> str:
    return f'Cell {letter}{number} is in the results column "{header}".'


NEXT_RUN = "The next run writes it."


def not_safe_to_change(title: str, error: object) -> str:
    return f"batchgen cannot change {title} safely: {error}."


CHANGE_CELL = "Change the cell in Excel or LibreOffice."


def row_not_changed(number: int, title: str, why: str) -> str:
    return f"batchgen cannot change row {number} of {title}: {why}."


FIX_LINE = "Fix that line in another program first."


def has_formula(where: str) -> str:
    return f"{where} has a formula."


def other_text(where: str, now: str, old: str) -> str:
    return f"{where} is now {now}, not {old}."


LOOK_AGAIN = "Somebody changed the sheet. Look at it again."


def no_row(title: str, number: int) -> str:
    return f"{title} has no row {number}, or the row is empty."


LOOK_AT_SHEET = "Look at the sheet again."


def reads_differently(title: str) -> str:
    return f"With these texts, {title} would be read in another way."


STANDARD_INPUT = "standard input"


def is_folder(source: object) -> str:
    return f"{source} is a folder, not a sheet."


FILE_IN_FOLDER = "Name the file in it."


def no_file(source: object) -> str:
    return f"There is no file {source}."


CHECK_NAME = "Check the name and the folder."


def not_read(title: str, why: object) -> str:
    return f"{title} cannot be read: {why}."


def is_empty(title: str) -> str:
    return f"{title} is empty."


def old_excel(title: str) -> str:
    return f"{title} is really an old Excel file (XLS)."


RENAME_XLS = "Rename it to .xls."


def really_a_workbook(title: str) -> str:
    return f"{title} is really a workbook."


RENAME_XLSX = "Rename it to .xlsx."


def very_old(title: str) -> str:
    return f"{title} is a very old kind of Excel file, which batchgen cannot read."


SAVE_AS_XLSX = "Open it in Excel or LibreOffice, and save it as XLSX."

SAVE_AS_TABLE = "Open it and save it as XLSX or CSV."


def other_kind(title: str, kind: str) -> str:
    return f"{title} is really an {kind} workbook."


def rename_to(ending: str) -> str:
    return f"Rename it to .{ending}."


def web_page(title: str) -> str:
    return f"{title} is really a web page (HTML), not a spreadsheet."


def xml_file(title: str) -> str:
    return f"{title} is really an XML file, not a workbook."


def unknown_file(title: str) -> str:
    return f"{title} is not a workbook. batchgen does not know what kind of file it is."


def plain_text(title: str) -> str:
    return f"{title} is really plain text, not a workbook."


def nul_characters(title: str, letter: str, number: int) -> str:
    return f"{title}: cell {letter}{number} has NUL characters. batchgen cannot read texts in this form."


def code_page(title: str, page: int) -> str:
    return (
        f"{title} has the letters of an old program or a Mac (code page {page}), which batchgen cannot read."
    )


def damaged_or_unknown(title: str, kind: str) -> str:
    return f"{title} cannot be read. It is damaged, or a form of {kind} that batchgen does not know."


def too_slow(title: str, seconds: float) -> str:
    return f"{title} takes longer than {seconds:.0f} seconds to read."


def damaged_or_large(title: str) -> str:
    return (
        f"{title} cannot be read. It is damaged, needs too much memory, or has a form that "
        "batchgen does not know."
    )


def no_headers(number: int) -> str:
    return f"Row {number} has no headers."


GIVE_HEADER_ROW = "Add --header-row with the number of the row that has them."


def same_name(letter: str, header: str, other: str, other_header: str, name: str) -> str:
    return f'Columns {letter} ("{header}") and {other} ("{other_header}") have the same name, {name}'


RENAME_COLUMN = "Rename one of them before you use that name."


def rows_only_read(title: str) -> str:
    return f"batchgen cannot change {title}. It removes rows only from XLSX and CSV files."


DELETE_ROWS = "Delete the rows in the program that wrote it."


def too_wide(title: str, most: int) -> str:
    return f"{title} has more than {most:,} columns."


def empty_sheet(title: str) -> str:
    return f"{title} is empty: it has no headers and no rows."


def title_above(number: int, texts: str) -> str:
    return (
        f"The headers are in row {number}. The text above looks like a title: {texts}. If "
        "that is wrong, add --header-row."
    )


def own_column(field: str, header: str) -> str:
    return f'Your sheet already has a column "{field}", so the results go into "{header}".'


ENDS_EARLY = "the last line of the file, and it was cut: it ends too early"

QUOTE_LEFT_OPEN = "the last line of the file, and it was cut: it opens a quote that is never closed"

READ_AS_CP1252 = (
    "This file is not UTF-8, so batchgen read it as cp1252 (Windows). If accented "
    'letters look wrong, save it in Excel as "CSV UTF-8", or add --encoding.'
)


def stranger(text: str, letter: str, header: str) -> str:
    return f', or somebody wrote "{text}" into the results column {letter} ("{header}")'


def not_in_encoding(title: str, encoding: str, error: object) -> str:
    return f"{title} is not {encoding} text: {error}."


OPEN_QUOTE = "Look for a quote that is opened and never closed."


def quote_never_closed(title: str, line: int) -> str:
    return f"{title}, line {line}: a quote is opened and never closed."


ONE_CELL = "All lines after it would become one cell."


def odd_quotes(number: int, title: str) -> str:
    return (
        f"Row {number} of {title} has quotes in odd places, so batchgen cannot be sure where each cell ends."
    )


CHANGE_ELSEWHERE = "Change the cell in another program."


def no_place_for(title: str, number: int, encoding: str) -> str:
    return f"{title} cannot store this text in row {number}. It has characters that {encoding} does not have."


OTHER_CHARACTERS = "Use other characters, or save the sheet as UTF-8 first."


def nul_byte(title: str, line: int) -> str:
    return f"{title}, line {line}: this has a NUL byte, so it is not a text table."


def long_line(title: str, line: int, most: int) -> str:
    return f"{title}, line {line} is longer than {most:,} characters."


def bad_byte(title: str, line: int, column: int, byte: str, encoding: str) -> str:
    return f"{title}, line {line}, column {column}: the byte 0x{byte} is not {encoding} text."


SAVE_AS_UTF8 = "Save the sheet as UTF-8, or name its encoding with --encoding."


def saved_while_written(title: str) -> str:
    return f"{title} changes again and again while batchgen writes the results."


def not_patched(title: str, error: object) -> str:
    return f"batchgen cannot write into {title} safely: {error}."


def written_as_xlsx(title: str, name: str) -> str:
    return f"{title} is not an XLSX file, so the results are in {name}."


def book_kind(kind: str, name: str) -> str:
    return f"The workbook is {kind}, so the results are in {name}."


NEW_WORKBOOK = "a new workbook"

CSV_FILE = "a CSV file"


def texts_alone(why: str, name: str, form: str) -> str:
    return f"{why} The results are in {name}, {form} with only the texts of this sheet."


def not_xlsx(title: str) -> str:
    return (
        f"{title} is not an XLSX file. batchgen cannot see its hidden rows, number formats (such as the zeros"
        " at the start of zip codes), formulas and error values. If any of these matter, save it as XLSX. "
        "The results are written as XLSX."
    )


def no_rows(title: str, header_row: int) -> str:
    return f"{title} has headers in row {header_row} and no rows below."


OTHER_HEADER_ROW = "If the headers are in another row, add --header-row."


def no_rows_but_strays(title: str, header_row: int, letters: str) -> str:
    return (
        f"{title} has headers in row {header_row}. Below them are only cells in columns without a header "
        f"({letters})."
    )


NAME_COLUMNS = f"Give these columns a header. {OTHER_HEADER_ROW}"


def stray_rows(count: int, letters: str) -> str:
    rows, them = ("1 row gets", "it has") if count == 1 else (f"{count:,} rows get", "they have")
    return (
        f"{rows} no video, because {them} values only in columns without a header ({letters}). "
        "If these columns matter, give them a header."
    )


def too_few_or_many(count: int, width: int) -> str:
    values = "1 value" if count == 1 else f"{count:,} values"
    columns = "1 column" if width == 1 else f"{width:,} columns"
    return f"has {values}, but the sheet has {columns}"


def of_line(line: int, what: str) -> str:
    return f"line {line} {what}"


def of_cell(letter: str, number: int, what: str) -> str:
    return f"cell {letter}{number} {what}"


NOTHING = "empty"
