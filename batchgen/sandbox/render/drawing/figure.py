"""The drawn head: face, eyes, nose, ears and mouth as SVG, each a function of a few numbers.

All numbers are in a picture of 1280 x 720; the same drawing at another size is a matter of the view box.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from batchgen.sandbox.render.drawing import hair

if TYPE_CHECKING:
    from batchgen.sandbox.render.drawing import looks

WIDTH, HEIGHT = 1280, 720
PIVOT = (640.0, 520.0)
"""Where the head turns on the neck."""
HEAD_BOX = (424, 40, 432, 584)
MOUTH_BOX = (520, 372, 240, 156)
EYES_BOX = (540, 236, 200, 108)

_EYES = (588, 692)
_EYE_Y = 302


@dataclasses.dataclass(frozen=True)
class Mouth:
    """A mouth shape: `open` 0 to 1, `wide` -1 (rounded) to 1 (spread), `teeth`, `tongue`, `press` 0 to 1."""

    open: float = 0.0
    wide: float = 0.2
    teeth: float = 0.0
    tongue: float = 0.0
    press: float = 0.0


@dataclasses.dataclass(frozen=True)
class Face:
    """Everything that moves within the head: mouth, `blink` 0 to 1, `brow` raised 0 to 1."""

    mouth: Mouth = Mouth()
    blink: float = 0.0
    brow: float = 0.0


def document(look: looks.Look, box: tuple[float, float, float, float], scale: float, content: str) -> str:
    """Return an SVG document that shows `box` of the picture, `scale` times as large."""
    x, y, width, height = box
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x} {y} {width} {height}" '
        f'width="{round(width * scale)}" height="{round(height * scale)}">{_defs(look)}{content}</svg>'
    )


def _defs(look: looks.Look) -> str:
    """Return gradients in picture coordinates, so that a part drawn alone has the colours of the whole."""
    return f"""<defs>
<radialGradient id="skin" gradientUnits="userSpaceOnUse" cx="606" cy="262" r="270">
<stop offset="0" stop-color="{look.skin_light}"/><stop offset=".5" stop-color="{look.skin}"/>
<stop offset="1" stop-color="{look.skin_shade}"/></radialGradient>
<linearGradient id="neck" gradientUnits="userSpaceOnUse" x1="0" y1="440" x2="0" y2="580">
<stop offset="0" stop-color="{look.skin_shade}"/><stop offset=".7" stop-color="{look.skin}"/></linearGradient>
<linearGradient id="hand" gradientUnits="userSpaceOnUse" x1="960" y1="0" x2="1050" y2="0">
<stop offset="0" stop-color="{look.skin_light}"/><stop offset="1" stop-color="{look.skin}"/></linearGradient>
<linearGradient id="hair" gradientUnits="userSpaceOnUse" x1="500" y1="90" x2="780" y2="420">
<stop offset="0" stop-color="{look.hair_light}"/><stop offset=".4" stop-color="{look.hair_colour}"/>
<stop offset="1" stop-color="{look.hair_dark}"/></linearGradient>
<linearGradient id="cloth" gradientUnits="userSpaceOnUse" x1="330" y1="540" x2="960" y2="760">
<stop offset="0" stop-color="{look.cloth_light}"/><stop offset=".35" stop-color="{look.cloth}"/>
<stop offset="1" stop-color="{look.cloth_dark}"/></linearGradient>
<radialGradient id="iris"><stop offset="0" stop-color="{look.iris}"/><stop offset=".62" stop-color="{look.iris}"/>
<stop offset="1" stop-color="{look.iris_dark}"/></radialGradient>
<radialGradient id="blush"><stop offset="0" stop-color="{look.blush}" stop-opacity=".26"/>
<stop offset="1" stop-color="{look.blush}" stop-opacity="0"/></radialGradient>
<filter id="soft" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="9"/></filter>
<filter id="fine" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="3"/></filter>
</defs>"""


def head(look: looks.Look, face: Face) -> str:
    """Return the head in its middle position, without the hair behind it."""
    return without_lips(look, face) + lips(look, face.mouth)


def without_lips(look: looks.Look, face: Face) -> str:
    """Return all of the head but the lips: soft shading, slow to draw, the same for many mouths."""
    drop = 13 * face.mouth.open
    outline = _outline(look.jaw, drop)
    return "".join(
        (
            _ears(look),
            f'<clipPath id="face"><path d="{outline}"/></clipPath><path d="{outline}" fill="url(#skin)"/>',
            f'<g clip-path="url(#face)">{_shading(look, drop)}{_beard(look, drop) if look.beard else ""}</g>',
            *(_eye(look, x, face.blink) for x in _EYES),
            _brows(look, face.brow),
            _nose(look),
            _moustache(look) if look.beard else "",
            hair.front(look),
            _glasses(look) if look.glasses else "",
        )
    )


def _outline(jaw: float, drop: float) -> str:
    corner, chin = 91 * jaw, 54 * jaw
    low, end = 424 + 0.6 * drop, 492 + drop
    return (
        f"M525 270 C523 176 574 134 640 134 C706 134 757 176 755 270 "
        f"C755 330 {640 + corner + 13} 384 {640 + corner} {low} "
        f"C{640 + corner - 13} {low + 36} {640 + chin} {end} 640 {end} "
        f"C{640 - chin} {end} {640 - corner + 13} {low + 36} {640 - corner} {low} "
        f"C{640 - corner - 13} 384 525 330 525 270Z"
    )


def _ears(look: looks.Look) -> str:
    ears = "".join(
        f'<ellipse cx="{x}" cy="318" rx="17" ry="31" fill="{look.skin}"/>'
        f'<path d="M{x - 5 * side} 300 Q{x + 8 * side} 304 {x + 5 * side} 322 Q{x + 1 * side} 334 {x - 4 * side} 334" '
        f'stroke="{look.skin_shade}" stroke-width="4" fill="none" stroke-linecap="round"/>'
        for x, side in ((523, -1), (757, 1))
    )
    if look.earrings:
        ears += "".join(
            f'<circle cx="{x}" cy="368" r="15" fill="none" stroke="{look.earrings}" stroke-width="5"/>'
            for x in (520, 760)
        )
    return ears


def _shading(look: looks.Look, drop: float) -> str:
    shade = look.skin_shade
    return f"""<g filter="url(#soft)">
