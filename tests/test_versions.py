"""An assessment is scored with the instrument version that it was answered with, and with no other."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assessment.errors import AssessmentError, OtherVersion
from assessment.model import Answer, Assessment
from assessment.service import AssessmentService
from questions.load import load_instrument
from tests.fakes import MemoryStore

INSTRUMENT = load_instrument()
NEXT = INSTRUMENT.model_copy(update={"version": "2"})


def answered() -> tuple[MemoryStore, str]:
    """A store with one assessment that was answered with version 1."""
    store = MemoryStore()
    service = AssessmentService(store, INSTRUMENT)
    started = service.start(Assessment(id="new", organisation="Ministry", stakeholder_types=("origin",)))
    service.record_answer(started.id, Answer(practice_id="R1.1.8a", answer="3"), 0)
    return store, started.id


@pytest.mark.parametrize(
    "use",
    [
        lambda service, it: service.assessment(it),
        lambda service, it: service.sheet(it),
        lambda service, it: service.result(it),
        lambda service, it: service.duplicate(it),
        lambda service, it: service.record_answer(it, Answer(practice_id="R1.1.8a", answer="0"), 1),
    ],
)
def test_another_version_neither_shows_nor_scores_nor_changes_it(
    use: Callable[[AssessmentService, str], object],
) -> None:
    store, id = answered()
    before = dict(store.current(id))
    with pytest.raises(OtherVersion, match=r"micic-io-2016 1.*micic-io-2016 2") as refused:
        use(AssessmentService(store, NEXT), id)
    assert isinstance(refused.value, AssessmentError)
    assert dict(store.current(id)) == before
    assert len(store.assessments()) == 1


def test_it_is_listed_without_a_result_beside_those_that_have_one() -> None:
    store, id = answered()
    service = AssessmentService(store, NEXT)
    newer = service.start(Assessment(id="new", organisation="Ministry", stakeholder_types=("origin",)))
    listed = {overview.assessment.id: overview for overview in service.overviews()}
    assert not listed[id].is_scored
    assert listed[id].practices_asked == 0
    assert listed[newer.id].is_scored
    assert service.results([overview.assessment for overview in listed.values()]).keys() == {newer.id}
    service.delete(id)
    assert [overview.assessment.id for overview in service.overviews()] == [newer.id]
