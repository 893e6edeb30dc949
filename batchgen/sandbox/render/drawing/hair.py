"""Hair: what hangs behind the head, and what lies on it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from batchgen.sandbox.render.drawing import looks

_BEHIND = {
    "long": (
        "M498 300 C484 140 556 88 640 88 C724 88 796 140 782 300 C780 400 806 470 810 556 C812 592 784 606 756 602 "
        "C728 612 706 602 700 590 L580 590 C574 602 552 612 524 602 C496 606 468 592 470 556 C474 470 500 400 498 300Z"
    ),
    "short": "M516 300 C498 150 556 94 640 94 C724 94 782 150 764 300 L752 336 L528 336Z",
    "bob": (
        "M504 300 C486 146 556 92 640 92 C724 92 794 146 776 300 C776 350 786 392 778 424 C766 452 724 456 706 442 "
        "L574 442 C556 456 514 452 502 424 C494 392 504 350 504 300Z"
    ),
    "fringe": "M514 300 C494 146 556 90 640 90 C724 90 786 146 766 300 L752 330 L528 330Z",
}
_FRONT = {
    "long": (
        "M512 330 C498 214 552 112 652 114 C742 116 782 212 768 330 C762 286 748 236 712 204 "
        "C700 190 690 180 684 172 C650 208 586 226 552 236 C530 262 518 296 512 330Z"
    ),
    "short": (
        "M520 300 C504 172 566 106 648 106 C734 106 776 176 760 300 C756 262 748 232 728 206 "
        "C700 186 674 184 640 188 C606 192 580 188 556 204 C534 228 526 262 520 300Z"
    ),
    "bob": (
        "M506 372 C496 230 540 106 648 108 C748 110 784 232 774 372 C764 352 758 300 744 258 "
        "C722 236 690 212 664 174 C640 210 590 236 540 252 C526 290 518 340 506 372Z"
    ),
    "fringe": (
        "M516 304 C498 170 560 98 646 98 C736 98 780 172 764 304 C760 274 754 250 744 226 "
        "C738 220 730 208 724 196 C718 214 700 228 676 236 C682 226 684 216 684 206 C668 226 636 240 604 244 "
        "C612 234 616 226 618 216 C596 232 566 240 548 238 C530 262 522 282 516 304Z"
    ),
}
_STRANDS = {
    "long": ("M566 206 C590 168 630 142 684 142",),
    "short": ("M548 180 C580 138 640 122 704 138", "M566 158 C600 132 650 126 690 134"),
    "bob": ("M548 226 C576 170 620 136 668 140", "M752 260 C744 216 724 186 700 160"),
    "fringe": ("M552 190 C580 140 640 116 700 134", "M548 212 C552 190 564 170 582 152"),
}


def behind(look: looks.Look) -> str:
    """Return the hair behind head and shoulders."""
    if look.hair == "curls":
        return _cloud(look, ring=True)
    shade = f'<path d="{_BEHIND[look.hair]}" fill="{look.hair_dark}"/>'
    return shade + f'<path d="{_BEHIND[look.hair]}" fill="url(#hair)" opacity=".75"/>'


def front(look: looks.Look) -> str:
    """Return the hair on the forehead and the temples."""
    if look.hair == "curls":
        return _cloud(look, ring=False)
    strands = "".join(
        f'<path d="{path}" stroke="{look.hair_light}" stroke-width="{width}" stroke-opacity=".55" fill="none" '
        'stroke-linecap="round"/>'
        for path, width in zip(_STRANDS[look.hair], (8, 5, 5), strict=False)
    )
    return f'<path d="{_FRONT[look.hair]}" fill="url(#hair)"/>{strands}'


def _cloud(look: looks.Look, *, ring: bool) -> str:
    """Curls as many small rounds: a ring around the head, or the line of the forehead."""
    rounds = []
    if ring:
        rounds.append(f'<ellipse cx="640" cy="252" rx="160" ry="160" fill="{look.hair_dark}"/>')
        for index in range(46):
            angle = math.radians(150 + index * 240 / 45)
            for distance, size in ((166, 26), (138, 30)):
                wobble = 8 * math.sin(index * 2.4 + distance)
                x = 640 + (distance + wobble) * math.cos(angle)
                y = 258 + (distance + wobble) * math.sin(angle) * 1.02
                colour = look.hair_colour if index % 3 else look.hair_dark
                rounds.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size}" fill="{colour}"/>')
        return "".join(rounds)
    for index in range(19):
        angle = math.radians(184 + index * 172 / 18)
        for radius, size in ((112, 21), (134, 24)):
            x = 640 + radius * 1.02 * math.cos(angle)
            y = 262 + (radius + 6 * math.sin(index * 1.9)) * math.sin(angle)
            colour = (look.hair_colour, look.hair_dark, "url(#hair)")[(index + radius) % 3]
            rounds.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size}" fill="{colour}"/>')
    glints = "".join(
        f'<path d="M{640 + 150 * math.cos(a) - 7:.1f} {256 + 140 * math.sin(a):.1f} q7 -9 14 0" '
        f'stroke="{look.hair_light}" stroke-width="3.5" fill="none" stroke-linecap="round" opacity=".8"/>'
        for a in (math.radians(d) for d in range(198, 345, 13))
    )
    return "".join(rounds) + glints
