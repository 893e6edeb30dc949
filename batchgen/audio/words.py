"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations


def answers(status: int) -> str:
    return f"it answers {status}"


OTHER_WAV = "a wav file of another kind"

M4A = "m4a or mp4"

NOT_SOUND = "the link leads to a page or a text, not to a sound file."

NO_MP3 = "there is no mp3 sound in it."


def compressed(how: str) -> str:
    return f"its server sends it compressed ({how})."


NO_SIZE = "its server does not say how large it is."

TOO_FAR_IN = "its sound starts too far into the file."

WRONG_PARTS = "its server sends other parts than batchgen asks for."

TOO_MANY_PARTS = "batchgen would have to read too many parts of it."

BROKEN_COMPRESSION = "its server sends it compressed, and it cannot be unpacked."

NO_WAV_SOUND = "the wav file has no sound, or ends before it."

WAV_ENDS = "the wav file ends in the middle."

NO_RATE = "the wav file does not say how fast it plays."
