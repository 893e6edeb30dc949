"""Rooms behind the presenters: out of focus, lit, each with its own things."""

from __future__ import annotations

import random

_BLUR = '<filter id="far" x="-10%" y="-10%" width="120%" height="120%"><feGaussianBlur stdDeviation="{}"/></filter>'


def room(name: str) -> str:
    """Return the room's SVG, 1280 x 720. Raise KeyError if there is none of that name."""
    return _ROOMS[name]()


def _gradient(name: str, stops: tuple[str, ...], direction: str = 'x1="0" y1="0" x2="1" y2="1"') -> str:
    last = len(stops) - 1
    inner = "".join(f'<stop offset="{i / last:.2f}" stop-color="{c}"/>' for i, c in enumerate(stops))
    return f'<linearGradient id="{name}" {direction}>{inner}</linearGradient>'


def _glow(name: str, colour: str, opacity: float) -> str:
    return (
        f'<radialGradient id="{name}"><stop offset="0" stop-color="{colour}" stop-opacity="{opacity}"/>'
        f'<stop offset="1" stop-color="{colour}" stop-opacity="0"/></radialGradient>'
    )


def _vignette() -> str:
    return (
        '<radialGradient id="edge" cx=".5" cy=".42" r=".78"><stop offset=".55" stop-color="#000" stop-opacity="0"/>'
        '<stop offset="1" stop-color="#000" stop-opacity=".30"/></radialGradient>'
        '<rect width="1280" height="720" fill="url(#edge)"/>'
    )


def _books(x: int, floor: int, width: int, tallest: int, colours: tuple[str, ...], seed: int) -> str:
    dice = random.Random(seed)  # noqa: S311
    found = []
    at = float(x)
    while at < x + width - 12:
        thick = dice.randint(12, 30)
        tall = dice.uniform(0.62, 1.0) * tallest
        colour = dice.choice(colours)
        if dice.random() < 0.12:
            at += dice.randint(14, 40)
            continue
        found.append(
            f'<rect x="{at:.0f}" y="{floor - tall:.0f}" width="{thick}" height="{tall:.0f}" fill="{colour}"/>'
        )
        found.append(
            f'<rect x="{at:.0f}" y="{floor - tall * 0.8:.0f}" width="{thick}" height="6" fill="#fff" opacity=".25"/>'
        )
        at += thick + dice.randint(0, 3)
    return "".join(found)


def _leaves(x: int, y: int, size: float, colours: tuple[str, ...], seed: int, count: int = 13) -> str:
    dice = random.Random(seed)  # noqa: S311
    found = []
    for index in range(count):
        turn = -80 + 160 * index / (count - 1) + dice.uniform(-8, 8)
        long = size * dice.uniform(0.7, 1.0)
        wide = long * dice.uniform(0.13, 0.2)
        colour = colours[index % len(colours)]
        found.append(
            f'<path transform="translate({x} {y}) rotate({turn:.0f})" fill="{colour}" '
            f'd="M0 0 C{-wide:.0f} {-long * 0.4:.0f} {-wide:.0f} {-long * 0.75:.0f} 0 {-long:.0f} '
            f'C{wide:.0f} {-long * 0.75:.0f} {wide:.0f} {-long * 0.4:.0f} 0 0Z"/>'
        )
    return "".join(found)


def _office() -> str:
    colours = ("#4c6a87", "#b5533f", "#d9b45b", "#5b7d63", "#7a5a76", "#e8e2d6")
    return f"""<defs>{_gradient("wall", ("#eef2f5", "#dbe3ea", "#b7c4cf"))}
{_gradient("sky", ("#dff0fb", "#f7fcff", "#e7f1e4"), 'x1="0" y1="0" x2="0" y2="1"')}{_glow("sun", "#fff7df", 0.9)}
{_BLUR.format(8)}</defs><rect width="1280" height="720" fill="url(#wall)"/><g filter="url(#far)">
<rect x="40" y="20" width="350" height="480" fill="#fbfdfe"/><rect x="58" y="38" width="150" height="444" fill="url(#sky)"/>
<rect x="222" y="38" width="150" height="444" fill="url(#sky)"/>
<path d="M58 420 C100 360 150 400 208 350 V482 H58Z M222 372 C280 330 320 390 372 340 V482 H222Z" fill="#9fbf9b" opacity=".7"/>
<rect x="20" y="498" width="390" height="18" fill="#e6ebef"/>
<rect x="884" y="140" width="372" height="16" fill="#a5825f"/><rect x="884" y="322" width="372" height="16" fill="#a5825f"/>
{_books(900, 140, 150, 100, colours, 3)}{_books(1050, 322, 190, 110, colours, 8)}
<circle cx="1150" cy="98" r="40" fill="#d3945f"/><rect x="908" y="240" width="104" height="80" fill="#f3f0ea"/>
<rect x="918" y="250" width="84" height="60" fill="#9db8cb"/>
<path d="M96 720 L112 590 H252 L268 720Z" fill="#c07f5e"/>{_leaves(182, 600, 250, ("#4f7d5a", "#6b9a70", "#3f6a4b"), 5)}
<rect x="960" y="520" width="330" height="210" fill="#c9b197"/><rect x="1010" y="470" width="150" height="50" fill="#f1f3f5"/>
</g><ellipse cx="210" cy="240" rx="430" ry="330" fill="url(#sun)" opacity=".5"/>{_vignette()}"""


