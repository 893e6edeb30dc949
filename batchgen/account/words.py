"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations


def too_many_files(count: int) -> str:
    return f"it has more than {count:,} files, and the others were not searched"


def name_with_state(rest: str) -> str:
    return f"{rest}. Name the state file of another campaign with --state FILE"


OLDER_FILE = "an older batchgen wrote it. The next run updates it"

COST = (
    "An open conversation costs credits from now until you end it, also while nobody is "
    "in the room. It takes one of the conversations that your plan allows at a time."
)

WHO_SPEAKS = "Who should speak? Add --replica-id or --persona-id."

MAY_BE_OPEN = (
    "The conversation may be open and cost money. To see: batchgen conversations list --status active"
)

ONE_SOURCE = "Add either --train-video-url or --train-image-url."

IMAGE_NEEDS_VOICE = "A replica from an image needs a voice. Add --voice-name NAME."

SEE_VOICES = "See: batchgen voices list"


def not_from_images(model: str) -> str:
    return f"{model} is trained from a video, not from an image."


AUTO_FIX = "--auto-fix-training-image works only with --train-image-url."


def not_a_web_address(flag: str, url: str) -> str:
    return f"{flag}: {url!r} is not a web address. Tavus fetches the file itself, so it needs one."


def unknown_model(name: str, known: str) -> str:
    return (
        f'This version of batchgen does not know the model "{name}" (it knows {known}). It is '
        "sent as you wrote it."
    )


ALREADY_THERE = "already there, so nothing was sent"


def looking(message: str) -> str:
    return f"{message} Checking if the training has started anyway."


FOUND_AFTERWARDS = "found after the answer was lost"


def several(count: int, name: str, ids: str) -> str:
    return f'{count} new replicas have the name "{name}": {ids}.'


def not_found(name: str) -> str:
    return (
        f'The answer was lost, and two minutes later the account has no new replica with the name "{name}".'
    )


LOOK_LATER = "Look again later (batchgen replicas list), then run the same command: it looks first."


def training_failed(which: str) -> str:
    return f"The training of {which} failed. Train another replica: batchgen replicas train"


def tuning_failed(which: str) -> str:
    return (
        f'The tuning of {which} failed for good. Its videos would show the words "tuning '
        'failed". Train another replica: batchgen replicas train'
    )


def at_first_look(which: str, again: str) -> str:
    return (
        f"{which} is at its first look: its videos carry a watermark. Its tuning takes a few "
        f"hours. To wait for it: batchgen replicas wait {again}"
    )


def no_id(word: str) -> str:
    return f"The id of the {word} is empty."


def not_in_account(word: str, which: str, said: str) -> str:
    return f"This account has no {word} {which}. Tavus says: {said}."


def see_list(word: str) -> str:
    return f"See: batchgen {word}s list"


def still_needed(count: int) -> str:
    return f"{count} of this campaign's videos are not ready or unknown. batchgen finds them by these names."


WAIT_FIRST = "Run this first: batchgen wait"


def did_you_mean(quoted: str) -> str:
    return f"Did you mean {quoted}?"


def no_such_voice(name: str, offer: str) -> str:
    return f'The list of voices does not have "{name}". {offer}'
