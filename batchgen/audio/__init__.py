"""Audio: how long a wav or mp3 file behind a link is, from a few kilobytes of it.

The parsers are our own: tinytag (MIT) was tried, and reads the length field of streamed wav files and the
first part of joined mp3 files as the whole. mutagen is GPL, so this MIT package cannot build on it.
"""

from batchgen.audio.length_lookup import Heard, listen
from batchgen.audio.lengths import NotSoundError, UnreadableError, seconds

__all__ = ["Heard", "NotSoundError", "UnreadableError", "listen", "seconds"]