def _library() -> str:
    colours = ("#6b3a2a", "#2f4858", "#8a6b3d", "#40543d", "#55304a", "#a58a5f", "#23303c")
    shelves = "".join(
        f'<rect x="{x}" y="{y}" width="380" height="16" fill="#3b261a"/>{_books(x + 6, y, 372, 118, colours, x + y)}'
        for x in (0, 900)
        for y in (150, 300, 450, 600, 740)
    )
    return f"""<defs>{_gradient("wall", ("#3a2c27", "#4a382f", "#2a211f"))}{_glow("lamp", "#ffcf87", 0.95)}
{_gradient("dusk", ("#31456b", "#8a6a86", "#e0a072"), 'x1="0" y1="0" x2="0" y2="1"')}{_BLUR.format(8)}</defs>
<rect width="1280" height="720" fill="url(#wall)"/><g filter="url(#far)">
<rect x="396" y="30" width="488" height="470" fill="#241a17"/><rect x="412" y="46" width="220" height="438" fill="url(#dusk)"/>
<rect x="648" y="46" width="220" height="438" fill="url(#dusk)"/>
<g fill="#ffdf9c">{"".join(f'<circle cx="{430 + (i * 67) % 430}" cy="{330 + (i * 41) % 140}" r="5"/>' for i in range(17))}</g>
{shelves}<rect x="380" y="0" width="16" height="720" fill="#32211a"/><rect x="884" y="0" width="16" height="720" fill="#32211a"/>
<path d="M1062 360 L1030 300 H1190 L1158 360Z" fill="#f7dfae"/><rect x="1104" y="360" width="12" height="80" fill="#b48a4a"/>
</g><circle cx="1110" cy="330" r="300" fill="url(#lamp)" opacity=".55"/>
<circle cx="120" cy="60" r="240" fill="url(#lamp)" opacity=".22"/>{_vignette()}"""


def _study() -> str:
    return f"""<defs>{_gradient("wall", ("#6f8a80", "#5d7a72", "#415a55"))}{_glow("lamp", "#ffe9bd", 0.95)}
{_BLUR.format(7)}</defs><rect width="1280" height="720" fill="url(#wall)"/><g filter="url(#far)">
<rect x="0" y="500" width="1280" height="220" fill="#3d5550"/><rect x="0" y="492" width="1280" height="12" fill="#88a096"/>
{"".join(f'<rect x="{x}" y="528" width="150" height="180" fill="none" stroke="#567069" stroke-width="7"/>' for x in range(20, 1280, 180))}
<rect x="84" y="70" width="180" height="230" fill="#d8c08a"/><rect x="98" y="84" width="152" height="202" fill="#f2ead8"/>
<path d="M98 240 C130 190 170 230 250 170 V286 H98Z" fill="#7d9aa8"/><circle cx="206" cy="134" r="22" fill="#dd9a62"/>
<rect x="300" y="130" width="130" height="160" fill="#3b3230"/><rect x="312" y="142" width="106" height="136" fill="#efe6d6"/>
<circle cx="365" cy="204" r="34" fill="#b8604f"/><rect x="352" y="204" width="26" height="50" fill="#8a4638"/>
<rect x="890" y="92" width="150" height="190" fill="#3b3230"/><rect x="902" y="104" width="126" height="166" fill="#e9eef0"/>
<path d="M902 220 L950 160 L980 196 L1004 174 L1028 210 V270 H902Z" fill="#6f8fa5"/>
<rect x="920" y="470" width="360" height="20" fill="#8a6242"/><rect x="930" y="490" width="340" height="230" fill="#765036"/>
<rect x="1122" y="310" width="14" height="160" fill="#c9a25c"/><path d="M1064 320 L1096 216 H1162 L1194 320Z" fill="#fbe8bf"/>
<rect x="950" y="404" width="80" height="66" fill="#f0e7d8"/><circle cx="990" cy="376" r="36" fill="#c9788a"/>
<circle cx="962" cy="388" r="24" fill="#e5a2ae"/><circle cx="1016" cy="390" r="26" fill="#b55f78"/>
<path d="M0 720 V560 C60 520 200 520 250 560 L270 720Z" fill="#b5884d"/><path d="M20 570 C80 540 190 540 240 570 V640 H20Z" fill="#c99a5c"/>
</g><circle cx="1130" cy="300" r="320" fill="url(#lamp)" opacity=".60"/>{_vignette()}"""


