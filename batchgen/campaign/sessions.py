"""Sessions: what the rooms of a run share, made for one batch, and whether its key is that of its videos."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from batchgen import errors
from batchgen.campaign import words
from batchgen.plan import context
from batchgen.plan.account_search import lookups
from batchgen.tavus import contact

if TYPE_CHECKING:
    from collections.abc import Callable

    from batchgen import models, state, stop_request


@dataclasses.dataclass(frozen=True)
class Sessions:
    """Makes sessions on one service; `emit` hears of them unless another is named."""

    service: lookups.Service
    clock: Callable[[], float]
    stop: stop_request.Stop
    emit: Callable[[models.Event], None]
    hook: Callable[[str], None] | None
    hints: context.Hints

    def on(
        self,
        store: state.Store,
        *,
        patience: float = contact.LIMIT,
        emit: Callable[[models.Event], None] | None = None,
    ) -> context.Session:
        """Return a session on a state file, which waits so many seconds for a service that stays away."""
        emit = emit or self.emit
        return context.Session(
            store=store,
            make_client=self.service.client,
            emit=emit,
            stop=self.stop,
            contact=contact.Contact(
                clock=self.clock,
                stop=self.stop,
                emit=emit,
                limit=patience,
                answered=self.service.answered,
            ),
            clock=self.clock,
            hook=self.hook,
            hints=self.hints,
        )

    def owns(self, store: state.Store) -> bool:
        """Return whether the key is known to be the one that the videos were made with.

        Raises errors.StateError for the key of another account.
        """
        return lookups.check_owner(store, self.on(store), self.service.api_key)

    def unknown_owner(self, store: state.Store | None, *, is_run: bool) -> str:
        """Raise as `owns`; return why it was not looked up, if the service cannot be asked in a mere look."""
        if store is None:
            return ""
        session = self.on(store, patience=contact.LIMIT if is_run else lookups.LOOKING_SECONDS)
        try:
            lookups.check_owner(store, session, self.service.api_key)
        except errors.ServiceError as error:
            if is_run or isinstance(error, errors.AccountRefusedError):
                raise
            return words.key_not_compared(error.message)
        return ""
