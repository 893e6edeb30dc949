"""Scenes: backgrounds, watermark, captions, fast and transparent films, sound files, streams."""

import dataclasses
import wave
from pathlib import Path

import av
import filmkit
import numpy as np
import pytest
from PIL import Image

from batchgen.sandbox import render
from batchgen.sandbox.render.web import scroll

FILES = dataclasses.replace(filmkit.SMALL, allow_files=True)


@pytest.fixture(scope="module")
def props(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a logo, a short red film and sounds."""
    folder = tmp_path_factory.mktemp("props")
    Image.new("RGBA", (200, 100), (255, 0, 0, 255)).save(folder / "logo.png")
    with av.open(str(folder / "red.mp4"), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 200, 200, "yuv420p"
        for _ in range(10):
            picture = np.zeros((200, 200, 3), np.uint8)
            picture[..., 0] = 220
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    for name, seconds in (("long.wav", 4), ("short.wav", 1)):
        with wave.open(str(folder / name), "wb") as file:
            file.setparams((1, 2, 16000, 0, "NONE", ""))
            times = np.arange(16000 * seconds) / 16000
            tone = np.sin(times * 700) * (np.sin(times * 9) > 0) * 12000
            file.writeframes(tone.astype("<i2").tobytes())
    with av.open(str(folder / "long.mp3"), "w") as container:
        voice = container.add_stream("libmp3lame", rate=44100, layout="mono")
        frame = av.AudioFrame.from_ndarray(
            (np.sin(np.arange(44100 * 4)[None] / 20) * 9000).astype("<i2"), format="s16", layout="mono"
        )
        frame.sample_rate, frame.pts = 44100, 0
        resampler = av.AudioResampler(format="s16p", layout="mono", rate=44100, frame_size=1152)
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(voice.encode(piece))
        container.mux(voice.encode(None))
    for name, form in (("m4a.wav", "ipod"), ("aac.mp3", "adts")):
        with av.open(str(folder / name), "w", format=form) as container:
            voice = container.add_stream("aac", rate=16000, layout="mono")
            for start in range(0, 16000 * 4, 1024):
                sound = np.zeros((1, 1024), np.float32)
                frame = av.AudioFrame.from_ndarray(sound, format="fltp", layout="mono")
                frame.sample_rate, frame.pts = 16000, start
                container.mux(voice.encode(frame))
            container.mux(voice.encode(None))
    (folder / "page.mp3").write_bytes(b"<!doctype html><title>Log in</title>" * 40)
    (folder / "noise.bin").write_bytes(b"not a file of any kind" * 40)
    return folder


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("cache"))


def make(folder: Path, cache: str, *, replica: str = "rlocal0voice", **request):
    options = dataclasses.replace(request.pop("options", FILES), cache=cache)
    order = filmkit.order(folder, request.pop("script", "Hi."), replica=replica, options=options, **request)
    film = render.make_film(order, lambda _: None)
    return film, {kind: folder / name for kind, name in film.files.items()}


def is_red(picture: np.ndarray) -> np.ndarray:
    return (picture[..., 0] > 130) & (picture[..., 1] < 90) & (picture[..., 2] < 90)


def test_a_watermark_stands_at_the_top_right(tmp_path: Path, props: Path, cache: str) -> None:
    _, files = make(tmp_path, cache, watermark_image_url=(props / "logo.png").as_uri())
    seen = filmkit.look(files["mp4"])
    rows, columns = np.nonzero(is_red(seen.pictures[5]))

    assert rows.max() < 60
    assert columns.min() > 200
    assert is_red(seen.pictures[-1]).sum() == pytest.approx(is_red(seen.pictures[5]).sum(), rel=0.1)


@pytest.mark.parametrize("fast", [{}, {"fast": True}, {"background_source_url": "red.mp4"}])
def test_a_stamp_is_seen_in_every_picture_and_nowhere_but_in_its_place(
    tmp_path: Path, props: Path, cache: str, fast: dict[str, object]
) -> None:
    fields = {k: (props / v).as_uri() if isinstance(v, str) else v for k, v in fast.items()}
    plain = filmkit.order(tmp_path / "plain", "Hi.", replica="rlocal0maya", options=FILES, **fields)
    seen = []
    for words in ("", "tuning failed"):
        order = dataclasses.replace(
            plain,
            replica={**plain.replica, "stamp": words},
            options=dataclasses.replace(FILES, cache=cache),
        )
        seen.append(np.stack(filmkit.look(tmp_path / "plain" / film_of(order)).pictures).astype(int))
    changed = np.abs(seen[1] - seen[0]).max(3) > 60
    rows, columns = np.nonzero(changed.any(0))

    assert changed.sum((1, 2)).min() > 200
    assert 100 < rows.min() < rows.max() < 150
    assert 10 < columns.min() < 100
    assert 220 < columns.max() < 310


def film_of(order: render.FilmOrder) -> str:
    return render.make_film(order, lambda _: None).files["mp4"]


def test_a_background_video_covers_the_picture_and_loops(tmp_path: Path, props: Path, cache: str) -> None:
    film, files = make(
        tmp_path,
        cache,
        replica="rlocal0maya",
        script="Hi Ana, good morning to you.",
        background_source_url=(props / "red.mp4").as_uri(),
    )
    seen = filmkit.look(files["mp4"])

    assert film.duration > 1.5
    assert is_red(seen.pictures[-1])[:, 160:].mean() > 0.95
    assert is_red(seen.pictures[-1])[100:, :90].mean() < 0.5


def test_a_website_without_a_browser_is_a_card_and_a_word_about_it(tmp_path: Path, cache: str) -> None:
    film, files = make(tmp_path, cache, background_url="https://example.com/pricing?key=secret")

    assert "example.com is shown as a card" in film.notes
    assert "secret" not in film.notes
    assert files["mp4"].stat().st_size > 1000


def test_a_fast_film_has_half_the_pictures_and_neither_thumbnails_nor_stream(
    tmp_path: Path, cache: str
) -> None:
    film, files = make(tmp_path, cache, fast=True, background_url="https://example.com")

    assert set(film.files) == {"mp4", "vtt"}
    assert filmkit.look(files["mp4"]).rate == 12.5
    assert film.notes == ""


def test_a_transparent_film_is_webm_with_alpha(tmp_path: Path, cache: str) -> None:
    film, files = make(tmp_path, cache, replica="rlocal0omar", fast=True, transparent_background=True)
    decoder = av.CodecContext.create("libvpx-vp9", "r")
    with av.open(str(files["webm"])) as container:
        pictures = [
            frame.to_ndarray(format="rgba")
            for packet in container.demux(video=0)
            for frame in decoder.decode(packet)
        ]
    alpha = pictures[-1][..., 3]

    assert set(film.files) == {"webm", "vtt"}
    assert alpha[:40, :60].max() < 16
    assert alpha[85:95, 150:170].min() > 240
    assert alpha[-4:, 150:170].min() > 240


def test_a_transparent_film_of_a_card_is_opaque_and_says_so(tmp_path: Path, cache: str) -> None:
    film, files = make(tmp_path, cache, fast=True, transparent_background=True)

    assert "transparent" in film.notes
    assert files["webm"].stat().st_size > 1000


def test_captions_are_burnt_in_only_by_setting(tmp_path: Path, cache: str) -> None:
    burnt = dataclasses.replace(FILES, burn_captions=True)
    _, plain = make(tmp_path / "a", cache, replica="rlocal0maya", script="Hello there Ana.")
    _, lettered = make(tmp_path / "b", cache, replica="rlocal0maya", script="Hello there Ana.", options=burnt)
    one, two = (filmkit.look(files["mp4"]).pictures[10].astype(int) for files in (plain, lettered))
    off = np.abs(one - two).mean(2)

    assert off[140:].mean() > 5
    assert off[:120].mean() < 1


@pytest.mark.parametrize("name", ["long.wav", "long.mp3"])
def test_a_sound_file_is_played_and_moves_the_mouth(
    tmp_path: Path, props: Path, cache: str, name: str
) -> None:
    film, files = make(tmp_path, cache, replica="rlocal0maya", script="", audio_url=(props / name).as_uri())
    seen = filmkit.look(files["mp4"])
    mouth = np.stack([picture[100:118, 145:175].mean() for picture in seen.pictures])

    assert film.duration == pytest.approx(4.4, abs=0.15)
    assert "vtt" not in film.files
    assert np.sqrt((seen.sound**2).mean()) > 0.05
    assert mouth[15:].std() > 1 or name == "long.mp3"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("short.wav", "audio_file_min_duration"),
        ("noise.bin", "audio_file_type"),
        ("logo.png", "audio_file_type"),
        ("m4a.wav", "audio_file_type"),
        ("aac.mp3", "audio_file_type"),
        ("page.mp3", "audio_file_type"),
        ("none.wav", "audio_file_download_link"),
    ],
)
def test_a_sound_file_that_the_api_would_refuse_is_refused(
    tmp_path: Path, props: Path, cache: str, name: str, kind: str
) -> None:
    with pytest.raises(render.FilmError) as refused:
        make(tmp_path, cache, script="", audio_url=(props / name).as_uri())

    assert refused.value.kind == kind
    assert str(refused.value).startswith("There was an issue generating your video.")


@pytest.mark.parametrize(
    ("field", "name", "words"),
    [
        ("watermark_image_url", "noise.bin", "not a png or jpeg"),
        ("watermark_image_url", "none.png", "could not be fetched"),
        ("background_source_url", "noise.bin", "could not be read"),
        ("background_source_url", "long.wav", "could not be read"),
        ("background_source_url", "none.mp4", "could not be fetched"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_in_words(
    tmp_path: Path, props: Path, cache: str, field: str, name: str, words: str
) -> None:
    with pytest.raises(render.FilmError, match=words):
        make(tmp_path, cache, **{field: (props / name).as_uri()})

    assert [path.name for path in tmp_path.iterdir()] == []


def test_files_are_fetched_only_when_allowed(tmp_path: Path, props: Path, cache: str) -> None:
    with pytest.raises(render.FilmError, match="could not be fetched"):
        make(tmp_path, cache, options=filmkit.SMALL, watermark_image_url=(props / "logo.png").as_uri())


def test_rows_share_the_pictures_of_equal_sentences(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    make(tmp_path / "a", str(cache), script="Hi Ana. We meet on Monday. Bye.")
    before = set(cache.glob("seg-*"))
    make(tmp_path / "b", str(cache), script="Hi Bob. We meet on Monday. Bye.")

    assert len(before) == 3
    assert len(set(cache.glob("seg-*")) - before) == 1


def test_the_stream_is_as_long_as_the_film(tmp_path: Path, cache: str) -> None:
    film, files = make(tmp_path, cache, script="One sentence is here. Here is another one for you.")
    with av.open(str(files["hls"])) as stream:
        count = sum(1 for _ in stream.decode(video=0))

    assert "#EXT-X-ENDLIST" in files["hls"].read_text("utf-8")
    assert count == round(film.duration * 25)


@pytest.mark.parametrize(
    ("properties", "ends_at", "top"),
    [
        ({}, 0, 640),
        ({"background_scroll_return": "halt"}, 640, 640),
        ({"background_scroll_depth": "bottom", "background_scroll_return": "halt"}, 1280, 1280),
        ({"background_scroll_type": "smooth"}, 0, 640),
        ({"background_scroll": False}, 0, 0),
    ],
)
def test_a_page_scrolls_as_the_request_says(properties: dict, ends_at: int, top: int) -> None:
    way = scroll.path(scroll.Way.of(properties), 500, 25, 2000, 720)
    steps = np.diff(way)

    assert len(way) == 500
    assert way[0] == 0
    assert way[-1] == pytest.approx(ends_at, abs=2)
    assert max(way) == pytest.approx(top, abs=2)
    assert np.abs(steps).max(initial=0) < 60


def test_a_smooth_scroll_never_rests_and_a_human_one_does() -> None:
    smooth = scroll.path(scroll.Way(human=False, back=False), 500, 25, 3000, 720)
    human = scroll.path(scroll.Way(human=True, back=False), 500, 25, 3000, 720)

    assert (np.diff(smooth[40:460]) == 0).mean() < 0.2
    assert (np.diff(human[40:460]) == 0).mean() > 0.4


def test_a_short_page_does_not_scroll() -> None:
    assert set(scroll.path(scroll.Way(), 100, 25, 700, 720)) == {0}
