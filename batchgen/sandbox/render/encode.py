"""Encoding and joining: H.264 sentences in closed groups, AAC sound, mp4 with the index in front."""

from __future__ import annotations

from typing import TYPE_CHECKING

import av

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt
    from av.audio.stream import AudioStream
    from av.container import OutputContainer
    from av.video.stream import VideoStream

    from batchgen.sandbox.render import planes

    Sound = npt.NDArray[np.int16]

SOUND_RATE = 44100
_BT709 = 1
_LIMITED = 1
_QUALITY = {"preset": "ultrafast", "qp": "25"}
"""Constant quantiser: half the size of the same preset by rate factor on drawn pictures, and faster."""


def _picture_stream(container: OutputContainer, width: int, height: int, fps: Fraction) -> VideoStream:
    stream = container.add_stream("libx264", rate=fps, options=dict(_QUALITY))
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    stream.thread_count = 1
    context = stream.codec_context
    context.gop_size = int(fps * 4)
    # untagged pictures are shown with other colours by other players
    context.colorspace = _BT709
    context.color_primaries = _BT709
    context.color_trc = _BT709
    context.color_range = _LIMITED
    return stream


def pictures(path: Path, frames: Iterable[planes.Canvas], fps: Fraction) -> int:
    """Write frames as an mp4 without sound that starts with a key frame; return how many there were."""
    count = 0
    with av.open(str(path), "w", format="mp4") as container:
        stream: VideoStream | None = None
        for canvas in frames:
            if stream is None:
                stream = _picture_stream(container, canvas.width, canvas.height, fps)
            frame = av.VideoFrame.from_ndarray(canvas.buffer, format="yuv420p")
            frame.pts, frame.time_base = count, 1 / fps
            container.mux(stream.encode(frame))
            count += 1
        if stream is not None:
            container.mux(stream.encode(None))
    return count


def join(path: Path, parts: Sequence[tuple[Path, int]], fps: Fraction, sound: Sound, rate: int) -> None:
    """Join picture files (each with its number of frames) by copying, with the sound in one piece."""
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        stream: VideoStream | None = None
        voice: AudioStream | None = None
        start = 0
        for part, count in parts:
            with av.open(str(part)) as source:
                template = source.streams.video[0]
                if stream is None:
                    stream = container.add_stream_from_template(template)
                    voice = _sound_stream(container)
                _copy(container, source.demux(template), stream, start / fps)
            start += count
        if voice is not None:
            _encode_sound(container, voice, sound, rate)


def _copy(
    container: OutputContainer,
    packets: Iterable[av.Packet[VideoStream]],
    stream: VideoStream,
    shift: Fraction,
) -> None:
    for packet in packets:
        if packet.dts is None or packet.pts is None or packet.time_base is None:
            continue
        ticks = int(shift / packet.time_base)
        packet.pts += ticks
        packet.dts += ticks
        packet.stream = stream
        container.mux(packet)


def _sound_stream(container: OutputContainer) -> AudioStream:
    stream = container.add_stream("aac", rate=SOUND_RATE, options={"aac_coder": "fast"})
    stream.bit_rate = 96_000
    stream.layout = "mono"
    return stream


def _encode_sound(container: OutputContainer, stream: AudioStream, sound: Sound, rate: int) -> None:
    frame = av.AudioFrame.from_ndarray(sound[None, :], format="s16", layout="mono")
    frame.sample_rate, frame.pts = rate, 0
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=SOUND_RATE, frame_size=1024)
    for piece in [*resampler.resample(frame), *resampler.resample(None)]:
        container.mux(stream.encode(piece))
    container.mux(stream.encode(None))
