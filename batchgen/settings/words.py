"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations


def not_an_amount(text: str) -> str:
    return f"Budget: “{text}” is not an amount."


WRITE_AMOUNT = "Write it like 500 or 99.50."


def not_toml(path: object, error: object) -> str:
    return f"{path} is not valid TOML: {error}."


ONLY_BUDGET = "This file can only have the budget of the account."


def no_setting(path: object, name: str) -> str:
    return f"{path}: there is no setting {name!r}."


def no_campaign_file(path: object) -> str:
    return f"There is no campaign file {path}."


MAKE_ONE = "Make one with: batchgen init"
NO_HOME = "There is no home folder for your settings."


def cannot_write(path: object, why: object) -> str:
    return f"Cannot write to {path}: {why}."


def cannot_read(path: object, why: object) -> str:
    return f"Cannot read {path}: {why}."


def saved_elsewhere(path: object) -> str:
    return f"Another program saved {path} at the same time."


LOOK_AND_TRY = "Look at the file, then try again."
FIX_AND_TRY = "Fix this, then try again."


def half_character(path: object) -> str:
    return f"{path} cannot store half a character."


OTHER_TEXT = "Use another text."


def not_changeable(path: object) -> str:
    return f"batchgen cannot safely change {path} as it is written."


CHANGE_IN_EDITOR = "Change it in a text editor."
NEEDS_APP = "One more package is needed to change campaign.toml."
INSTALL_APP = "pip install 'batchgen[app]'"


def not_a_table(path: object, where: str, value: object) -> str:
    return f"{path}: {where} is {value!r}, but it must be a table."


CHANGE_ENTRY = "Change it in that file."


def not_utf8(path: object, line: int) -> str:
    return f"{path}, line {line}: this is not UTF-8 text."


SAVE_AS_UTF8 = "Save it as UTF-8."
KEY_ELSEWHERE = "Put TAVUS_API_KEY=… in the environment, or in a file called .env beside the campaign."


def key_in_file(where: str) -> str:
    return f"{where}: do not keep an API key in a campaign file."


def not_for_a_table(where: str, given: str) -> str:
    return f"{where}: {given} takes a single value, not a table."


def no_property(where: str, given: str) -> str:
    return f"{where}: Tavus has no property {given!r}."


def choices(names: str) -> str:
    return f"You can use: {names}."


def no_column_setting(where: str, name: str) -> str:
    return f"{where} has no setting {name!r}."


def not_a_choice(where: str, name: str, choices: str, value: object) -> str:
    return f"{where}: {name} can be {choices}, not {value!r}."


def order_without_date(where: str, kind: str) -> str:
    return f"{where}: only dates have an order, and the kind here is {kind}."


def lookup_form(where: str, name: str) -> str:
    return f"{where}: lookup.{name} must be a table or the name of a CSV file."


def not_a_sheet(path: object, why: object) -> str:
    return f"Cannot read {path} as a table: {why}."


LOOKUP_SHAPE = "Put names in the first line, and the cells to look up in the first column."


def not_a_lookup(path: object) -> str:
    return f"{path} is not a lookup table."


def pronounce_form(where: str) -> str:
    return f"{where}: pronounce must be a table or the name of a CSV file."


NOT_ONLY_KEY = "This is more than the API key: it has its name or quotes around it."
PASTE_KEY = "Paste only the key."


def open_quote(path: object) -> str:
    return f"The key was not saved: a line of {path} does not end, so the key would become part of it."


FIND_QUOTE = "Look for a quote that is opened and never closed."
FIX_AND_SAVE = "Fix this, then save the key again."


def key_not_saved(path: object) -> str:
    return f"The key was not saved: {path} is not UTF-8 text."


SAVE_FILE = "Save that file as UTF-8."


def two_values(where: str, twice: str) -> str:
    return f"{where}{twice}, with two values. Remove one."


def each_time(flag: str, option: str) -> str:
    return f"{flag} may pay for videos again, so it must be on the command line each time: --{option}."


def unknown_setting(given: str) -> str:
    return f"There is no setting {given!r}."


def set_form(text: str) -> str:
    return f"--set {text}: write it as --set FIELD=TEXT."


def fields(names: str) -> str:
    return f"You can set: {names}."


def no_field(given: str) -> str:
    return f"--set {given}: Tavus has no such field."


KEY_IN_NAME = "The name of the campaign contains the API key."
OTHER_NAME = "Choose another --name."


def give_address(default: str) -> str:
    return f"Add the address, or remove the setting to use {default}."


def is_empty(place: str) -> str:
    return f"{place} is empty."


def wrong_value(where: str, value: object, message: str) -> str:
    return f"{where}: {value!r} is not valid. It must be {message}."


