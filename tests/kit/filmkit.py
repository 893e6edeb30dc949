"""Looks into films: what the encoder wrote, seen through a decoder. For tests of the renderer."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from batchgen.sandbox import render
from batchgen.sandbox.studio import stock

SMALL = render.RenderOptions(height=180, fps=25, browser="none")


@dataclasses.dataclass
class Seen:
    """What is in a film file."""

    pictures: list[npt.NDArray[np.uint8]]
    sound: npt.NDArray[np.float32]
    sound_rate: int
    video_codec: str
    audio_codec: str
    size: tuple[int, int]
    rate: float
    tags: tuple[int, int, int, int]
    times: list[float]


def order(folder: Path, script: str = "Hi Ana. Good day!", *, replica: str = "rlocal0voice", **request):
    """An order for a small film; keywords are request fields, `options` aside."""
    found = stock.find(replica)
    assert found is not None
    folder.mkdir(parents=True, exist_ok=True)
    options = request.pop("options", SMALL)
    body = {"replica_id": replica, **({"script": script} if script else {}), **request}
    return render.FilmOrder("f1", body, found.order(), folder, options)


def look(path: Path) -> Seen:
    """Decode a film whole."""
    pictures, times, sound = [], [], []
    with av.open(str(path)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        context = video.codec_context
        for frame in container.decode(video, audio):
            if isinstance(frame, av.AudioFrame):
                sound.append(frame.to_ndarray()[0].astype(np.float32))
            else:
                pictures.append(frame.to_ndarray(format="rgb24"))
                times.append(float(frame.time or 0.0))
        tags = (context.colorspace, context.color_primaries, context.color_trc, context.color_range)
        return Seen(
            pictures,
            np.concatenate(sound),
            audio.rate,
            context.name,
            audio.codec_context.name,
            (context.width, context.height),
            float(video.average_rate or 0),
            tags,
            times,
        )


def one_of_many(folder: str, number: int) -> str:
    """Make a film that shares sentences with others. It stands here: workers cannot import test modules."""
    made = order(Path(folder) / str(number), f"Hi {number % 3}. We share this. And this too.")
    options = dataclasses.replace(made.options, cache=f"{folder}/cache")
    film = render.make_film(dataclasses.replace(made, options=options), lambda _: None)
    return str(Path(folder) / str(number) / film.files["mp4"])
