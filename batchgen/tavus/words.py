"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations


def answer_without(what: str) -> str:
    return f"an answer without {what}"


CHECK_ADDRESS = (
    "Check your internet connection, and the address if you set one (--api-url, "
    "TAVUS_API_URL). Then run again: nothing is lost."
)

ANSWERS_AGAIN = "Tavus answers again."

RUN_LATER = "Run the same command again later: nothing is lost."


def no_answer_for(span: str, said: str) -> str:
    return f"Tavus has not answered for {span}. {said}"


def waiting(said: str) -> str:
    return f"Waiting for Tavus to answer. {said}"


STOPPED = "Stopped. Nothing is lost. To go on, run the same command again."

LATE = "Tavus did not answer in the time allowed."


def no_key(name: str) -> str:
    return f"There is no API key: {name} is not set."


def set_key(name: str) -> str:
    return (
        f"Set {name}=… in the environment or in a file called .env beside the campaign. To "
        "try for free without a key, add --sandbox."
    )


ODD_KEY = "The API key has characters that a Tavus key cannot have."

COPY_KEY = "Copy it again from the Tavus portal."


def cut_short(kind: str) -> str:
    return f"The call was interrupted ({kind})."


FIRST_LOOK = "first look, with a watermark"

TUNING_FAILED = "tuning failed, with a watermark"

FILL_REPLICA = "Fill in the cell, or add --replica-id for rows without one."

NO_REPLICA = "there is no replica_id"

ONE_OF_TWO = "Leave one of them empty: Tavus takes a script or an audio file, not both."

SCRIPT_AND_AUDIO = "there is both a script and an audio_url"

NO_SCRIPT = "the script is empty, and there is no audio_url"

TRANSPARENT_NEEDS_FAST = "transparent_background works only together with fast"

SET_FAST = "Set fast = true as well."


def fast_without(field: str) -> str:
    return f"fast switches off the {field} that you asked for"


LEAVE_FAST_OUT = "Remove fast to keep it."

TWO_BACKGROUNDS = (
    "there is both a background_url and a background_source_url: Tavus does not say which one it takes"
)


def not_a_choice(field: str, value: object) -> str:
    return f'{field} is "{value}"'


def choices(allowed: str) -> str:
    return f"It can be {allowed}."


def needs_background(field: str) -> str:
    return f"{field} works only with a background_url"


def needs_scroll(field: str) -> str:
    return f"{field} works only with background_scroll on"


def not_public(field: str, host: str) -> str:
    return f"{field} is not public: Tavus cannot reach {host}"


def with_password(field: str) -> str:
    return f"{field} has a user name or password in it"


WHOLE_ADDRESS = "Enter an address that looks like https://www.example.com, or empty the cell."


def did_you_mean(text: str) -> str:
    return f"Did you mean https://{text}? An address starts with https://."


def not_an_address(field: str) -> str:
    return f"{field} is not a web address"


def unclear_kind(field: str, kinds: str) -> str:
    return f"{field} does not show whether it is {kinds}"


CHECK_LINKS = "Add --links to check: it asks the server."


def wrong_kind(field: str, kinds: str, found: str) -> str:
    return f"{field} must be {kinds}, not {found}"


CHECK_KEY = "Check TAVUS_API_KEY, then run again."

CHECK_CREDITS = "Check your credits and plan in the Tavus portal, then run again."

CHECK_RIGHTS = "Check in the Tavus portal what this key may do, then run again."


def not_a_url(url: str, error: object) -> str:
    return f"The API URL {url!r} is not a URL: {error}."


def not_a_web_address(url: str) -> str:
    return f"The API URL {url!r} is not a web address."


LOOKS_LIKE = "It should look like https://tavusapi.com."

URL_WITH_LOGIN = "The API URL must not have a user name or password in it."


def plain_http(url: str) -> str:
    return f"The API URL {url!r} starts with http://, so others could read your key."


USE_HTTPS = "Use https://. Only an address of this computer (127.0.0.1) may be http://."

LIST_WITHOUT_TOTAL = "the list does not say how many videos there are"

LIST_BY_CURSORS = "the list is not read by page numbers, but by cursors"

ITEMS_WITHOUT_ID = "the list has items without an id"

ITEMS_WITHOUT_NAME = "the list does not show the names of videos, and videos are found by their names"


def one_id_twice(video_id: str) -> str:
    return f"the list shows two videos under the id {video_id}"


def list_incomplete(shown: int, total: object) -> str:
    return f"the list shows {shown:,} of {total:,} videos of the account"


PAGE_NOT_PUBLIC = "This page cannot be reached from outside your network."

CHOOSE_COLUMN = "Choose a column of the sheet."

NO_CHOICE = "There is no such choice."

CHOOSE_PAGE_COLUMN = "Choose the column with the web pages."

WRITE_FILM = "Write the address of the film."


def not_the_address(text: str, what: str) -> str:
    return f"“{text}” is not the address of {what}."


FIX_CELL = "This is not a web address. Fix the cell."

CELL_WITH_LOGIN = "This address has a user name or a password in it."

NOT_JSON = "text that is not JSON"

TOO_MANY = "Too many requests"


def no_reason(status: int) -> str:
    return f"HTTP {status} without a reason in JSON"


def odd_answer(what: str) -> str:
    return f"Tavus sent {what}."


def not_reached(why: str) -> str:
    return f"Could not connect to Tavus {why}"


def not_unpacked(why: str) -> str:
    return f"The answer from Tavus could not be unpacked {why}"


def not_answered(why: str) -> str:
    return f"Tavus did not answer {why}"


KEY_IN_REQUEST = "The request contains your API key, so it was not sent."

TAKE_KEY_OUT = "Look for the key in your texts and names, and remove it."

BAD_PROXY = "The proxy that is set on this computer cannot be used."

FIX_PROXY = "Set HTTPS_PROXY to an http:// address, or NO_PROXY to the API's host."


AUDIO = "wav or mp3 audio"

WEB_PAGE = "a web page"

VIDEO_FILE = "a video file"

IMAGE = "a png or jpeg image"

CLOSED_BEFORE = "the service closed the connection before the request went out"

CLOSED_WITHOUT_ANSWER = "the service closed the connection without an answer"

CLOSED_IN_ANSWER = "the connection was closed in the middle of the answer"

ANSWER_TOO_LARGE = "the answer is larger than 32 MB"

ANSWER_TOO_SLOW = "the answer took too long"

TWO_ANSWERS = "the service sent two answers"

LIST_IN_DATA = "a list in `data`"

FIX_ROW = "fix the row"


def fix_field(field: str) -> str:
    return f"fix {field}"


def refused(count: int, error: str, rows: str, fix: str) -> str:
    again = f", one change fixes all {count}" if count > 1 else ""
    return f"{count} refused: {error} ({'rows' if count > 1 else 'row'} {rows}; {fix}{again})."
