"""Request hashes of many rows, quicker than one by one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from json import encoder

from batchgen import models

_MARK = "\x00script\x00"


class Hasher:
    """Gives the same as `VideoRequest.hash`; where only the script varies, the rest is written once."""

    def __init__(self, constants: Mapping[str, models.FieldValue], varying: frozenset[str]) -> None:
        self._frame: tuple[bytes, bytes] | None = None
        if varying - set(models.UNHASHED_FIELDS) == {"script"}:
            counted = {k: v for k, v in constants.items() if k not in models.UNHASHED_FIELDS}
            text = json.dumps(
                {**counted, "script": _MARK}, sort_keys=True, ensure_ascii=False, separators=(",", ":")
            )
            before, after = text.split(json.dumps(_MARK))
            self._frame = (before.encode("utf-8", "surrogatepass"), after.encode("utf-8", "surrogatepass"))

    def hash(self, request: models.VideoRequest) -> str:
        """Return the request's hash."""
        script = request.fields.get("script")
        if self._frame is None or not isinstance(script, str):
            return request.hash()
        before, after = self._frame
        middle = encoder.encode_basestring(script).encode("utf-8", "surrogatepass")
        return hashlib.sha256(before + middle + after).hexdigest()
