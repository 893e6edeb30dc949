"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations

KEY_IN_ROW = "the text of this row has your API key in it, so it is not sent"
FIND_KEY = (
    "Look for the key in the cells of this row, in the template and in what it includes, and delete it."
)


def write_column(name: str) -> str:
    return f"batchgen does not fill it in. To say the cell, write {{{{ {name} }}}}."


CORRECT_CELL = "Correct the cell."


def would_say(cell: str) -> str:
    return f'the presenter would say "{cell}"'


def empty_or_allow(cell: str) -> str:
    return f'Empty the cell. If the presenter should say it, add allow = ["{cell}"] to campaign.toml.'


def too_long(minutes: float, most: float) -> str:
    return f"it takes about {minutes:.1f} minutes to say this script, more than {most:.0f}"


SHORTEN_SCRIPT = "Long videos lose quality. Shorten the script."


def too_short(seconds: float, least: float) -> str:
    return f"it takes about {seconds:.1f} seconds to say this script, less than {least:.0f}"


LENGTHEN_SCRIPT = "Write more, or look for empty cells."
PLACEHOLDER = "a placeholder is left in the text: {}"
REAL_WORDS = "Write the real words instead. If these are the real words, add them to allow in campaign.toml."
SHEET_ERROR = "a spreadsheet error is left in the text: {}"
FIX_FORMULA = "Fix the formula, or empty the cell."
NAME_COLUMN = "batchgen does not fill it in. Write the name of your column, for example {{ first_name }}."
REPEATS_HEADER = "the cell only repeats the header of its column, and the presenter would say it"


def real_or_allow(cell: str) -> str:
    return (
        "Write a real value, or empty the cell. "
        f'If this is the real value, add allow = ["{cell}"] to campaign.toml.'
    )


def says_header(template: str, said: str) -> str:
    return f'{template} says "{said}", which is the header of a column that it does not use'


def column_or_allow(name: str, said: str) -> str:
    return (
        f"To say the cell, write {{{{ {name} }}}}. "
        f'If you want these words, add allow = ["{said}"] to campaign.toml.'
    )


INVISIBLE = "an invisible character: {}"
DELETE_IT = "Delete it from the cell or the template."
LETTER_LOST = "a letter is missing: {}"
WRITE_AGAIN = "Correct the word, or export the sheet again as UTF-8."
SHORTENED_NUMBER = "a spreadsheet shortened this number: {}"
ENTER_NUMBER = "Format the column as text or as a number, then enter the number again."
BRACKETS = "brackets would be read out: {}"
STAGE_DIRECTIONS = "The presenter says everything, stage directions too. Delete what nobody should hear."
TAG = "a tag would be read out: {}"
PLAIN_TEXT_ONLY = "Tavus takes plain text without tags. Delete it."
MARKDOWN = "signs for bold text, lists or headings would be read out: {}"
DELETE_SIGNS = "Delete the signs, and keep the words."
WEB_ADDRESS = "a web address would be read out: {}"
USE_DOMAIN = "To say only its domain, use the filter domain: {{ website | domain }}."
EMAIL = "an e-mail address would be read out: {}"
LEAVE_OUT_EMAIL = "Leave it out of what the presenter says."
EMOJI = "an emoji or sign would be read out: {}"
DELETE_EMOJI = "Delete it, or write it in words."
CAPITALS = "capitals may be spelled out: {}"
NAME_FILTERS = (
    "Use the filter person or company. If the capitals are right, add the word to pronounce or allow."
)

PUNCTUATION = 'doubled or missing punctuation: "{}"'
FIX_PUNCTUATION = "Look for an empty cell or a typing mistake there."
LONG_NUMBER = "a long number: {}"
NUMBER_FILTERS = "Use the filter number, spell or spoken_number."


def no_end(last: str) -> str:
    return f'the script ends without punctuation: "{last}"'


def decoded_twice(text: str, meant: str) -> str:
    return f'damaged letters: "{text}" should be "{meant}"'


def web_code(text: str, meant: str) -> str:
    return f'code of a web page: "{text}" should be "{meant}"'


END_SENTENCE = "End it with a full stop."
CORRECT_OR_EXPORT = "Correct the cell, or export the sheet again as UTF-8."


