"""Encoding and joining: H.264 sentences in closed groups, AAC sound, mp4 with the index in front."""

from __future__ import annotations

from typing import TYPE_CHECKING

import av
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction
    from pathlib import Path

    import numpy.typing as npt
    from av.audio.stream import AudioStream
    from av.container import OutputContainer
    from av.video.stream import VideoStream

    from batchgen.sandbox.render import planes

    Sound = npt.NDArray[np.int16]

SOUND_RATE = 44100
OPUS_RATE = 48000
_BT709 = 1
_LIMITED = 1
_CLEAR = {"deadline": "realtime", "cpu-used": "8", "crf": "34", "b": "0", "auto-alt-ref": "0"}
_QUALITY = {"preset": "ultrafast", "qp": "25"}
"""Constant quantiser: half the size of the same preset by rate factor on drawn pictures, and faster."""


def _picture_stream(container: OutputContainer, width: int, height: int, fps: Fraction) -> VideoStream:
    stream = container.add_stream("libx264", rate=fps, options=dict(_QUALITY))
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    stream.thread_count = 1
    stream.codec_context.gop_size = int(fps * 4)
    _tag(stream)
    return stream


def _tag(stream: VideoStream) -> None:
    """Report which colours these are: untagged pictures are shown with other ones by other players."""
    context = stream.codec_context
    context.colorspace = _BT709
    context.color_primaries = _BT709
    context.color_trc = _BT709
    context.color_range = _LIMITED


def pictures(path: Path, frames: Iterable[planes.Canvas], fps: Fraction) -> int:
    """Write frames as an mp4 without sound that starts with a key frame; return how many there were."""
    count = 0
    with av.open(str(path), "w", format="mp4") as container:
        stream: VideoStream | None = None
        frame: av.VideoFrame | None = None
        for canvas in frames:
            if stream is None or frame is None:
                stream = _picture_stream(container, canvas.width, canvas.height, fps)
                # one frame for all pictures: this encoder, which looks at no other picture, copies it at once
                frame = av.VideoFrame(canvas.width, canvas.height, "yuv420p")
            _fill(frame, canvas.planes)
            frame.pts, frame.time_base = count, 1 / fps
            container.mux(stream.encode(frame))
            count += 1
        if stream is not None:
            container.mux(stream.encode(None))
    return count


def _fill(frame: av.VideoFrame, picture: planes.Picture) -> None:
    for target, source in zip(frame.planes, picture, strict=True):
        height, width = source.shape
        data = source
        if target.line_size != width:
            data = np.zeros((height, target.line_size), np.uint8)
            data[:, :width] = source
        # PyAV takes any buffer here, though its types say bytes: one copy less of every picture
        target.update(data.data)  # type: ignore[arg-type]


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


def clear_webm(
    path: Path, frames: Iterable[planes.Canvas], fps: Fraction, size: tuple[int, int], sound: Sound, rate: int
) -> None:
    """Write VP9 with alpha and Opus; canvases without an alpha plane are opaque."""
    with av.open(str(path), "w", format="webm") as container:
        stream = container.add_stream("libvpx-vp9", rate=fps, options=dict(_CLEAR))
        stream.width, stream.height = size
        stream.pix_fmt = "yuva420p"
        stream.thread_count = 1
        stream.codec_context.gop_size = int(fps * 8)
        _tag(stream)
        voice = container.add_stream("libopus", rate=OPUS_RATE)
        voice.layout = "mono"
        voice.bit_rate = 64_000
        opaque = (np.full((size[1], size[0]), 255, np.uint8),)
        for count, canvas in enumerate(frames):
            # a new one each time: this encoder keeps pictures to look back at
            frame = av.VideoFrame(canvas.width, canvas.height, "yuva420p")
            _fill(frame, (*canvas.planes, *opaque)[:4])
            frame.pts, frame.time_base = count, 1 / fps
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        _encode_sound(container, voice, sound, rate)


def hls(film: Path, folder: Path) -> None:
    """Cut an mp4 into an HLS stream by copying. Sentences start with key frames, so it cuts between them."""
    folder.mkdir(parents=True, exist_ok=True)
    options = {
        "hls_time": "4",
        "hls_playlist_type": "vod",
        "hls_segment_filename": str(folder / "part%03d.ts"),
    }
    with (
        av.open(str(film)) as source,
        av.open(str(folder / "index.m3u8"), "w", format="hls", options=options) as target,
    ):
        streams = [*source.streams.video, *source.streams.audio]
        copies = {stream.index: target.add_stream_from_template(stream) for stream in streams}
        for packet in source.demux(streams):
            if packet.dts is not None:
                packet.stream = copies[packet.stream.index]
                target.mux(packet)


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
    context = stream.codec_context
    samples = 1024 if context.name == "aac" else OPUS_RATE // 50
    resampler = av.AudioResampler(
        format=context.format.name, layout="mono", rate=context.sample_rate, frame_size=samples
    )
    for piece in [*resampler.resample(frame), *resampler.resample(None)]:
        container.mux(stream.encode(piece))
    container.mux(stream.encode(None))
