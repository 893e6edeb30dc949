"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations


def needs_packages(names: str) -> str:
    return f"The sandbox needs packages that are not installed ({names})."


INSTALL = "To install them: pip install 'batchgen[sandbox]'"


def no_folder(folder: object, why: object) -> str:
    return f"The folder {folder} cannot be made ({why})."


def cannot_listen(host: str, port: int, why: object) -> str:
    return f"The sandbox cannot listen on {host}, port {port} ({why})."


OTHER_PORT = "Choose another with --port. With --port 0 it takes a free one."


def kept_in(folder: object) -> str:
    return f"kept in {folder}"


DELETED_AT_END = "deleted when it ends (to keep them: --keep DIR)"


def videos_are(what: str) -> str:
    return f"Videos and pages are {what}."


NO_FILMS = "No films are made (--no-render)."


def welcome(address: str, films: str, base: str, gallery: str) -> str:
    return (
        f"The sandbox works like the Tavus API, at {address}, and costs nothing. {films}\nTo "
        f"use it: --api-url {base} and any word as API key. To see the videos, open "
        f"{gallery}/ in a browser. To end it, press Ctrl+C."
    )


def unusable_folder(folder: object, why: object) -> str:
    return f"The folder {folder} cannot be used ({why})."


NO_ADDRESS = "it gave no address"


def its_log(log: object) -> str:
    return f"Its log is {log}."


def no_answer(url: str) -> str:
    return f"The sandbox at {url} does not answer."


def of_sandbox(error: object) -> str:
    return f"batchgen sandbox: {error}"


def fault_form(text: str) -> str:
    return f"--fault {text!r} is not CALL:WHAT:SHARE, such as create:429:0.05"


def fault_call(text: str, calls: str) -> str:
    return f"--fault {text!r}: the call must be one of {calls}"


def not_a_share(where: str, text: object) -> str:
    return f"{where}: {text!r} is not a share from 0 to 1"


def not_seconds(text: str) -> str:
    return f"--latency {text!r} is not a number of seconds, or a range such as 0.1-0.5"


def unusable_file(path: object, why: object) -> str:
    return f"The sandbox's file {path} cannot be used ({why})."


OTHER_SANDBOX = "Is another sandbox running in this folder?"

NOTHING_TO_SAY = "There is nothing to say in the script."


def long_script(most: int) -> str:
    return f"The script is longer than {most:,} characters."


def no_voice(why: object) -> str:
    return f"The film has no voice: {why}."


VOICE_SILENT = "espeak-ng did not answer"

NO_ESPEAK = "espeak-ng is not installed"

BACKGROUND_UNREADABLE = "The background video could not be read."

BACKGROUND_EMPTY = "The background video has no pictures."

NO_BROWSER = "there is no Chromium, Chrome or Edge on this computer"


def site_answered(host: str, status: object) -> str:
    return f"The website {host} answered {status}."


def answered(status: object) -> str:
    return f"it answered {status}"


def not_loaded(why: object) -> str:
    return f"the page could not be loaded ({why})"


LED_ELSEWHERE = "the page led to another one that could not be loaded"

SCROLLS_HERE = "The website scrolls here"


def as_card(host: str, why: str) -> str:
    return f"The website {host} is shown as a card: {why}."


def other_port(host: str, port: object) -> str:
    return f"The address names port {port} of {host}, where there is no website."


ONLY_DRAWN = "Only the drawn presenters have a transparent background."

PICTURES_GONE = "The pictures of this preview replica are gone. Train it again."

WATERMARK_LARGE = "The watermark picture is too large."

WATERMARK_UNREADABLE = "The watermark is not a png or jpeg picture that can be read."


def not_fetched(what: str, why: object) -> str:
    return f"The {what} could not be fetched: {why}"


FOOTAGE_CUT = "The training video could not be read to its end."

FOOTAGE_EMPTY = "The training video has no pictures."


def footage_codec(codec: str) -> str:
    return f"The training video is {codec}, not H.264."


FOOTAGE_NOT_MP4 = "The training video is not an mp4 file."


def footage_rate(rate: float) -> str:
    return f"The training video has {rate:.0f} frames a second; it needs 25."


FOOTAGE_UNREADABLE = "The training video cannot be read."


def footage_short(seconds: float, shortest: float) -> str:
    return f"The training video is {seconds:.0f} seconds long; it needs {shortest:.0f}."


def picture_small(wide: int, tall: int) -> str:
    return f"The training picture is {wide} x {tall}; it needs at least 512 x 512."


PICTURE_UNREADABLE = "The training picture is not a jpg or png that can be read."


def stands_in(actor: str, replica: str) -> str:
    return f"Sandbox: {actor} stands in for replica {replica}, which this computer does not have."


def watermark(stamp: str, replica: str) -> str:
    return f"Tavus puts the watermark '{stamp}' into films of replica {replica}, so this film has it too."


FILMS_STOPPED = "The process that makes films ended before this film was done."

NO_FILE_LINKS = "A file: link is not fetched."

ALLOW_FILES = "The sandbox reads one only when you start it with --allow-files."

OTHER_MACHINE = "A file: link to another computer is not fetched."


def no_file(name: str) -> str:
    return f"There is no file {name}."


def link_answered(name: str, status: int) -> str:
    return f"{name} answered {status}."


def link_slow(name: str, seconds: float) -> str:
    return f"{name} took longer than {seconds:.0f} seconds."


def link_large(name: str, size: int) -> str:
    return f"{name} is larger than {size} MB."


ALLOW_PRIVATE = "The sandbox reaches its own network only with --allow-private."


def no_callbacks(url: str) -> str:
    return f"{url} was not called: --callbacks none."


def callback_away(url: str) -> str:
    return f"{url} was not called, because a rehearsal calls back only to this computer."


CALLBACKS_ANY = "To call other computers, start the sandbox with --callbacks any."


def not_started(why: str) -> str:
    return f"The sandbox did not start: {why}"


def fault_what(text: str, choices: str) -> str:
    return f"--fault {text!r}: WHAT must be a status (400 to 599), a status with -made, or one of {choices}"


NO_FACE_IN_FILM = "No face was found in the training video."

NO_FACE_IN_PICTURE = "No face was found in the training picture."

FOOTAGE_SILENT = "The training video has no voice."


def voices_not_read(library: object) -> str:
    return f"espeak-ng could not read its voices beside {library}"


TEXT_REFUSED = "espeak-ng refused the text"


def no_such_voices(names: str) -> str:
    return f"espeak-ng has none of the voices {names}"


def browser_not_started(why: object) -> str:
    return f"the browser did not start: {why}"


BROWSER_SLOW = "the browser took too long"

BROWSER_LATE = "the browser did not start in time"

BROWSER_REFUSED = "the browser refused the connection"

BROWSER_CLOSED = "the browser closed the connection"


def not_an_origin(text: str) -> str:
    return f"--cors {text!r} is not the origin of a page, such as https://app.example.com"


NOT_HERE = (
    "is not in the sandbox, which has videos, replicas (faces), voices, conversations and personas (pals). "
    "Tavus may have it."
)

PATHS = "Paths of the API begin with /v2/."

LOOKS_REAL = (
    "That key looks like a real Tavus key. This is the batchgen sandbox on your own computer: it did not use "
    "or keep the key. Give any other word as the key, such as 'sandbox'."
)

OWN_ADDRESS_ONLY = "This is a local sandbox. It answers only at its own address."

NOT_FOR_WEBSITES = "A sandbox shows nothing to another website."

NO_VIDEO = "There is no such video"

NO_CONVERSATION = "There is no such conversation"
