"""Preview replicas: from footage and from a photo, and the documented refusals."""

import dataclasses
import io
from pathlib import Path

import av
import filmkit
import numpy as np
import numpy.typing as npt
import pytest
import resvg_py
from PIL import Image

from batchgen.sandbox import render
from batchgen.sandbox.render.drawing import clothes, figure, hair, looks, rooms
from batchgen.sandbox.render.presenter import faces

SCRIPT = "Maybe Pamela bought five big maps. We saw you move a blue boat over the water, and away they went."


@pytest.fixture(scope="module")
def options(tmp_path_factory: pytest.TempPathFactory) -> render.RenderOptions:
    cache = str(tmp_path_factory.mktemp("cache"))
    return dataclasses.replace(filmkit.SMALL, allow_files=True, cache=cache, training_seconds=4.0)


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory, options: render.RenderOptions) -> Path:
    """A person who speaks: one of our own films."""
    folder = tmp_path_factory.mktemp("footage")
    large = dataclasses.replace(options, height=360)
    order = filmkit.order(
        folder, SCRIPT, replica="rlocal0maya", options=large, properties={"start_with_wave": False}
    )
    return folder / render.make_film(order, lambda _: None).files["mp4"]


def train(folder: Path, options: render.RenderOptions, **request: str) -> render.Trained:
    return render.train_replica(render.TrainingOrder("r1", request, folder, options), lambda _: None)


def drawn(look: looks.Look, content: str) -> npt.NDArray[np.uint8]:
    """Draw a picture as wide as faces are sought in."""
    text = figure.document(look, (0, 0, 1280, 720), 0.25, content)
    data = bytes(resvg_py.svg_to_bytes(svg_string=text, skip_system_fonts=True))
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def encoded(path: Path, codec: str, *, rate: int = 25, seconds: int = 1) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for _ in range(rate * seconds):
            picture = np.full((180, 320, 3), 90, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    return path


def test_a_replica_from_footage_speaks_new_words_with_its_own_mouth(
    tmp_path: Path, footage: Path, options: render.RenderOptions
) -> None:
    told: list[int] = []
    order = render.TrainingOrder(
        "r1", {"train_video_url": footage.as_uri(), "replica_name": "Mine"}, tmp_path, options
    )
    trained = render.train_replica(order, told.append)
    film = render.make_film(
        render.FilmOrder("f1", {"script": "Good morning Ana."}, trained.replica, tmp_path, options),
        lambda _: None,
    )
    seen = filmkit.look(tmp_path / film.files["mp4"])
    original = filmkit.look(footage).pictures[0][::2, ::2].astype(int)
    mouth = np.stack([picture[98:120, 145:175].mean((0, 1)) for picture in seen.pictures])
    corner = np.stack([picture[:30, :30].mean() for picture in seen.pictures])

    assert trained.replica["name"] == "Mine"
    assert (tmp_path / trained.files["jpg"]).exists()
    assert (tmp_path / trained.files["mp4"]).exists()
    assert told == sorted(told)
    assert told[-1] == 100
    assert np.abs(seen.pictures[0].astype(int) - original).mean() < 12
    assert mouth.std(0).max() > 1.5
    assert corner.std() < 1


def test_a_replica_from_a_photo_opens_its_mouth(
    tmp_path: Path, footage: Path, options: render.RenderOptions
) -> None:
    picture = Image.fromarray(filmkit.look(footage).pictures[0]).crop((140, 0, 500, 360)).resize((720, 720))
    picture.save(tmp_path / "me.png")
    trained = train(tmp_path, options, train_image_url=(tmp_path / "me.png").as_uri(), voice_name="x")
    film = render.make_film(
        render.FilmOrder("f1", {"script": "Aha, a car."}, trained.replica, tmp_path, options), lambda _: None
    )
    seen = filmkit.look(tmp_path / film.files["mp4"])
    moving = np.stack(seen.pictures).astype(float).std(0).mean(2)
    rows, columns = np.nonzero(moving > 6)

    assert 90 < rows.mean() < 130
    assert 150 < columns.mean() < 170


@pytest.mark.parametrize(
    ("codec", "name", "rate", "kind"),
    [
        ("libx264", "short.mp4", 25, "video_duration"),
        ("mpeg4", "old.mp4", 25, "video_codec"),
        ("libx264", "other.mkv", 25, "video_format"),
        ("libx264", "slow.mp4", 10, "video_fps"),
    ],
)
def test_footage_that_tavus_would_refuse_is_refused_with_its_error_type(
    tmp_path: Path, options: render.RenderOptions, codec: str, name: str, rate: int, kind: str
) -> None:
    path = encoded(tmp_path / name, codec, rate=rate)

    with pytest.raises(render.FilmError, match=kind) as refused:
        train(tmp_path / "out", options, train_video_url=path.as_uri())

    assert refused.value.kind == kind


def test_footage_without_a_face_or_a_voice_is_refused(tmp_path: Path, options: render.RenderOptions) -> None:
    mute = encoded(tmp_path / "mute.mp4", "libx264", seconds=5)
    card = render.make_film(filmkit.order(tmp_path / "card", SCRIPT, options=options), lambda _: None)

    with pytest.raises(render.FilmError, match="audio_processing"):
        train(tmp_path / "a", options, train_video_url=mute.as_uri())
    with pytest.raises(render.FilmError, match="face_or_obstruction_detected"):
        train(tmp_path / "b", options, train_video_url=(tmp_path / "card" / card.files["mp4"]).as_uri())


def test_a_photo_that_is_small_or_faceless_or_none_is_refused(
    tmp_path: Path, options: render.RenderOptions
) -> None:
    Image.new("RGB", (400, 400), "#e0b090").save(tmp_path / "small.png")
    Image.new("RGB", (800, 800), "#3070c0").save(tmp_path / "sky.jpg")
    (tmp_path / "text.jpg").write_text("hello")
    kinds = {}
    for name in ("small.png", "sky.jpg", "text.jpg", "none.jpg"):
        with pytest.raises(render.FilmError) as refused:
            train(tmp_path / "out", options, train_image_url=(tmp_path / name).as_uri())
        kinds[name] = refused.value.kind

    assert kinds == {
        "small.png": "ImageQualityError",
        "sky.jpg": "HeadNotFullyInFrameError",
        "text.jpg": "ImageQualityError",
        "none.jpg": "download_link",
    }


@pytest.mark.parametrize("name", sorted(looks.LOOKS))
def test_a_face_is_found_and_furniture_is_not_taken_for_one(name: str) -> None:
    look = looks.LOOKS[name]
    room = drawn(look, rooms.room(look.room))
    face = figure.head(look, figure.Face(figure.Mouth(0.2)))
    person = drawn(look, rooms.room(look.room) + hair.behind(look) + clothes.body(look) + face)

    found = faces.in_picture(person)

    assert found is not None
    assert abs(found.x - 160) < 10
    assert abs(found.y - 106) < 14
    assert 22 < found.eyes < 46
    assert faces.in_picture(room) is None


def test_a_replica_whose_pictures_are_gone_is_an_error_in_words(
    tmp_path: Path, options: render.RenderOptions
) -> None:
    replica = {"id": "r1", "name": "x", "look": "trained", "pack": str(tmp_path / "none")}

    with pytest.raises(render.FilmError, match="Train it again"):
        render.make_film(
            render.FilmOrder("f1", {"script": "Hi."}, replica, tmp_path, options), lambda _: None
        )
