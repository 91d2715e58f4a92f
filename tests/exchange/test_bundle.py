"""The bundle: nothing is lost in it, nothing that is damaged, strange or hostile comes out of it."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from assessment.errors import InputError
from assessment.exchange.answer_files import read_answers
from assessment.exchange.bundle import bundle_json, checksum, empty_bundle, read_bundle
from assessment.exchange.instrument_json import instrument_json
from assessment.exchange.result_json import result_json
from assessment.exchange.schemas import MODELS, json_schema
from assessment.exchange.strict_json import UnreadableJson, parsed_json
from assessment.model import Answer, AnswerRevision, Assessment, AssessmentHistory
from assessment.results import result_of
from assessment.sample import sample_sheet
from assessment.service import AssessmentService
from questions.load import load_instrument
from questions.model import Instrument
from tests.fakes import MemoryStore
from tests.small import small_instrument, small_sheet

NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
SMALL = small_instrument()
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=50)


def a_history(*levels: str, practice: str = "R1.1.1a", **details: Any) -> AssessmentHistory:
    """An assessment whose one practice was answered with these levels, one after the other."""
    assessment = Assessment.model_validate(
        {
            "id": "a1",
            "organisation": "Ministry",
            "stakeholder_types": ("origin",),
            "instrument_id": "small",
            "instrument_version": "1",
            "assessed_on": date(2026, 2, 28),
            "targets": {"R1.1.1": 62.5},
            "created_at": NOON,
            **details,
        }
    )
    revisions = tuple(
        AnswerRevision(
            assessment_id=assessment.id,
            answer=Answer(practice_id=practice, answer=level),
            revision=number,
            author="ana",
            at=NOON + timedelta(minutes=number),
            operation_id=f"{practice}-{number}",
        )
        for number, level in enumerate(levels, start=1)
    )
    return AssessmentHistory(assessment=assessment, revisions=revisions)


def read(data: bytes, instrument: Instrument = SMALL) -> AssessmentHistory:
    return read_bundle(io.BytesIO(data), "b.json", instrument)


def problems(data: bytes, instrument: Instrument = SMALL) -> str:
    with pytest.raises(InputError) as refused:
        read(data, instrument)
    return str(refused.value)


def sealed(content: dict[str, Any]) -> bytes:
    """The content with a checksum that fits."""
    return json.dumps({**content, "sha256": checksum(content)}).encode()


def content(*levels: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bundle_json(a_history(*levels)))
    return found


histories = st.builds(
    lambda lists, target, organisation, moment: AssessmentHistory(
        assessment=Assessment(
            id="a1",
            organisation=organisation,
            stakeholder_types=("origin",),
            instrument_id="small",
            instrument_version="1",
            target=target,
            created_at=moment,
        ),
        revisions=tuple(
            AnswerRevision(
                assessment_id="a1",
                answer=Answer(practice_id=practice, answer=code, evidence=text, comment=text[::-1]),
                revision=number,
                author=text,
                at=moment,
                operation_id=f"{practice}.{number}",
            )
            for practice, entries in sorted(lists.items())
            for number, (code, text) in enumerate(entries, start=1)
        ),
    ),
    st.dictionaries(
        st.sampled_from(sorted(SMALL.practices)),
        st.lists(st.tuples(st.sampled_from(["", "dk", "0", "1", "2", "3", "4"]), TEXTS), min_size=1, max_size=3),
    ),
    st.none() | st.floats(min_value=0, max_value=100, exclude_min=True),
    TEXTS,
    st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30)).map(lambda at: at.replace(tzinfo=UTC)),
)


@unhurried
@given(histories)
def test_what_is_written_is_read_back_to_the_last_detail(history: AssessmentHistory) -> None:
    data = bundle_json(history)
    assert read(data) == history
    assert bundle_json(read(data)) == data


@unhurried
@given(histories)
def test_a_written_bundle_fits_its_schema(history: AssessmentHistory) -> None:
    Draft202012Validator(json_schema("bundle")).validate(json.loads(bundle_json(history)))


def test_the_checksum_is_that_of_the_canonical_form() -> None:
    # Written out by hand after RFC 8785: keys in order, no spaces, 62.5 and 75 as the shortest numbers.
    canonical = '{"a":[62.5,75,true,null],"b":{"é":"\\n"}}'
    given_otherwise = {"b": {"é": "\n"}, "a": [62.50, 75.0, True, None], "sha256": "whatever"}
    assert checksum(given_otherwise) == hashlib.sha256(canonical.encode()).hexdigest()


def test_spaces_and_order_do_not_matter_and_an_answer_does() -> None:
    found = content("2", "3")
    assert read(json.dumps(dict(reversed(found.items()))).encode()) == a_history("2", "3")
    assert read(b"\xef\xbb\xbf" + json.dumps(found).encode()) == a_history("2", "3")
    found["answers"][0]["answer"] = "4"
    assert "checksum" in problems(json.dumps(found).encode())


def test_times_of_other_zones_are_the_same_moments() -> None:
    found = content("2")
    elsewhere = (NOON + timedelta(minutes=1)).astimezone(timezone(timedelta(hours=9)))
    found["answers"][0]["at"] = elsewhere.isoformat()
    assert read(sealed(found)) == a_history("2")


def changed(**keys: object) -> Callable[[dict[str, Any]], None]:
    return lambda found: found.update(keys)


def detail(**keys: object) -> Callable[[dict[str, Any]], None]:
    return lambda found: found["assessment"].update(keys)


def first(**keys: object) -> Callable[[dict[str, Any]], None]:
    return lambda found: found["answers"][0].update(keys)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (changed(format="other"), "no bundle of an assessment"),
        (changed(format_version=4), "format 4, this release reads up to format 3. Update the tool."),
        (changed(format_version="1"), "format_version"),
        (changed(extra=1), "extra"),
        (changed(plan_of_action=[{"gap": "R1.1.1"}]), "plan_of_action"),
        (changed(answers={}), "answers"),
        (detail(instrument_id="other"), "is for other version 1, the question bank here is small version 1"),
        (detail(instrument_version="2"), "is for small version 2, the question bank here is small version 1"),
        (detail(instrument_version=None), "the question bank here"),
        (detail(id="../../etc"), "assessment.id"),
        (detail(id=""), "assessment.id"),
        (detail(id="a" * 65), "assessment.id"),
        (detail(organisation="x" * 201), "assessment.organisation"),
        (detail(target=0), "assessment.target"),
        (detail(target="75"), "assessment.target"),
        (detail(target=True), "assessment.target"),
        (detail(targets={"R9.9.9": 50}), "R9.9.9"),
        (detail(stakeholder_types=[]), "no stakeholder type"),
        (detail(stakeholder_types=["emperor"]), "'emperor' is not a stakeholder type"),
        (detail(created_at="2026-03-01T12:00:00"), "assessment.created_at"),
        (detail(assessed_on="2026-02-30"), "assessment.assessed_on"),
        (first(at="2026-03-01T12:00:00"), "answers[0].at"),
        (first(at="9999-12-31T23:59:59-12:00"), "answers[0].at"),
        (first(revision=0), "answers[0].revision"),
        (first(revision=1.5), "answers[0].revision"),
        (first(revision=3), "R1.1.1a: its revisions are not numbered"),
        (first(operation_id="R1.1.1a-2"), "two revisions are of the same save"),
        (first(operation_id=""), "answers[0].operation_id"),
        (first(practice_id="R9.9.9a"), "there is no practice 'R9.9.9a'"),
        (first(answer="5"), "revision 1 of R1.1.1a: answer '5'"),
        (first(answer=2), "answers[0].answer"),
        (first(answer="na"), "na needs a reason"),
        (first(evidence="x" * 4001), "answers[0].evidence"),
        (first(author=None), "answers[0].author"),
    ],
)
def test_what_is_not_allowed_is_refused_with_its_place(change: Callable[[dict[str, Any]], None], said: str) -> None:
    found = content("2", "3")
    change(found)
    assert said in problems(sealed(found))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no JSON"),
        (b"[]", "no bundle"),
        (b"null", "no bundle"),
        (b"{", "b.json:1: this is no JSON"),
        (b'{"a": 1,\n\n x', "b.json:3: this is no JSON"),
        (b'{"a": 1, "a": 2}', "the key 'a' stands twice"),
        (b'{"a": {"b": 1, "b": 1}}', "the key 'b' stands twice"),
        (b'{"a": NaN}', "'NaN' is no number"),
        (b'{"a": -Infinity}', "'-Infinity' is no number"),
        (b'{"a": 1e400}', "'1e400' is no number"),
        (b'{"a": ' + b"9" * 5000 + b"}", "is no number"),
        (b'{"a": "\\u0000"}', "NUL"),
        (b'{"\\u0000": 1}', "NUL"),
        (b'{"a": "\0"}', "no JSON"),
        (b'{"a": "\\ud800"}', "surrogate"),
        (b'{"a": "\\udc00\\ud800"}', "surrogate"),
        (b'{"a": "\xed\xa0\x80"}', "b.json:1: the line is not UTF-8"),
        (b'\n{"a": "\xff"}', "b.json:2: the line is not UTF-8"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, "nested deeper than 32"),
        (b'{"a":' * 100_000, "nested deeper than 32"),
        (b"[" * 100_000 + b"]" * 100_000, "nested deeper than 32"),
        (b'{"format": "micic-bundle", "format_version": 1, "n": 9007199254740993}', "too large"),
        (b'{"format": "micic-bundle", "format_version": 1}', "checksum"),
        (b'{"format": "micic-bundle", "format_version": 99999999999999999999}', "Update the tool"),
    ],
)
def test_hostile_json_gives_a_sentence(data: bytes, said: str) -> None:
    assert said in problems(data)


def test_a_whole_pair_of_surrogates_is_a_character() -> None:
    assert parsed_json(b'"\\ud83d\\ude00"') == "\N{GRINNING FACE}"


@unhurried
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode(errors="surrogatepass")))
def test_any_bytes_are_json_or_a_sentence(data: bytes) -> None:
    with contextlib.suppress(UnreadableJson):
        parsed_json(data)


def test_no_more_than_the_limit_is_read() -> None:
    file = io.BytesIO(b"{" * 1000)
    with pytest.raises(InputError, match="larger"):
        read_bundle(file, "b.json", SMALL, size_limit=10)
    assert file.tell() == 11


def test_a_bundle_of_what_is_no_longer_asked_is_read() -> None:
    # The types were changed after the answer was given; the instrument knows the practice all the same.
    real = load_instrument()
    unasked = next(id for id, practice in real.practices.items() if practice.role_of("origin") is None)
    details = {"instrument_id": real.id, "instrument_version": real.version, "targets": {}}
    history = a_history("2", practice=unasked, **details)
    assert read(bundle_json(history), real) == history


def test_the_current_answers_of_a_bundle_are_scored_like_those_of_a_table() -> None:
    service = AssessmentService(MemoryStore(), SMALL)
    kept = service.add_sheet(small_sheet())
    for name in ("b.json", "-", "b.csv"):
        (sheet,) = read_answers(io.BytesIO(bundle_json(service.whole(kept.id))), name, SMALL).sheets
        assert sheet == service.sheet(kept.id)
    assert result_of(SMALL, sheet) == service.result(kept.id)


def test_only_the_newest_answers_of_a_bundle_count() -> None:
    (sheet,) = read_answers(io.BytesIO(bundle_json(a_history("2", "0", "3"))), "b.json", SMALL).sheets
    assert {id: answer.answer for id, answer in sheet.answers.items()} == {"R1.1.1a": "3"}


def test_other_types_replace_those_of_the_bundle() -> None:
    real = load_instrument()
    data = empty_bundle(real, ("host", "origin"), "e1", NOON)
    assert read(data, real).assessment.stakeholder_types == ("origin", "host")
    (sheet,) = read_answers(io.BytesIO(data), "e.json", real, ("io",)).sheets
    assert sheet.assessment.stakeholder_types == ("io",)
    assert sheet.answers == {}


@pytest.mark.parametrize("kind", MODELS)
def test_the_schemas_are_schemas(kind: str) -> None:
    Draft202012Validator.check_schema(json_schema(kind))


def test_the_instrument_fits_its_schema() -> None:
    for instrument in (load_instrument(), SMALL):
        Draft202012Validator(json_schema("instrument")).validate(json.loads(instrument_json(instrument)))


def test_results_fit_their_schema_and_others_do_not() -> None:
    validator = Draft202012Validator(json_schema("result"))
    real = load_instrument()
    for instrument, sheet in (
        (real, sample_sheet(real, date(2026, 6, 1))),
        (SMALL, small_sheet()),
        (SMALL, small_sheet({})),
    ):
        result = json.loads(result_json(instrument, sheet, result_of(instrument, sheet)))
        validator.validate(result)
        for key in result:
            assert not validator.is_valid({other: value for other, value in result.items() if other != key}), key


def test_a_marking_travels_with_the_bundle_and_earlier_releases_read_what_has_none() -> None:
    history = a_history("2", "0")
    assert b"marking" not in bundle_json(history)
    marked = history.model_copy(
        update={"assessment": history.assessment.model_copy(update={"marking": "Official - Sensitive"})}
    )
    data = bundle_json(marked)
    assert b'"format_version": 3' in data
    assert read(data) == marked
