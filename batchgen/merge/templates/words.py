"""Words: the sentences about templates that cannot be read or used, in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# blank cells

EMPTY = "empty"
YOUR_COMPANY = "your company"
THERE = "there"


def used_in(what: str, place: str) -> str:
    return f"{what}, used in {place}"


def unsaid(value: str, why: str, place: str) -> str:
    return f'"{value}" {why}, used in {place}'


def fill_or_skip(field: str, said: str) -> str:
    form = f"{{% if {said} %}}{{{{ {said} }}}}{{% endif %}}"
    return f"Fill in the cell, or leave out {field} when it is empty: {form}."


def fill_or_replace(field: str) -> str:
    return f"Fill in the cell, or write another value of {field} for empty cells."


def fill_or_fallback(said: str, fallback: str) -> str:
    return f'Fill in the cell, or add a fallback: {{{{ {said} or "{fallback}" }}}}.'


def fill_or_condition(said: str) -> str:
    return f"Fill in the cell, or say this only when it is filled: {{% if {said} %}} … {{% endif %}}."


CORRECT_OR_FALLBACK = 'Correct the cell, or add a fallback: {{ (name | first_name) or "there" }}.'

# what templates may not do


def the_filter(name: str) -> str:
    return f'the filter "{name}"'


def always_escaped(what: str) -> str:
    return f"batchgen always escapes cells here, so remove {what}"


SEVERAL_VALUES = "several values at once"
PART_OF_TEMPLATE = "a part of the template, not a text"


def would_say(what: str) -> str:
    return f"it would say {what}"


def method_not_allowed(name: str) -> str:
    return f'the method "{name}" is not allowed here'


def too_much_work(most: int) -> str:
    return f"its loops, filters and texts go through more than {most:,} characters"


NUMBER_TOO_LARGE = "a number that is too large"


def number_over(number: int, most: int) -> str:
    return f"the number {number:,}, but at most {most:,} is allowed"


WIDTH_TOO_LARGE = "a format with a width that is too large, or cannot be seen"
POWER_TOO_LARGE = "a power that is too large"


def text_too_long(most: int) -> str:
    return f"a text of more than {most:,} characters"


# fallbacks


def always_true(value: str) -> str:
    return f'the text "{value}" alone is always true, so the condition holds for every row'


def never_said(said: str, value: str) -> str:
    return f"{said} is said when {value} is filled, so {value} is never said"


def filters(names: Sequence[str]) -> str:
    return f"the filter {names[0]} changes" if len(names) == 1 else f"the filters {', '.join(names)} change"


def only_fallback(names: Sequence[str], base: str) -> str:
    return f"{filters(names)} only the fallback {base}, not the cell"


def only_one_of_two(names: Sequence[str], base: str, main: str) -> str:
    return f"{filters(names)} only {base}, not {main}"


def only_last(names: Sequence[str], last: str) -> str:
    return f"{filters(names)} only {last}, not what comes before it"


# places

THE_TEMPLATE = "the template"


def line(template: str, number: object) -> str:
    return f"{template} line {number}"


def called_from(inner: str, outer: str) -> str:
    return f"{inner}, called from {outer}"


def remark(text: str, what: str, place: str) -> str:
    return f'"{text}" {what}, in {place}'


# changes of a script

NOT_SPEAKABLE = "The presenter cannot say these words."
PLAIN_WORDS = "Write plain words."
NOT_CHANGED = "batchgen cannot change this script safely."
CHANGE_ON_PAGE = "Change it on the page Script."

# files


def too_deep(name: str) -> str:
    return f"The template {name} is nested too deeply."


RTF = "an RTF document"
WORD = "a Word document"
ODT = "an OpenDocument file (ODT)"
ARCHIVE = "a document in a ZIP archive, as Word, Pages or LibreOffice write them"
PDF = "a PDF"
MHTML = "a web page saved as an archive (MHTML)"
HTML = "a web page (HTML)"
XML = "an XML document"


def not_a_template(name: str, why: str) -> str:
    return f"The file {name} is not a template: {why}."


def templates(names: str) -> str:
    return f"You can use: {names}."


def too_large(name: object, most: int) -> str:
    return f"The template {name} is larger than {most:,} bytes."


def is_folder(path: object) -> str:
    return f"The template {path} is a folder, not a file."


def not_read(path: object, why: object) -> str:
    return f"batchgen cannot read the template {path}: {why}."


def not_plain_text(name: str, document: str) -> str:
    return f"The template {name} is {document}, not plain text. The presenter would read out its codes."


SAVE_AS_TEXT = "Save it as plain text (UTF-8), for example with Save As, Plain Text."


def not_utf8(name: str, number: int) -> str:
    return f"The template {name} line {number} is not UTF-8 text."


SAVE_AS_UTF8 = "Save it as UTF-8."

# tags that cannot be read

FORMS = '{{ first_name }}, {{ first_name or "there" }}, {{ company | company }}, {% if city %} … {% endif %}'
EXAMPLES = f"For example, write {FORMS}."


def not_closed(what: str) -> str:
    return f"{what} is opened but not closed"


def close(end: str) -> str:
    return f"Write {end} where it ends."


def two_blocks(name: str) -> str:
    return f"there are two blocks called {name}"


RENAME_BLOCK = "Rename one of them."
TAG_NOT_CLOSED = "a tag is opened but not closed"
CLOSE_TAGS = "Close {{ with }}, and {% with %}."
TAG_NOT_READ = "batchgen cannot read one of its tags"


def too_early(tag: str, block: str, number: object) -> str:
    return f"{{% {tag} %}} comes before the {{% {block} %}} of line {number} is closed"


def close_first(block: str) -> str:
    return f"Write {{% end{block} %}} first."


def not_a_tag(name: str) -> str:
    return f"{{% {name} %}} is not a tag"


CLOSE_BLOCKS = "Close with {% endif %} or {% endfor %}."
WRITE_ELIF = "Write {% elif … %}."


def closes_nothing(name: str) -> str:
    return f"{{% {name} %}} closes nothing"


def open_or_delete(block: str) -> str:
    return f"Write {{% {block} … %}} before it, or delete it."


def outside_if(name: str) -> str:
    return f"{{% {name} %}} is not inside an if"


OPEN_IF = "Write {% if … %} before it."


def say_cell(near: str, name: str) -> str:
    return f"{near} To say a cell, write {{{{ {name} }}}}.".strip()


def fallback_form(column: str, text: str) -> str:
    return f'For a fallback write {{{{ {column} or "{text}" }}}}.'


def compare_form(column: str, text: str) -> str:
    return f'To compare, write {{% if {column} == "{text}" %}}.'


def unknown(kind: str, name: str) -> str:
    return f'there is no {kind} "{name}"'


def tag_not_read(tag: str, why: str = "") -> str:
    return f"batchgen cannot read {tag}{': ' if why else ''}{why}"


def write(right: str) -> str:
    return f"Write {right}."


TAG_EMPTY = "it is empty"
OPEN_QUOTE = "a quote is opened but not closed"
BRACKETS = "its brackets do not match"
INVISIBLE = "it has an invisible character in it"
CURLY_QUOTES = "it has curly quotes"
TOO_MANY_BRACES = "it has too many braces"
ENDING_OUTSIDE = "the ending belongs outside"
ONE_WORD = "a name is one word"


def other_sign(sign: str, word: str) -> str:
    return f"use {word}, not {sign}"


FALLBACK_WITH_OR = "a fallback is written with or"
COMPARE_WITH_EQUALS = "two values are compared with =="
SECOND_CONDITION = "a second condition is an elif"
CONDITION_TAG = "a condition is written in {% … %}"
CONDITION_END = "a condition ends with endif"

# what fails in a row


def asks_for(template: str, name: object) -> str:
    return f'The template {template} needs "{name}", which does not exist.'


def full_stop(text: str) -> str:
    return text if text.endswith((".", "?")) else f"{text}."


def failed(template: str, why: str) -> str:
    return f"The template {template}: {full_stop(why)}"


DROPPED = "batchgen leaves it out, because the same row must give the same text in every run."


def no_template(name: object) -> str:
    return f'there is no template "{name}"'


def too_much(what: object) -> str:
    return f"it asks for too much: {what}"


ENDLESS = "it calls itself without end"
NOT_ALLOWED = "it uses something that templates are not allowed to use"
WRONG_VALUE = "a filter or a calculation cannot use this value"
UNKNOWN_NAME = "it uses a name that does not exist"
NO_SUCH_PART = "it asks for a part that the value does not have"
NOT_A_FUNCTION = "it calls something that is not a function"
WRONG_ARGUMENTS = "a filter or function gets too many values, too few, or a wrong one"
BY_ZERO = "it divides by zero"
TEXT_AS_NUMBER = "it calculates with a text, or compares a text with a number"

RESERVED_NAME = 'If a column has such a name (None, True, Loop, Row), write row["None"].'
SAY_IF = f"To say something only in this case, write {{% if … %}}words{{% endif %}}. {RESERVED_NAME}"
SAY_ONE = 'For a fallback write {{ first_name or "there" }}, for a list {{ [city, country] | join_and }}.'
CALL_METHOD = f"A method needs brackets: {{{{ first_name.title() }}}}. {RESERVED_NAME}"
AS_NUMBER = "Cells are texts. To calculate with one, write {{ seats | int }}."
AS_NUMBER_OR_JOIN = "Cells are texts. To calculate with one, write {{ seats | int }}. To join texts, write ~."


def look_for(name: str) -> str:
    return f'Look for "{name}" in the template.'
