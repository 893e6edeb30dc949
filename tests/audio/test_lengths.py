"""Sound files as encoders and people make them: how long they are, or what they are instead."""

import io
import struct

import av
import numpy as np
import pytest
import soundkit

from batchgen import audio


class Held:
    """A file that is in memory as a whole."""

    has_ranges = True

    def __init__(self, data: bytes) -> None:
        self._data = data

    @property
    def size(self) -> int:
        """The length of the whole file in bytes."""
        return len(self._data)

    def read(self, at: int, count: int) -> bytes:
        """Return so many bytes from a place on; fewer at the end."""
        return self._data[at : at + count]


def seconds(data: bytes) -> float:
    return audio.seconds(Held(data))


WAVES = {
    "plain": soundkit.wav(5),
    "with other chunks before": soundkit.wav(5, before=soundkit.chunk(b"LIST", b"x" * 50_001)),
    "streamed, length not known": soundkit.wav(5, said=0xFFFFFFFF),
    "streamed, length zero": soundkit.wav(5, said=0),
    "with tags behind": soundkit.wav(5) + soundkit.chunk(b"id3 ", b"x" * 8000),
    "broken off: what there is counts": soundkit.wav(5, said=60 * soundkit.RATE),
    "A-law": soundkit.wav(5, kind=6),
    "ADPCM: by its bytes a second": soundkit.wav(5, kind=2),
    "above 4 GB by its header": soundkit.wav(
        5,
        said=0xFFFFFFFF,
        head=b"RF64",
        before=soundkit.chunk(b"ds64", struct.pack("<QQQI", 0, 5 * soundkit.RATE, 0, 0)),
    ),
}


@pytest.mark.parametrize("data", WAVES.values(), ids=WAVES.keys())
def test_a_wav_file_is_as_long_as_its_sound(data: bytes) -> None:
    assert seconds(data) == pytest.approx(5, abs=0.01)


FRAMES = 400
WHOLE = FRAMES * soundkit.FRAME
MP3 = {
    "one bit rate": soundkit.cbr(FRAMES),
    "behind tags": soundkit.tag(300) + soundkit.cbr(FRAMES),
    "behind a cover picture": soundkit.tag(500_000) + soundkit.cbr(FRAMES),
    "behind two tags": soundkit.tag(300) + soundkit.tag(20_000) + soundkit.cbr(FRAMES),
    "behind zeros": soundkit.tag(300) + bytes(30_000) + soundkit.cbr(FRAMES),
    "header of LAME": soundkit.xing(soundkit.vbr(FRAMES), FRAMES),
    "header of LAME, one bit rate": soundkit.xing(soundkit.cbr(FRAMES), FRAMES, name=b"Info"),
    "header without a size": soundkit.xing(soundkit.vbr(FRAMES), FRAMES, size=False),
    "header of Fraunhofer": soundkit.vbri(soundkit.vbr(FRAMES), FRAMES),
    "bit rates change, no header": soundkit.vbr(FRAMES),
    "tag at the end": soundkit.cbr(FRAMES) + b"TAG".ljust(128, b"\0"),
}


@pytest.mark.parametrize("data", MP3.values(), ids=MP3.keys())
def test_an_mp3_file_is_as_long_as_its_frames(data: bytes) -> None:
    assert seconds(data) == pytest.approx(WHOLE, rel=0.01)


def test_joined_mp3_files_are_as_long_as_all_of_them() -> None:
    one = soundkit.xing(soundkit.cbr(FRAMES), FRAMES)

    assert seconds(one * 3) == pytest.approx(3 * WHOLE, rel=0.01)


def test_an_mp3_file_that_breaks_off_is_as_long_as_what_there_is() -> None:
    data = soundkit.xing(soundkit.cbr(FRAMES), FRAMES)

    assert seconds(data[: len(data) // 2]) == pytest.approx(WHOLE / 2, rel=0.01)


def test_a_very_large_mp3_file_of_many_bit_rates_is_measured_in_places() -> None:
    data = soundkit.vbr(9000)
    assert len(data) > 2**21

    assert seconds(data) == pytest.approx(9000 * soundkit.FRAME, rel=0.15)


@pytest.mark.parametrize(("rate", "bits"), [(22050, 64000), (48000, 128000)])
def test_what_a_real_encoder_makes_is_measured_rightly(rate: int, bits: int) -> None:
    file = io.BytesIO()
    with av.open(file, "w", format="mp3") as container:
        stream = container.add_stream("mp3", rate=rate)
        stream.layout, stream.bit_rate, stream.format = "mono", bits, "s16p"
        for _ in range(100):
            sound = av.AudioFrame.from_ndarray(np.zeros((1, 1152), np.int16), format="s16p", layout="mono")
            sound.rate = rate
            container.mux(stream.encode(sound))
        container.mux(stream.encode(None))

    assert seconds(file.getvalue()) == pytest.approx(100 * 1152 / rate, abs=0.1)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\0\0\0\x18ftypM4A \0\0\0\0", "m4a or mp4"),
        (b"\xff\xf1\x50\x80\x02\x1f\xfc", "aac"),
        (b"OggS\0\2", "ogg"),
        (b"fLaC\0\0\0\x22", "flac"),
        (b"FORM\0\0\0\0AIFF", "aiff"),
        (b"\x1a\x45\xdf\xa3\x01\0\0\0", "webm"),
    ],
)
def test_another_kind_of_file_is_named(data: bytes, what: str) -> None:
    with pytest.raises(audio.NotSoundError, match=what):
        seconds(data + bytes(5000))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<!doctype html><title>Log in</title>", "leads to a page or a text"),
        (b'{"error": "not found"}', "leads to a page or a text"),
        (b"hello " * 5000, "no mp3 sound"),
        (bytes(300_000), "no mp3 sound"),
        (soundkit.tag(500_000)[:9000], "no mp3 sound"),
        (soundkit.wav(5)[:30], "ends in the middle"),
        (b"RIFF\0\0\0\0WAVE", "has no sound"),
        (b"RIFF\0\0\0\0WAVE" + soundkit.chunk(b"JUNK", b"") * 5000, "has no sound"),
        (b"RIFF\0\0\0\0WAVE" + soundkit.chunk(b"fmt ", bytes(16)), "how fast it plays"),
    ],
)
def test_a_file_that_cannot_be_measured_says_why(data: bytes, why: str) -> None:
    with pytest.raises(audio.UnreadableError, match=why):
        seconds(data)


def test_an_empty_file_has_no_length() -> None:
    assert seconds(b"") == 0