def _loft() -> str:
    bricks = "".join(
        f'<rect x="{x + (row % 2) * 38 - 40}" y="{row * 34}" width="72" height="30" '
        f'fill="{("#a65f47", "#96543f", "#b36d52", "#8b4c3a", "#a9674e")[(x // 76 * 7 + row * 3) % 5]}"/>'
        for row in range(22)
        for x in range(0, 1400, 76)
    )
    lights = "".join(
        f'<path d="M{x} 0 V{y}" stroke="#2a2523" stroke-width="5"/><circle cx="{x}" cy="{y + 16}" r="19" fill="#ffe3a6"/>'
        for x, y in ((930, 96), (1050, 150), (1170, 84))
    )
    panes = "".join(
        f'<rect x="{x}" y="{y}" width="112" height="132" fill="url(#day)"/>'
        for x in (34, 158, 282)
        for y in (20, 164, 308)
    )
    return f"""<defs>{_gradient("day", ("#bcd9ea", "#e8f3f7", "#d7dccf"), 'x1="0" y1="0" x2="0" y2="1"')}
{_glow("bulb", "#ffd98f", 0.85)}{_glow("sun", "#e9f5ff", 0.8)}{_BLUR.format(6)}</defs>
<rect width="1280" height="720" fill="#7c4636"/><g filter="url(#far)">{bricks}
<rect x="16" y="4" width="396" height="454" fill="#24272b"/>{panes}
<path d="M34 380 l40 -60 h30 v-40 h50 v70 h60 v-30 h70 v50 h50 v-90 h62 v160 H34Z" fill="#8ea2b0" opacity=".55"/>
{lights}<rect x="880" y="430" width="420" height="18" fill="#5a3b27"/>
<rect x="940" y="330" width="90" height="100" fill="#2f3a44"/><circle cx="1120" cy="386" r="44" fill="#d9d4c9"/>
<path d="M1190 430 L1198 352 H1254 L1262 430Z" fill="#e9e4da"/>{_leaves(1226, 360, 130, ("#5f8d5f", "#7aa873", "#456f4b"), 2, 9)}
<rect x="0" y="560" width="420" height="170" rx="40" fill="#3f5566"/><rect x="30" y="500" width="360" height="130" rx="36" fill="#4b6477"/>
<rect x="70" y="520" width="110" height="110" rx="18" fill="#d9a441"/></g>
<circle cx="930" cy="110" r="150" fill="url(#bulb)"/><circle cx="1050" cy="164" r="150" fill="url(#bulb)"/>
<circle cx="1170" cy="98" r="150" fill="url(#bulb)"/><ellipse cx="214" cy="230" rx="420" ry="330" fill="url(#sun)" opacity=".35"/>
{_vignette()}"""


def _garden() -> str:
    greens = ("#3f7a52", "#5c9a68", "#2f6044", "#78ad74")
    return f"""<defs>{_gradient("wall", ("#f4e3d0", "#ecd3ba", "#d4b08f"))}{_glow("sun", "#fff4d8", 0.95)}
{_gradient("arch", ("#d98e67", "#c77a55"), 'x1="0" y1="0" x2="0" y2="1"')}{_BLUR.format(7)}</defs>
<rect width="1280" height="720" fill="url(#wall)"/><g filter="url(#far)">
<path d="M420 720 V300 C420 150 530 70 640 70 C750 70 860 150 860 300 V720Z" fill="url(#arch)" opacity=".55"/>
<circle cx="1010" cy="190" r="84" fill="#c98e5a"/><circle cx="1010" cy="190" r="66" fill="#f6ecdd"/>
<path d="M1010 150 V190 L1036 206" stroke="#8a5a36" stroke-width="7" fill="none"/>
<rect x="24" y="180" width="300" height="16" fill="#a87347"/><rect x="60" y="120" width="60" height="60" fill="#e9efe9"/>
{_leaves(90, 124, 110, greens, 4, 9)}<rect x="200" y="104" width="44" height="76" fill="#c5684a"/><circle cx="276" cy="150" r="30" fill="#efe7da"/>
<path d="M60 720 L84 560 H256 L280 720Z" fill="#e9dccb"/>{_leaves(170, 570, 330, greens, 11, 17)}
<path d="M1050 720 L1070 590 H1220 L1240 720Z" fill="#b9653f"/>{_leaves(1146, 600, 300, greens, 21, 15)}
<path d="M1190 0 C1180 80 1210 120 1196 190" stroke="#4d7d54" stroke-width="8" fill="none"/>
{"".join(f'<ellipse cx="{1190 + 24 * (-1) ** i}" cy="{24 + i * 30}" rx="22" ry="12" fill="{greens[i % 4]}"/>' for i in range(7))}
</g><ellipse cx="1120" cy="90" rx="460" ry="330" fill="url(#sun)" opacity=".55"/>{_vignette()}"""


_ROOMS = {"office": _office, "library": _library, "study": _study, "loft": _loft, "garden": _garden}
