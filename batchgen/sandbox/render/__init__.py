"""Films for the sandbox: speech, a drawn presenter, scenes, encoding. Runs in worker processes.

Importing this package is light. `make_film` and `train_replica` load the picture libraries and the codecs,
which are GPL programs, so the server never calls them in its own process (docs/sandbox.md, "Licences").
"""

from __future__ import annotations

import os

from batchgen.sandbox.render.film_orders import (
    Film,
    FilmError,
    FilmOrder,
    Progress,
    RenderOptions,
    Trained,
    TrainingOrder,
)

__all__ = [
    "Film",
    "FilmError",
    "FilmOrder",
    "Progress",
    "RenderOptions",
    "Trained",
    "TrainingOrder",
    "make_film",
    "train_replica",
]


def make_film(order: FilmOrder, progress: Progress) -> Film:
    """Make one film in the order's folder and return its files.

    Raise FilmError with words for people when the film cannot be made.
    """
    _one_thread()
    from batchgen.sandbox.render.film import make

    return make(order, progress)


def train_replica(order: TrainingOrder, progress: Progress) -> Trained:
    """Make a preview replica from footage or a photo, in the order's folder.

    Raise FilmError, whose `kind` is the documented error type, for material that the API would refuse.
    """
    _one_thread()
    from batchgen.sandbox.render.presenter.training import train

    return train(order, progress)


def _one_thread() -> None:
    """Keep numpy's libraries to one thread, before they load: there is a worker for every core already."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
        os.environ.setdefault(name, "1")