NOT_PUBLIC_NETWORK = "can be reached only from your network, so Tavus cannot fetch it"
NO_CONNECTION = "no connection"


def no_answer(why: str) -> str:
    return f"does not answer ({why})"


def not_public(status: int) -> str:
    return f"is not public (error {status})"


def does_not_exist(status: int) -> str:
    return f"does not exist (error {status})"


def does_not_work(status: int) -> str:
    return f"does not work (error {status})"


def wrong_type(kind: str, wanted: str) -> str:
    return f"leads to {kind}, not to {wanted}"


def other_sound(kind: str) -> str:
    return f"audio_url is {kind}, but Tavus takes only wav and mp3"


CONVERT_SOUND = "Convert the file. A new file name alone is not enough."


def sound_too_short(seconds: float, least: float) -> str:
    return f"audio_url is {seconds:.1f} seconds long, but Tavus needs at least {least:.0f}"


def sound_too_long(minutes: int, seconds: int, most: float) -> str:
    return f"audio_url is {minutes}:{seconds:02} minutes long, but Tavus takes at most {most:.0f}"


def length_unknown(why: str) -> str:
    return f"the length of audio_url is not known: {why}"


HEADERS_AGAIN = "the headers again"
TOTAL = "a total"


def total(shown: str) -> str:
    return f'{TOTAL} ("{shown}")'


FOOTER_LINE = "a line of a report's footer"
BELOW_LIST = "a separate line below the list"
NO_WORDS = "a line without words"
ONLY_NUMBERS = "only numbers, no name or address"


def second_headers(row: int) -> str:
    return f"a second row of headers (if these are the real headers, add --header-row {row})"


def footer(shown: str) -> str:
    return f'the footer of a report ("{shown}")'


def not_a_name(shown: str) -> str:
    return f'a line that is not a name ("{shown}")'


SEND_ANYWAY = "To send these rows anyway, add --allow-watermark."


def not_checked(why: str) -> str:
    return f"not checked: {why}"


YOUR_REPLICAS = "To see your replicas, run: batchgen replicas list."


def no_replica(replica: str) -> str:
    return f"the replica {replica} does not exist"


def training_failed(replica: str) -> str:
    return f"the training of the replica {replica} failed, so it cannot be used"


def waits_for_training(training: str, rows: str) -> str:
    return f"{training}, so the videos of {rows} wait until it is ready"


def wait_for_training(replica: str) -> str:
    return f"Wait until the training is finished: batchgen replicas wait {replica}."


def first_look(replica: str) -> str:
    return f"the replica {replica} is only a first look, so its videos would carry a watermark"


def tuning_failed(replica: str) -> str:
    return (
        f"the training of the replica {replica} failed at its end, "
        'so its videos would carry the watermark "tuning failed"'
    )


TRAIN_ANOTHER = "Train another one: batchgen replicas train."


def first_videos(training: str) -> str:
    return f"{training}, so its first videos would carry a watermark"


def in_training(replica: str, progress: str) -> str:
    how_far = f" ({progress})" if progress else ""
    return f"the replica {replica} is still in training{how_far}"


WRITE_ID = "Write the id of the one you want."


def several_replicas(count: int, name: str, ids: str) -> str:
    return f'{count} replicas are called "{name}": {ids}.'


def unknown_replica(name: str) -> str:
    return f'There is no replica called "{name}" in this account.'


def did_you_mean(name: str) -> str:
    return f'Did you mean "{name}"?'


SEE_REPLICAS = "To see your replicas, run: batchgen replicas list"


def not_a_range(option: str, part: str) -> str:
    return f"--rows {option}: {part!r} is not a row or a range."


RANGE_EXAMPLE = "For example: --rows 2-10,15"


def empty_range(option: str, part: str) -> str:
    return f"--rows {option}: {part!r} has no rows in it."


def no_rows(option: str) -> str:
    return f"--rows {option!r} has no rows in it."


def branch_taken(where: str, taken: int, rows: int) -> str:
    return f"{where}: this condition is true in {taken:,} of {rows:,} rows"


def unused_columns(names: str) -> str:
    return f"columns that nothing uses: {names}"