ONE_PLACE = "Use --output or --in-place, not both: the results go to one place."
WITHOUT_IN_PLACE = "Remove --in-place: a rehearsal writes its own files."
IN_PLACE_REHEARSAL = "--in-place cannot be used with --sandbox."
EXCLUDE_ON = "--exclude-on works only with --exclude FILE."


OR = " or "
WANTED = {
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_parsing": "a number",
    "float_type": "a number",
    "finite_number": "a number",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "string_type": "a text",
    "literal_error": "{expected}",
    "greater_than_equal": "{ge:g} or more",
    "greater_than": "more than {gt:g}",
    "less_than_equal": "{le:g} or less",
    "dict_type": "a table",
    "list_type": "a list",
    "tuple_type": "a list",
    "path_type": "the name of a file",
}
"""What a value must be, by what pydantic calls a wrong one (docs.pydantic.dev, "Validation errors")."""


BUDGET_LIKE = '{ unit = "cost", amount = 500, per = "month" }'


def budget_table(but: str = "") -> str:
    return f"a table{but} such as {BUDGET_LIKE}"


def budget_without(name: str) -> str:
    return f"{budget_table()}, without {name!r}"


def budget_choice(name: str, choices: str) -> str:
    return budget_table(f" whose {name} is {choices},")


BUDGET_AMOUNT = " whose amount is a number from 0 up,"
BUDGET_CURRENCY = 'a table whose currency is a text, such as currency = "USD"'


def write_table(where: str, name: str) -> str:
    return f"{where}: write {name} as a table: [{name}]."


def write_lookup(where: str) -> str:
    return f"{where}: write each lookup table as [lookup.NAME]."


def write_columns(where: str) -> str:
    return f'{where}: write the settings of a column as [columns."Header"].'


def write_column(where: str) -> str:
    return f"{where} needs a table."


def column_table(header: str) -> str:
    return f'Write [columns."{header}"].'


def the_column(where: str, header: str) -> str:
    return f"{where}: the column {header!r}"


def set_twice(given: str) -> str:
    return f"{given} is set twice"


def one_setting(given: str, first: str) -> str:
    return f"{given} and {first} are the same setting"


HAS_PASSWORD = (
    "has a password in it. Other users of this computer can read it there. Put the whole address into the "  # noqa: S105
    "variable BATCHGEN_STATE or into a .env beside the sheet, or the password into a PGPASSFILE."
)
KEPT_OPEN = (
    "in it, which batchgen cannot keep secret. Log in with a password in a PGPASSFILE, or with a key that "
    "has no password."
)
NOT_A_LEASE = "is not a number of seconds from 1 to 600. Leave it out for 30 seconds."
NOT_AN_ADDRESS = "is not the address of a database as batchgen reads it."
DATABASE_FORM = "Write it as postgresql://USER@HOST/DATABASE."
MISPLACED = "has a @, / or # in a place where an address cannot have one."
QUOTE_IT = "Write such a character of a user or password as %40 for @, %2F for /, %3F for ?, or %23 for #."
NOT_A_SCHEMA = "cannot be the name of a schema."
SCHEMA_FORM = "Use small letters, digits and underscores, and start with a letter: ?schema=acme"


def file_name(longest: int) -> str:
    return f"a name that files can have: no / and no line breaks, and at most {longest} letters"


COLOUR = 'a colour such as "#1d5fc4"'


def logo(most: int) -> str:
    return f"an SVG or PNG file of up to {most} kB"


def logo_not_a_file(must: str) -> str:
    return f"{must}, and this is not a file"


def logo_not_read(must: str, why: object) -> str:
    return f"{must}, and this one cannot be read ({why})"


def logo_too_large(must: str) -> str:
    return f"{must}, and this one is larger"


def logo_neither(must: str) -> str:
    return f"{must}, and this is neither"


BASE_URL = "a web address such as https://watch.example.com/spring"


def base_url_because(why: object) -> str:
    return f"{BASE_URL} ({why})"


HTTPS_BASE_URL = f"{BASE_URL}, starting with https"
PLAIN_BASE_URL = f"{BASE_URL}, without ?, # and passwords"


def shorter_base_url(most: int) -> str:
    return f"{BASE_URL}, of at most {most} characters"


DAY = 'a date such as "2027-03-31"'
HEADLINE = "a text, because it is the headline of the page"


def one_line(most: int) -> str:
    return f"one line of at most {most} characters"


def half_a_button(place: str) -> str:
    return f"{place}: a button needs both a text and an address. Set button and button_url."


def no_table_setting(place: str, table: str, name: str) -> str:
    return f"{place}: [{table}] has no setting {name!r}."


def is_missing(place: str) -> str:
    return f"{place} is missing, and every page needs it."
