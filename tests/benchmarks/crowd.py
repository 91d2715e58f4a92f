"""Many respondents at once, each answering every two seconds, and what they were told was saved."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from assessment.model import Assessment
from assessment.service import AssessmentService
from assessment.store import open_store
from questions.load import load_instrument
from tests.benchmarks.respondent import LOST, Respondent

EVERY_SECONDS = 2.0
ARRIVALS_A_SECOND = 4
LIMIT_SECONDS = 1.0
WINDOW_SECONDS = 5.0
BAD_SECONDS = 3
RETRY_SECONDS = 0.3
LEVELS = 5


@dataclass
class Told:
    """What the respondents were told.

    Attributes:
        saved: levels said to be saved, in order, by (assessment, practice).
        open: the level sent and not answered, by the same.
        troubles: words of red messages.
        times: (moment, seconds) of each reply.
        last_saved: when each assessment was last told so.
        asked_at: when the open question of each respondent was sent.
    """

    saved: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    open: dict[tuple[str, str], str] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    times: list[tuple[float, float]] = field(default_factory=list)
    asked_at: dict[int, float] = field(default_factory=dict)
    last_saved: dict[str, float] = field(default_factory=dict)

    @property
    def acknowledged(self) -> int:
        """Number of answers said to be saved."""
        return sum(map(len, self.saved.values()))

    def p95(self, seconds: float = WINDOW_SECONDS) -> float | None:
        """Of the replies of the last seconds, and of those still awaited; ``None`` while there are too few."""
        now = time.perf_counter()
        recent = [took for at, took in reversed(self.times[-5000:]) if now - at < seconds]
        recent += [now - at for at in self.asked_at.values() if now - at > LIMIT_SECONDS]
        return statistics.quantiles(recent, n=20)[-1] if len(recent) >= 20 else None


def assessments(url: str, number: int) -> list[str]:
    """Ids of so many new assessments of States of origin."""
    with closing(open_store(url)) as store:
        service = AssessmentService(store, load_instrument())
        return [
            service.start(Assessment(id="", organisation=f"State {position}", stakeholder_types=("origin",))).id
            for position in range(number)
        ]


async def respond(
    respondent: Respondent, told: Told, stop: asyncio.Event, *, again: bool = False, every: float = EVERY_SECONDS
) -> None:
    """Answer every two seconds until told to stop.

    Args:
        again: when the server or the line is gone, connect once more until it is there, as the page does; else that is
            an error.
        every: seconds from an answer to the next.
    """
    chance = random.Random(respondent.assessment_id)
    number = 0
    while not stop.is_set():
        try:
            await respondent.connect()
            began = time.perf_counter()
            await _answer(respondent, told, number, chance)
            number += 1
            await _rest(stop, every - (time.perf_counter() - began))
        except LOST:
            if not again:
                raise
            number += 1
            await respondent.close()
            await _rest(stop, RETRY_SECONDS)
    await respondent.close()


async def _answer(respondent: Respondent, told: Told, number: int, chance: random.Random) -> None:
    key = list(respondent.questions)[number % len(respondent.questions)]
    question = respondent.questions[key]
    level = chance.choice([n for n in range(LEVELS) if question.options[n] != question.chosen])
    place = respondent.assessment_id, key.rpartition("-")[2]
    told.open[place] = str(level)
    me = id(respondent)
    told.asked_at[me] = time.perf_counter()
    try:
        reply = await respondent.answer(key, question.options[level])
    finally:
        told.asked_at.pop(me, None)
    told.times.append((time.perf_counter(), reply.seconds))
    if reply.is_saved:
        told.last_saved[respondent.assessment_id] = told.times[-1][0]
        told.saved.setdefault(place, []).append(str(level))
        told.open.pop(place, None)
    elif reply.trouble:
        told.troubles.append(reply.trouble)


async def _rest(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), max(seconds, 0.001))
    except TimeoutError:
        return


class Crowd:
    """Respondents that arrive one after the other, on one server or in turn on several."""

    def __init__(self, urls: Sequence[str], ids: Sequence[str]) -> None:
        self._urls, self._ids = urls, ids
        self.told = Told()
        self._stop = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def __len__(self) -> int:
        return len(self._tasks)

    async def arrive(self) -> None:
        """One more, and the pause until the next."""
        position = len(self._tasks)
        respondent = Respondent(self._urls[position % len(self._urls)], self._ids[position])
        self._tasks.append(asyncio.create_task(respond(respondent, self.told, self._stop)))
        await asyncio.sleep(1 / ARRIVALS_A_SECOND)

    async def leave(self) -> None:
        """All finish the answer that they are at; raises what any of them met."""
        self._stop.set()
        await asyncio.gather(*self._tasks)


async def held(crowd: Crowd, most: int) -> int:
    """Let respondents arrive until the replies are late; how many there were when they last were not."""
    good, bad = 0, 0
    while len(crowd) < most and bad < BAD_SECONDS * ARRIVALS_A_SECOND:
        await crowd.arrive()
        late = crowd.told.p95()
        if late is None or late < LIMIT_SECONDS:
            good, bad = len(crowd), 0
        else:
            bad += 1
    return good


def missing(url: str, told: Told) -> Iterator[str]:
    """Every answer that was said to be saved and is not stored, or that is stored and nobody gave."""
    with closing(open_store(url)) as store:
        for (assessment_id, practice_id), levels in told.saved.items():
            kept = [one.answer.answer for one in store.history(assessment_id, practice_id)]
            if not is_within(levels, kept):
                yield f"{assessment_id} {practice_id}: said {levels}, stored {kept}"


def is_within(said: Sequence[str], stored: Sequence[str]) -> bool:
    """Does all that was said stand in what is stored, in its order? More may be stored: a reply may have been lost.

    >>> is_within(["1", "3"], ["1", "2", "3"]), is_within(["1", "3"], ["3", "1"])
    (True, False)
    """
    rest = iter(stored)
    return all(level in rest for level in said)
