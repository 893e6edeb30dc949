"""The stock presenters' looks: colours, hair, clothes and room of each."""

from __future__ import annotations

import dataclasses
from typing import Literal

Hair = Literal["long", "short", "bob", "fringe", "curls"]
Clothes = Literal["blazer", "jacket", "cardigan", "sweater", "blouse"]


@dataclasses.dataclass(frozen=True)
class Look:
    """How one presenter is drawn. Colours are CSS; `jaw` 1.0 is the middle, larger is broader."""

    skin: str
    skin_light: str
    skin_shade: str
    blush: str
    lip: str
    lip_dark: str
    hair: Hair
    hair_colour: str
    hair_light: str
    hair_dark: str
    brow: str
    iris: str
    iris_dark: str
    clothes: Clothes
    cloth: str
    cloth_dark: str
    cloth_light: str
    shirt: str
    room: str
    jaw: float = 1.0
    brow_width: float = 6.0
    lashes: bool = False
    beard: bool = False
    glasses: str = ""
    earrings: str = ""


LOOKS = {
    "maya": Look(
        skin="#e9b692",
        skin_light="#f6cfb0",
        skin_shade="#c98f6c",
        blush="#e0705c",
        lip="#bd5b58",
        lip_dark="#8d3c3f",
        hair="long",
        hair_colour="#46291f",
        hair_light="#7a4c38",
        hair_dark="#2c1913",
        brow="#3a231b",
        iris="#5b7f58",
        iris_dark="#2f4a31",
        clothes="blazer",
        cloth="#2d4a7c",
        cloth_dark="#1f3459",
        cloth_light="#41629b",
        shirt="#f5f2ec",
        room="office",
        jaw=0.94,
        brow_width=5.5,
        lashes=True,
    ),
    "omar": Look(
        skin="#b27d55",
        skin_light="#cc9a70",
        skin_shade="#86583a",
        blush="#a6543d",
        lip="#93544a",
        lip_dark="#653229",
        hair="short",
        hair_colour="#221a17",
        hair_light="#473832",
        hair_dark="#120d0b",
        brow="#17110f",
        iris="#4a3222",
        iris_dark="#24170f",
        clothes="jacket",
        cloth="#3c5f4a",
        cloth_dark="#294435",
        cloth_light="#527b62",
        shirt="#eef1f4",
        room="library",
        jaw=1.08,
        brow_width=8.5,
        beard=True,
    ),
    "ingrid": Look(
        skin="#f0c9b0",
        skin_light="#fbe1cf",
        skin_shade="#d3a187",
        blush="#e07f70",
        lip="#b8605f",
        lip_dark="#8c4146",
        hair="bob",
        hair_colour="#b9b7b8",
        hair_light="#e4e2e1",
        hair_dark="#87858a",
        brow="#8b8076",
        iris="#5d86a8",
        iris_dark="#31526f",
        clothes="cardigan",
        cloth="#7c3f52",
        cloth_dark="#5a2b3a",
        cloth_light="#98566b",
        shirt="#efe6da",
        room="study",
        jaw=0.98,
        brow_width=5.0,
        lashes=True,
        glasses="#3b3238",
    ),
    "kenji": Look(
        skin="#ecc39a",
        skin_light="#f8dbb9",
        skin_shade="#c99a6f",
        blush="#d9775a",
        lip="#b56b5f",
        lip_dark="#86463f",
        hair="fringe",
        hair_colour="#1d1c20",
        hair_light="#45454f",
        hair_dark="#0e0d10",
        brow="#1a181a",
        iris="#43301f",
        iris_dark="#1f150d",
        clothes="sweater",
        cloth="#8b929c",
        cloth_dark="#6a717b",
        cloth_light="#a8aeb7",
        shirt="#f4f4f2",
        room="loft",
        jaw=1.0,
        brow_width=7.5,
    ),
    "amara": Look(
        skin="#8a5a3c",
        skin_light="#a9754f",
        skin_shade="#613b26",
        blush="#9c4634",
        lip="#8e4242",
        lip_dark="#5d2427",
        hair="curls",
        hair_colour="#241812",
        hair_light="#4b3325",
        hair_dark="#140c08",
        brow="#150d0a",
        iris="#3d2515",
        iris_dark="#1b0f08",
        clothes="blouse",
        cloth="#d79a2b",
        cloth_dark="#ae771a",
        cloth_light="#eab653",
        shirt="#d79a2b",
        room="garden",
        jaw=0.95,
        brow_width=6.0,
        lashes=True,
        earrings="#e2b04a",
    ),
}