<path d="M772 180 C742 240 748 350 720 {440 + drop} C700 {476 + drop} 670 {500 + drop} 640 {506 + drop} L790 520Z"
 fill="{shade}" opacity=".55"/>
<path d="M508 200 C534 300 530 380 566 {450 + drop} L500 480Z" fill="{shade}" opacity=".28"/>
<path d="M520 120 H760 V196 C700 176 590 176 520 214Z" fill="{shade}" opacity=".45"/>
<ellipse cx="588" cy="290" rx="34" ry="17" fill="{shade}" opacity=".30"/>
<ellipse cx="692" cy="290" rx="34" ry="17" fill="{shade}" opacity=".34"/>
<ellipse cx="640" cy="{462 + drop}" rx="34" ry="7" fill="{shade}" opacity=".40"/>
<ellipse cx="628" cy="230" rx="58" ry="22" fill="#fff" opacity=".10"/></g>
<circle cx="566" cy="368" r="44" fill="url(#blush)"/><circle cx="714" cy="368" r="44" fill="url(#blush)"/>"""


def _eye(look: looks.Look, x: int, blink: float) -> str:
    side = -1 if x < PIVOT[0] else 1
    inner, outer = x - 26 * side, x + 27 * side
    lift = 15 * (1 - blink)
    y = _EYE_Y
    lash = f'stroke="{look.brow}" fill="none" stroke-linecap="round"'
    if blink > 0.8:
        return (
            f'<path d="M{inner} {y + 1} Q{x} {y + 13} {outer} {y - 1}" {lash} stroke-width="4.5"/>'
            f'<path d="M{inner} {y - 12} Q{x} {y - 17} {outer} {y - 11}" stroke="{look.skin_shade}" '
            f'stroke-width="3" fill="none" opacity=".6"/>'
        )
    upper = f"C{x - 14 * side} {y - lift * 1.22} {x + 12 * side} {y - lift * 1.25} {outer} {y - 2}"
    shape = f"M{inner} {y + 2} {upper} C{x + 14 * side} {y + 10} {x - 12 * side} {y + 11} {inner} {y + 2}Z"
    corner = f'<path d="M{outer} {y - 2} l{5 * side} -3.5" {lash} stroke-width="3.6"/>' if look.lashes else ""
    name = f"eye{x}"
    return f"""<clipPath id="{name}"><path d="{shape}"/></clipPath><path d="{shape}" fill="#f9f6f2"/>
<g clip-path="url(#{name})"><circle cx="{x}" cy="{y - 1}" r="12.6" fill="url(#iris)"/>
<circle cx="{x}" cy="{y - 1}" r="5.8" fill="#120d0c"/><circle cx="{x - 4}" cy="{y - 6}" r="3.4" fill="#fff"/>
<circle cx="{x + 5}" cy="{y + 4}" r="1.7" fill="#fff" opacity=".6"/>
<path d="M{inner} {y - lift} H{outer} V{y - lift * 0.55} Q{x} {y - lift * 0.95} {inner} {y - lift * 0.3}Z"
 fill="#2a1510" opacity=".22"/></g>
