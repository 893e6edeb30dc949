"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations


def none_found(word: str) -> str:
    return f"No {word}s found."


def cannot_ask(question: str) -> str:
    return f"{question} batchgen cannot ask here, because this is not a terminal."


ADD_YES = "Add --yes if this is what you want."

NOTHING_DONE = "Nothing was done."


def delete_with_files(what: str) -> str:
    return f"Delete {what} permanently, with all its files?"


def type_to_confirm(what: str) -> str:
    return f"This cannot be undone. Type {what} to confirm"


OPEN_IT = "Open it?"


def end_with(conversation: str) -> str:
    return f"To end it: batchgen conversations end {conversation}"


def has_ended(conversation: str) -> str:
    return f"{conversation} has ended."


def delete_conversation(conversation: str) -> str:
    return f"Delete the conversation {conversation}?"


def was_deleted(what: str) -> str:
    return f"{what} was deleted."


def property_form(pair: str) -> str:
    return f"--property {pair}: write it as NAME=VALUE."


def property_twice(name: str) -> str:
    return f"--property {name} is given twice, with different values."


START_TRAINING = "Training uses up one of the replicas in your plan. Start it?"


def follow_training(replica: str) -> str:
    return f"To wait for it: batchgen replicas wait {replica}"


def renamed(what: str, name: str) -> str:
    return f'{what} is now called "{name}".'


def delete_replica(replica: str, name: str) -> str:
    return f'Delete the replica {replica} "{name}"?'


NO_STATUS = "no status"

EITHER_ONE = "Give a video and its name, or --clean SHEET, not both."

WHICH_VIDEO = "Which video, and what name?"

SEE_RENAME = "See: batchgen videos rename --help"


def delete_videos(what: str) -> str:
    return f"Delete {what}? The links that you sent out stop working."


def not_updated(path: object, why: str, sheet: str) -> str:
    return f"{path} was not updated: {why}. To update it later: batchgen wait {sheet} --all"


EARLIER_VIDEO = "an earlier video of a row"


def updated(path: object, rows: str, sheet: str) -> str:
    return f"{path} was updated ({rows}). To write it into the results: batchgen wait {sheet}"


RENAME_ALL = (
    "Rename the ready videos? Then only the state file knows which video belongs to which row, so keep it."
)


def renamed_all(videos: str, failed: int) -> str:
    return f"{videos} renamed, {failed} not."


def match(word: str) -> str:
    return f'match "{word}"'


def have_tag(tag: str) -> str:
    return f'have the tag "{tag}"'


def no_voices(which: str) -> str:
    return f"No voices {which}. To see all: batchgen voices list"
