"""Listening for the service's callbacks: hints that a video is finished, each confirmed by asking."""

from batchgen.listen.callback_address import TUNNEL, callback_url, secret_of
from batchgen.listen.listener import Listener, need_extra

__all__ = ["TUNNEL", "Listener", "callback_url", "need_extra", "secret_of"]
