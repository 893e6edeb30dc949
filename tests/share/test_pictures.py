"""Pictures: their size and weight, what is inside, and that nothing is shown that was not there."""

import io
import itertools
import random
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw

from batchgen import errors, settings
from batchgen.share import page_layout, picture_frame, pictures

SIZES = {"picture.jpg": (1200, 630), "mail.jpg": (600, 400), "mail.gif": (480, 320)}
BANDS = {"picture.jpg": 106, "mail.jpg": 64, "mail.gif": 51}
SKIN = (200, 160, 130)
DICE = random.Random(7)
BLUE = settings.Brand(colour="#1d5fc4")


def noise(size: tuple[int, int]) -> Image.Image:
    return Image.frombytes("RGB", size, DICE.randbytes(size[0] * size[1] * 3))


def still(path: Path, size: tuple[int, int] = (1280, 720), **save: object) -> Path:
    Image.new("RGB", size, SKIN).save(path, **save)
    return path


def gif(path: Path, frames: int = 30, pause: int = 100, size: tuple[int, int] = (320, 180)) -> Path:
    """A GIF in which a square walks to the right."""
    shown = []
    for number in range(frames):
        picture = Image.new("RGB", size, SKIN)
        ImageDraw.Draw(picture).rectangle((number * 4, 20, number * 4 + 30, 50), fill=(20, 60, 20))
        shown.append(picture)
    shown[0].save(path, save_all=True, append_images=shown[1:], duration=pause, loop=0)
    return path


def drawn(tmp_path: Path, text: str = "For Chloë", brand: settings.Brand | None = BLUE) -> pictures.Drawn:
    return pictures.draw(still(tmp_path / "s.jpg"), gif(tmp_path / "s.gif"), tmp_path, text=text, brand=brand)


def look(path: Path, frame: int = 0) -> Image.Image:
    with Image.open(path) as picture:
        picture.seek(frame)
        return picture.convert("RGB")


def near(one: tuple[int, ...], other: tuple[int, ...], most: int = 24) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= most


def ink_box(picture: Image.Image, band: int) -> tuple[int, int, int, int] | None:
    """Where in the band something other than its colour stands, from the band's own left and top."""
    part = picture.crop((0, picture.height - band, picture.width, picture.height))
    flat = Image.new("RGB", part.size, (0x1D, 0x5F, 0xC4))
    return ImageChops.difference(part, flat).convert("L").point([0] * 60 + [255] * 196).getbbox()


def seconds(path: Path) -> float:
    with Image.open(path) as picture:
        total = 0
        for frame in range(picture.n_frames):
            picture.seek(frame)
            total += picture.info["duration"]
    return total / 1000


def test_the_three_pictures_have_their_sizes_and_weights(tmp_path: Path) -> None:
    got = drawn(tmp_path)

    assert got == pictures.Drawn(("picture.jpg", "mail.jpg", "mail.gif"))
    for name, size in SIZES.items():
        assert look(tmp_path / name).size == size
    assert (tmp_path / "mail.jpg").stat().st_size <= 80_000
    assert (tmp_path / "mail.gif").stat().st_size <= 500_000
    assert seconds(tmp_path / "mail.gif") == 3.0


@pytest.mark.parametrize(
    "text", ["Ana", "For Bartholomew from Northwind Foods Ltd", "Για την Κωνσταντίνα", "Для Екатерины"]
)
@pytest.mark.parametrize("name", SIZES)
def test_the_text_is_inside_the_band(tmp_path: Path, text: str, name: str) -> None:
    drawn(tmp_path, text)

    box = ink_box(look(tmp_path / name), BANDS[name])

    assert box is not None
    left, top, right, bottom = box
    assert left >= BANDS[name] * 0.3
    assert right <= SIZES[name][0] - BANDS[name] * 0.3
    assert top >= 1
    assert bottom <= BANDS[name] - 1
    assert (bottom - top) >= BANDS[name] * 0.25