<path d="M{inner} {y + 2} {upper}" {lash} stroke-width="4.6"/>{corner}
<path d="M{x - 10 * side} {y + 10} Q{x + 12 * side} {y + 10} {outer - 4 * side} {y + 2}" stroke="{look.skin_shade}"
 stroke-width="2" fill="none" opacity=".8"/>
<path d="M{inner + 3 * side} {y - 13} Q{x} {y - 25} {outer} {y - 12}" stroke="{look.skin_shade}" stroke-width="2.6"
 fill="none" opacity=".75" stroke-linecap="round"/>"""


def _brows(look: looks.Look, raised: float) -> str:
    y = 262 - 8 * raised
    width = look.brow_width
    found = []
    for side in (-1, 1):
        a, b, c, d = (640 + side * offset for offset in (24, 50, 76, 88))
        found.append(
            f'<path d="M{a} {y + 4} C{a + 12 * side} {y - 4} {b} {y - 9 - width / 3} {c} {y - 5} '
            f"C{c + 6 * side} {y - 3} {d - 3 * side} {y + 2} {d} {y + 7} "
            f'C{c} {y + 1} {b} {y - 3 + width / 2} {a} {y + 4 + width}Z" fill="{look.brow}" opacity=".92"/>'
        )
    return "".join(found)


def _nose(look: looks.Look) -> str:
    shade = look.skin_shade
    return f"""<path d="M650 300 C656 330 668 352 664 366 L646 372 C644 348 644 320 650 300Z" fill="{shade}"
 opacity=".42" filter="url(#fine)"/>
<ellipse cx="640" cy="377" rx="23" ry="5" fill="{shade}" opacity=".5" filter="url(#fine)"/>
<path d="M616 364 C612 374 620 380 629 377 C634 382 646 382 651 377 C660 380 668 374 664 364" stroke="{shade}"
 stroke-width="3.4" fill="none" stroke-linecap="round" stroke-linejoin="round"/>
