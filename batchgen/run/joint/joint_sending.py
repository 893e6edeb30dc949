"""Joint sending: one worker's part in sending a campaign, beside whichever others there are, to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from batchgen import models, spending
from batchgen.run import lost_answers, refusal_streaks, submit, words
from batchgen.run.joint import account_memory, joint_gate, joint_queue
from batchgen.state.postgres import shared_budgets

if TYPE_CHECKING:
    from batchgen.plan.context import Session
    from batchgen.run.bookkeeper import Submitted
    from batchgen.settings import Settings
    from batchgen.state.postgres import joint_work

LOOK_EVERY = 60.0
"""Seconds between two searches of the account while there are rows to send."""

_PAUSE = 0.2
"""Seconds between two looks at the campaign while others send, or nobody may."""


def budgets(settings: Settings) -> list[shared_budgets.Budget]:
    """Return the budgets that all workers of a run's campaign keep."""
    return [
        shared_budgets.Budget(cap.scope, cap.budget.unit, cap.budget.per, cap.budget.amount, cap.words())
        for cap in spending.caps(settings)
    ]


class JointSender:
    """Sends rows of a campaign, and settles what got lost if no other worker does. Not thread-safe."""

    def __init__(
        self, session: Session, joint: joint_work.JointWork, *, connections: int, settle: float
    ) -> None:
        self._session = session
        self._joint = joint
        self._settler = lost_answers.Settler(session, seconds=settle, evidence=joint)
        self._wait = settle * lost_answers.LOST_WORKER
        self._memory = memory = account_memory.AccountMemory(joint)
        self._submitter = submit.Submitter(
            session,
            connections=connections,
            gate=joint_gate.JointGate(memory, stop=session.stop),
            streaks=account_memory.JointStreaks(memory),
        )
        self.left = ""
        """Why rows of some replicas are not sent, while all others are."""
        self._look_at = self._prove_at = session.clock()
        self._looks = 0

    def work(self, *, is_sent_enough: bool = False) -> str:
        """Send until nothing is left to be sent by anybody; return why rows are left, empty if none are.

        With `is_sent_enough` what got lost is not waited for.
        """
        while not self._session.stop.asked:
            standing, why = self.turn()
            if why or standing.state not in {"sending", "paused"}:
                return why or self.left or self._left_by_others()
            if is_sent_enough and not standing.is_due:
                break
            self._session.stop.pause(_PAUSE)
        return self.left

    def _left_by_others(self) -> str:
        """Return why rows of some replicas are not sent, where another worker met the last refusal."""
        held = self._memory.exchange(lambda _, streaks, __: dict(streaks.held))
        if not held:
            return ""
        # A row that was left is of no plan any more.
        jobs = self._session.store.jobs(models.Stage.NEW)
        replicas = {job.request().replica_id for job in jobs}.intersection(held)
        return " ".join(refusal_streaks.left_words({name}, held[name]) for name in sorted(replicas))

    def turn(self, *, most: int | None = None) -> tuple[joint_work.Standing, str]:
        """Send what is due, at most so many rows, and settle what is to be settled now.

        Return how the campaign stands, and why this worker sends nothing more, empty if it goes on.
        """
        standing = self._joint.standing()
        if standing.is_sending and standing.is_due and not self._joint.is_lost:
            found = self._send(most)
            standing = self._joint.standing()
            if found.goes_on:
                self.left = found.stopped
            elif found.stopped:
                if not found.is_away and not self._joint.is_lost:
                    self._joint.stop(found.stopped)
                return self._joint.standing(), found.stopped
            if self._joint.over_budget and standing.is_due and not standing.air:
                self._joint.pause()
                return self._joint.standing(), words.over_budget(self._joint.over_budget)
        if why := self._why_over(standing):
            return standing, why
        if standing.is_sending:
            self._settle(standing)
        return standing, ""

    def _send(self, most: int | None) -> Submitted:
        held = self._submitter.is_held
        return self._submitter.empty(joint_queue.JointQueue(self._joint, held, most=most))

    def _why_over(self, standing: joint_work.Standing) -> str:
        if self._joint.is_lost:
            return words.GIVEN_UP
        if standing.state == "stopped":
            return words.STOPPED_FOR_ALL
        if standing.state in {"sending", "paused"} and standing.account_state == "stopped":
            return standing.why
        return words.SERVER_CHANGED if standing.state == "sending" and standing.in_doubt else ""

    # what got lost

    def _settle(self, standing: joint_work.Standing) -> None:
        """Search the account if it is time, or note that nothing is left to do."""
        if not standing.unknown and (standing.is_due or standing.air):
            return
        is_early = bool(standing.is_due or standing.air)
        at = self._look_at if is_early else self._prove_at
        if self._session.clock() < at or not self._joint.has_role("settle"):
            return
        if is_early:
            self._look_at = self._session.clock() + LOOK_EVERY
            self._settler.look()
            self._looks = 0
            return
        self._prove(standing)

    def _prove(self, standing: joint_work.Standing) -> None:
        """With nothing in the air and nothing due: let two looks prove what was never made."""
        if standing.unknown and self._looks < lost_answers.MOST_WALKS:
            self._looks += 1
            result = self._settler.look()
            self._prove_at = self._session.clock() + self._wait
            if result.unknown > result.waiting and not result.missing:
                return
            if result.missing or not result.waiting:
                self._looks = 0
                self._prove_at = self._session.clock()
                return
        self._joint.finish(standing.go)
