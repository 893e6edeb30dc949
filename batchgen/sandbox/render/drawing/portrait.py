"""A stock presenter's portrait as SVG, which any browser draws: it needs no picture library."""

from __future__ import annotations

from batchgen.sandbox.render.drawing import clothes, figure, hair, looks, rooms

_WHOLE = (0, 0, figure.WIDTH, figure.HEIGHT)
_BARS = (40, 90, 150, 190, 150, 90, 40)
_CARD = (
    '<rect width="1280" height="720" fill="#2a3e60"/>'
    '<rect x="240" y="170" width="800" height="34" rx="17" fill="#f4f6fa"/>'
    '<rect x="320" y="240" width="640" height="34" rx="17" fill="#8fa3c4"/>'
)
"""The title card, without words: a picture that the browser draws may have other fonts."""


def svg(look: str) -> str:
    """Return the portrait of a stock presenter's look. Raise KeyError if there is none of that name."""
    if look == "card":
        bars = "".join(
            f'<rect x="{430 + 64 * place}" y="{480 - height // 2}" width="36" height="{height}" fill="#6ea8fe"/>'
            for place, height in enumerate(_BARS)
        )
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1280 720">{_CARD}{bars}</svg>'
    drawn = looks.LOOKS[look]
    layers = (
        rooms.room(drawn.room),
        hair.behind(drawn),
        clothes.body(drawn),
        figure.head(drawn, figure.Face()),
    )
    return figure.document(drawn, _WHOLE, 1, "".join(layers))
