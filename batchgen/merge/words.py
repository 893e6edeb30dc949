"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations

from batchgen.merge.templates import words as template_words


def yes_or_no(cell: str, meaning: str) -> str:
    return f"{cell} ({meaning})"


YES = "yes"
NO = "no"
NOT_YES_OR_NO = "not yes or no"

AS_A_NAME = "as a name"
FIRST_NAME = "first name only"
COMPANY = "company without Inc."
DATE = "date"
WEEKDAY = "date with its weekday"
NUMBER = "number"
ROUNDED = "number, rounded"
NUMBER_IN_WORDS = "number in words"
ORDINAL = "first, second, third"
MONEY = "money"
CURRENCY = "money in another currency"
MONEY_IN_WORDS = "money in words"
PERCENT = "percent"
SPELLED = "letter by letter"
LIST_AND = "list with “and”"
LIST_OR = "list with “or”"
DOMAIN = "domain"
WEB_ADDRESS = "web address"
SLUG = "part of a web address"
OWN_TABLE = "value from a table of yours"


def body_not_read(path: object, why: object) -> str:
    return f"batchgen cannot read the body {path}: {why}."


NOT_UTF8 = "it is not UTF-8 text"


def body_too_long(path: object, most: int) -> str:
    return f"The body {path} is longer than {most:,} characters."


def two_speak(column: str) -> str:
    return f"the cells {column} and audio_url are both filled, but a video can say only one of them"


EMPTY_ONE = "Empty one of the two cells."


def other_locale(locale: str) -> str:
    return f"batchgen uses {locale} instead."


def fault_as_template(fault: str) -> str:
    return f"{fault}, used as the name of the template"


def no_template(name: str) -> str:
    return f'there is no template "{name}"'


def setting_locale(why: object) -> str:
    return f"The setting locale: {why}."


NOT_RECURSIVE = "recursive loops are not allowed"

NO_REPLICA = "no replica is chosen, so nobody would speak"
CHOOSE_REPLICA = 'Add --replica-id ID, replica_id = "…" in campaign.toml, or a column replica_id or face_id.'

NO_SCRIPT = "there is nothing to say: no template, no script, no audio_url"
ADD_TEMPLATE = 'Add --template FILE, or template = "…" in campaign.toml.'
SAY_COLUMN = 'To say the column script, add script = "{{ script }}" to campaign.toml.'


def column_outside_macro(name: str, where: str) -> str:
    return f"an imported macro uses the column {name} (in {where}), but it only knows what you pass to it"


GIVE_COLUMN = 'Pass the column as an argument, or import "with context".'


def missing_column(name: str, where: str) -> str:
    return f"the sheet has no column {name}, used in {where}"


def slip(where: str, what: str) -> str:
    return f"in {where}, {what}"


def write(right: str) -> str:
    return f"Write {right}."


def write_for_both(right: str) -> str:
    return f"If you want it for both, write {right}."


def columns(names: str) -> str:
    return f"Its columns are: {names}."


NO_COLUMNS = "The sheet has no columns."


def doubled_column(which: str, name: str) -> str:
    return f"the columns {which} are both called {name} in a template, and the script uses that name"


RENAME_ONE = "Rename one of them."


def fault_as_field(fault: str, field: str) -> str:
    return f"{fault}, used as {field}"


def two_replicas(cells: str, replicas: str) -> str:
    return f"the cells {cells} name two different replicas, {replicas}"


def not_a_flag(field: str, text: str) -> str:
    return f'{field} is "{text}", which is not yes or no'


WRITE_FLAG = "Write true, false, yes, no, 1 or 0."


def not_compared(cell: str, other: object, why: str) -> str:
    return f'--where cannot compare "{cell}" with {other}: it {why}'


LESS_OR_MORE = "can be less or more"
WRITE_DIGITS = "Write the number in digits, or leave the row out with --rows."


def where_failed(row: int, why: str) -> str:
    return f"batchgen cannot use --where for row {row}: {template_words.full_stop(why)}"


def where_not_one(text: str) -> str:
    return f"--where {text!r} is not a single condition."


def where_wrong(text: str, why: str) -> str:
    return f"--where {text!r}: {why}"


WHERE_EXAMPLE = "For example: --where 'segment == \"enterprise\" and not unsubscribed'"


def where_right(what: str, right: str) -> str:
    return f"{what}. Write {right}"


NOT_A_CONDITION = "batchgen cannot read this as a condition."


def where_lacks_column(name: str) -> str:
    return f"The sheet has no column {name}, which --where uses."


def not_the_template(path: object, why: str) -> str:
    return f"batchgen cannot use {path} as the template: {why}."


def template_endings(first: str, last: str) -> str:
    return f"the name of a template must end in {first} or {last}"


def link_outside(path: object) -> str:
    return f"it is a link to a file outside its folder, {path}"


HIDDEN = "it is hidden (its name, or the name of its folder, starts with a dot)"
CAMPAIGN_FILE = "it is a campaign file"
STATE_FILE = "it is a state file"
SHEET_OR_LIST = "a campaign uses it as a sheet or list"
HAS_KEY = "it has the API key in it"