<ellipse cx="629" cy="375" rx="4.6" ry="2.4" fill="{look.lip_dark}" opacity=".55"/>
<ellipse cx="651" cy="375" rx="4.6" ry="2.4" fill="{look.lip_dark}" opacity=".55"/>
<ellipse cx="636" cy="352" rx="6" ry="9" fill="#fff" opacity=".20" filter="url(#fine)"/>"""


def _beard(look: looks.Look, drop: float) -> str:
    d = drop
    return (
        f'<path d="M520 330 C536 360 548 392 566 404 C590 392 612 390 640 391 C668 390 690 392 714 404 '
        f"C732 392 744 360 760 330 L770 440 C730 {510 + d} 690 {520 + d} 640 {520 + d} "
        f'C590 {520 + d} 550 {510 + d} 510 440Z" fill="{look.hair_colour}" opacity=".80" filter="url(#fine)"/>'
        f'<ellipse cx="640" cy="{448 + d}" rx="20" ry="5" fill="{look.skin}" opacity=".30" filter="url(#fine)"/>'
    )


def _moustache(look: looks.Look) -> str:
    return (
        f'<path d="M592 408 C604 394 626 388 640 394 C654 388 676 394 688 408 C670 402 656 401 640 404 '
        f'C624 401 610 402 592 408Z" fill="{look.hair_colour}" opacity=".88"/>'
    )


def _glasses(look: looks.Look) -> str:
    lenses = "".join(
        f'<rect x="{x - 41}" y="270" width="82" height="62" rx="27" fill="#fff" fill-opacity=".10" '
        f'stroke="{look.glasses}" stroke-width="5.5"/>'
        f'<path d="M{x - 26} 316 L{x - 4} 282" stroke="#fff" stroke-width="6" stroke-opacity=".20" stroke-linecap="round"/>'
        for x in _EYES
    )
    return (
        f'{lenses}<path d="M628 294 Q640 286 652 294" stroke="{look.glasses}" stroke-width="5.5" fill="none"/>'
        f'<path d="M547 294 L524 300 M733 294 L756 300" stroke="{look.glasses}" stroke-width="5.5" stroke-linecap="round"/>'
    )


def lips(look: looks.Look, mouth: Mouth) -> str:
    """Return lips, teeth and tongue."""
    x, y, opened, wide = 640.0, 424.0, mouth.open, mouth.wide
    half = 38 + 9 * wide - 4 * opened * (1 if wide <= 0 else 0.3)
    pucker = 3 * max(0.0, -wide)
    upper, lower = 8 + pucker - 4 * mouth.press, 11 + pucker - 5 * mouth.press
    top, bottom = -2.5 - 5 * opened, 2 + 38 * opened
    smile = 4 + 3 * max(0.0, wide) - 3 * max(0.0, -wide)
    left, right, side = x - half, x + half, y - smile
    outer = (
        f"M{left} {side} C{x - half * 0.6} {y + top - upper * 0.8} {x - half * 0.25} {y + top - upper * 1.25} "
        f"{x} {y + top - upper * 0.8} C{x + half * 0.25} {y + top - upper * 1.25} {x + half * 0.6} "
        f"{y + top - upper * 0.8} {right} {side} C{x + half * 0.75} {y + (bottom + lower) * 0.75} "
        f"{x + half * 0.38} {y + bottom + lower} {x} {y + bottom + lower} C{x - half * 0.38} {y + bottom + lower} "
        f"{x - half * 0.75} {y + (bottom + lower) * 0.75} {left} {side}Z"
    )
    shine = (
        f'<path d="M{x - half * 0.42} {y + bottom + lower * 0.5} Q{x} {y + bottom + lower * 0.85} '
        f'{x + half * 0.42} {y + bottom + lower * 0.5}" stroke="#fff" stroke-opacity=".22" stroke-width="3.4" '
        f'fill="none" stroke-linecap="round"/>'
    )
    corners = (
        f'<path d="M{left - 3} {side - 3} q3 2 3 6 M{right + 3} {side - 3} q-3 2 -3 6" '
        f'stroke="{look.skin_shade}" stroke-width="3" fill="none" stroke-linecap="round" opacity=".8"/>'
    )
    inside = _seam(look, half, smile) if opened < 0.06 else _cavity(look, mouth, half - 5, smile, top, bottom)
    return f'{corners}<path d="{outer}" fill="{look.lip}"/>{shine}{inside}'


def _seam(look: looks.Look, half: float, smile: float) -> str:
    x, y, inner = 640.0, 424.0, half - 4
    return (
        f'<path d="M{x - inner} {y - smile} C{x - inner * 0.5} {y + 2} {x - 7} {y - 2.5} {x} {y + 0.5} '
        f'C{x + 7} {y - 2.5} {x + inner * 0.5} {y + 2} {x + inner} {y - smile}" stroke="{look.lip_dark}" '
        f'stroke-width="3.2" fill="none" stroke-linecap="round"/>'
    )


def _cavity(look: looks.Look, mouth: Mouth, inner: float, smile: float, top: float, bottom: float) -> str:
    x, y = 640.0, 424.0
    left, right = x - inner, x + inner
    shape = (
        f"M{left} {y - smile} C{x - inner * 0.55} {y + top} {x - inner * 0.2} {y + top - 1} {x} {y + top + 1} "
        f"C{x + inner * 0.2} {y + top - 1} {x + inner * 0.55} {y + top} {right} {y - smile} "
        f"C{x + inner * 0.7} {y + bottom * 0.8} {x + inner * 0.35} {y + bottom} {x} {y + bottom} "
        f"C{x - inner * 0.35} {y + bottom} {x - inner * 0.7} {y + bottom * 0.8} {left} {y - smile}Z"
    )
    parts = [f'<clipPath id="in"><path d="{shape}"/></clipPath><path d="{shape}" fill="#3d1214"/>']
    parts.append('<g clip-path="url(#in)">')
    if mouth.tongue:
        rise = y + bottom - 12 * mouth.tongue
        parts.append(
            f'<ellipse cx="{x}" cy="{rise + 13}" rx="{inner * 0.64}" ry="{9 + 10 * mouth.tongue}" fill="#c25f5d"/>'
            f'<path d="M{x} {rise + 6} v12" stroke="#9c4446" stroke-width="2" opacity=".6"/>'
        )
    if mouth.teeth:
        edge = y + top + 2 + 9 * mouth.teeth
        parts.append(
            f'<path d="M{left} {y + top - 6} H{right} V{edge - 3} Q{x} {edge + 5} {left} {edge - 3}Z" fill="#f7f3ed"/>'
            f'<path d="M{left} {y + top - 4} H{right} v4 H{left}Z" fill="#3d1214" opacity=".18"/>'
        )
    if mouth.teeth > 0.8:
        parts.append(
            f'<path d="M{left} {y + bottom + 2} Q{x} {y + bottom - 10} {right} {y + bottom + 2}Z" fill="#e9e3da"/>'
        )
    parts.append(f'</g><path d="{shape}" fill="none" stroke="{look.lip_dark}" stroke-width="2"/>')
    return "".join(parts)