@pytest.mark.parametrize("name", SIZES)
def test_each_has_a_play_button_over_the_film(tmp_path: Path, name: str) -> None:
    drawn(tmp_path)

    picture = look(tmp_path / name)

    width, film = SIZES[name][0], SIZES[name][1] - BANDS[name]
    size = film * 24 // 100
    middle = (width // 2, film * 70 // 100 + size // 2)
    assert near(picture.getpixel(middle), (255, 255, 255))
    assert near(picture.getpixel((middle[0] - size // 4, middle[1])), (0x1D, 0x5F, 0xC4))
    assert near(picture.getpixel((middle[0] - size, middle[1])), SKIN)


def test_every_frame_of_the_gif_is_the_whole_message(tmp_path: Path) -> None:
    drawn(tmp_path)

    with Image.open(tmp_path / "mail.gif") as picture:
        frames = picture.n_frames
    boxes = {ink_box(look(tmp_path / "mail.gif", frame), 51) for frame in range(frames)}

    assert frames == 30
    assert len(boxes) == 1
    assert None not in boxes


def test_a_gif_of_another_length_is_cut_or_held(tmp_path: Path) -> None:
    for frames, pause in ((3, 100), (200, 50), (100, 0), (2, 5000), (1, 100)):
        gif(tmp_path / "s.gif", frames, pause)

        pictures.draw(None, tmp_path / "s.gif", tmp_path, text="Ana", brand=None)

        assert seconds(tmp_path / "mail.gif") == 3.0


def test_pure_noise_is_light_enough(tmp_path: Path) -> None:
    shown = [noise((320, 180)) for _ in range(30)]
    shown[0].save(tmp_path / "s.gif", save_all=True, append_images=shown[1:], duration=100)
    noise((1280, 720)).save(tmp_path / "s.png")

    got = pictures.draw(tmp_path / "s.png", tmp_path / "s.gif", tmp_path, text="Ana", brand=BLUE)

    assert len(got.made) == 3
    assert (tmp_path / "mail.jpg").stat().st_size <= 80_000
    assert (tmp_path / "mail.gif").stat().st_size <= 500_000
    assert seconds(tmp_path / "mail.gif") == 3.0


@pytest.mark.parametrize("text", ["For 王小明", "محمد", "สมชาย", "For Ana 🎉", "א", "한국"])
def test_a_sign_that_the_font_lacks_leaves_the_text_out(tmp_path: Path, text: str) -> None:
    got = drawn(tmp_path, text)

    assert got.made == ("picture.jpg", "mail.jpg", "mail.gif")
    assert got.without_text == "the font does not have all of its letters"
    # without text and logo there is no band: the film fills the picture
    assert near(look(tmp_path / "picture.jpg").getpixel((30, 600)), SKIN)


@pytest.mark.parametrize("text", ["A" * 5000, "word " * 1000, "M" * 60, "Z" + "\u0301" * 30])
def test_a_text_that_does_not_fit_is_left_out(tmp_path: Path, text: str) -> None:
    assert drawn(tmp_path, text).without_text in {
        "it does not fit",
        "the font does not have all of its letters",
    }


@pytest.mark.parametrize("text", ["", " \u200b\u202e ", "\n"])
def test_no_text_is_no_fault(tmp_path: Path, text: str) -> None:
    assert drawn(tmp_path, text) == pictures.Drawn(("picture.jpg", "mail.jpg", "mail.gif"))


def test_marks_that_turn_a_text_round_are_not_drawn() -> None:
    assert picture_frame.of(None, "For\u202e Ana\u2066\r\nRuiz").lines == ("For Ana Ruiz",)


def test_a_letter_and_its_accent_are_one() -> None:
    assert picture_frame.of(None, "Chloe\u0308 and Łukasz").lines == ("Chloë and Łukasz",)


def test_without_a_still_there_is_no_picture_and_an_old_one_goes(tmp_path: Path) -> None:
    drawn(tmp_path)

    got = pictures.draw(None, tmp_path / "s.gif", tmp_path, text="Ana", brand=BLUE)

    assert got.made == ("mail.gif",)
    assert not (tmp_path / "picture.jpg").exists()
    assert not (tmp_path / "mail.jpg").exists()


def test_a_broken_still_is_named_and_an_old_picture_goes(tmp_path: Path) -> None:
    drawn(tmp_path)
    (tmp_path / "s.jpg").write_bytes((tmp_path / "s.jpg").read_bytes()[:700])

    got = pictures.draw(tmp_path / "s.jpg", tmp_path / "s.gif", tmp_path, text="Ana", brand=BLUE)

    assert got == pictures.Drawn(("mail.gif",), trouble="its still cannot be read")
    assert not (tmp_path / "picture.jpg").exists()


def test_a_still_of_too_many_pixels_is_refused(tmp_path: Path) -> None:
    Image.new("1", (8000, 7000)).save(tmp_path / "s.png")

    got = pictures.draw(tmp_path / "s.png", None, tmp_path, text="Ana", brand=None)

    assert got == pictures.Drawn(trouble="its still is too large to be drawn")


@pytest.mark.parametrize(("mode", "ending"), [("CMYK", "jpg"), ("L", "jpg"), ("RGBA", "png"), ("P", "png")])
def test_stills_of_every_kind_are_drawn(tmp_path: Path, mode: str, ending: str) -> None:
    path = tmp_path / f"s.{ending}"
    Image.new("RGB", (400, 300), SKIN).convert(mode).save(path)

    assert pictures.draw(path, None, tmp_path, text="", brand=None).made == ("picture.jpg", "mail.jpg")


def test_an_upright_film_is_shown_whole(tmp_path: Path) -> None:
    still(tmp_path / "s.jpg", (720, 1280))

    pictures.draw(tmp_path / "s.jpg", None, tmp_path, text="Ana", brand=BLUE)

    picture = look(tmp_path / "picture.jpg")
    assert near(picture.getpixel((600, 60)), SKIN)
    assert near(picture.getpixel((100, 60)), (17, 17, 17))


def test_what_shows_the_same_already_is_left_alone(tmp_path: Path) -> None:
    drawn(tmp_path)
    before = [(tmp_path / name).stat().st_mtime_ns for name in SIZES]

    drawn(tmp_path)
    same = [(tmp_path / name).stat().st_mtime_ns for name in SIZES]
    drawn(tmp_path, "For Ben")
    changed = [(tmp_path / name).stat().st_mtime_ns for name in SIZES]

    assert same == before
    assert all(after != earlier for after, earlier in zip(changed, before, strict=True))


def test_a_picture_cut_short_by_a_kill_is_never_there(tmp_path: Path) -> None:
    (tmp_path / "picture.jpg").write_bytes(b"\xff\xd8\xff half")

    drawn(tmp_path)

    assert look(tmp_path / "picture.jpg").size == (1200, 630)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "mail.gif",
        "mail.jpg",
        "picture.jpg",
        "s.gif",
        "s.jpg",
    ]


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_text_on_every_colour_has_a_contrast_of_four_and_a_half() -> None:
    for red, green, blue in itertools.product(range(0, 256, 15), repeat=3):
        colour = f"#{red:02x}{green:02x}{blue:02x}"
        lights = sorted((luminance(colour), luminance(page_layout.ink_on(colour))))
        assert (lights[1] + 0.05) / (lights[0] + 0.05) >= 4.5, colour
    assert page_layout.ink_on("#1d5fc4") == "#ffffff"
    assert page_layout.ink_on("#ffd400") == "#000000"


def test_a_logo_stands_at_the_right_on_a_plate_that_shows_it(tmp_path: Path) -> None:
    for colour, plate in (((20, 20, 90), (255, 255, 255)), ((250, 250, 250), (17, 17, 17))):
        logo = tmp_path / f"{colour[0]}.png"
        Image.new("RGB", (200, 60), colour).save(logo)

        drawn(tmp_path, "Ana", settings.Brand(colour="#1d5fc4", logo=logo))

        picture = look(tmp_path / "picture.jpg")
        assert near(picture.getpixel((1100, 577)), colour)
        assert near(picture.getpixel((1100, 549)), plate)


def test_a_folder_that_is_gone_is_said(tmp_path: Path) -> None:
    still(tmp_path / "s.jpg")

    with pytest.raises(errors.SheetLockedError, match="does not exist"):
        pictures.draw(tmp_path / "s.jpg", None, tmp_path / "none", text="Ana", brand=None)


def test_no_facts_about_the_still_are_kept(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "Ana Ruiz, private"
    still(tmp_path / "s.jpg", exif=exif)

    pictures.draw(tmp_path / "s.jpg", None, tmp_path, text="", brand=None)

    for name in ("picture.jpg", "mail.jpg"):
        data = (tmp_path / name).read_bytes()
        assert b"private" not in data
        assert not Image.open(io.BytesIO(data)).getexif()
