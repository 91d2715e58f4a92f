"""Files as people have them: any spreadsheet program's encoding, delimiter and line ends."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest

from assessment.errors import InputError, TypesMissing
from assessment.exchange.answer_files import AnswerFiles, read_answer_files, read_answers
from assessment.model import Answer
from questions.model import Instrument

HEADER = "assessment_id,organisation,stakeholder_types,practice_id,answer,comment"
ROWS = ["a,Côte,origin,R1.1.2a,3,né", "a,,,R1.1.3b,dk,"]
PLAIN = "\n".join([HEADER, *ROWS]) + "\n"


def read(instrument: Instrument, data: bytes | str, name: str = "answers.csv", **options: object) -> AnswerFiles:
    encoded = data.encode() if isinstance(data, str) else data
    return read_answers(io.BytesIO(encoded), name, instrument, **options)  # type: ignore[arg-type]


def is_plain(found: AnswerFiles) -> bool:
    (sheet,) = found.sheets
    return sheet.assessment.organisation == "Côte" and dict(sheet.answers) == {
        "R1.1.2a": Answer(practice_id="R1.1.2a", answer="3", comment="né"),
        "R1.1.3b": Answer(practice_id="R1.1.3b", answer="dk"),
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_encoding_line_end_and_delimiter(
    instrument: Instrument, encoding: str, line_end: str, delimiter: str
) -> None:
    text = PLAIN.replace("\n", line_end).replace(",", delimiter)
    found = read(instrument, text.encode(encoding))
    assert is_plain(found)
    assert any("Windows-1252" in str(warning) for warning in found.warnings) == (encoding == "cp1252")


def test_big_endian_utf16(instrument: Instrument) -> None:
    assert is_plain(read(instrument, b"\xfe\xff" + PLAIN.encode("utf-16-be")))


def test_mixed_line_ends_blank_lines_and_blank_rows(instrument: Instrument) -> None:
    text = f"\n{HEADER}\r\n\r\n{ROWS[0]}\r,,,,,\n   ,,\n{ROWS[1]}"
    assert is_plain(read(instrument, text))


def test_columns_in_any_order_and_short_rows(instrument: Instrument) -> None:
    text = "answer,practice_id,stakeholder_types,organisation,comment\n3,R1.1.2a,origin,Côte,né\ndk,R1.1.3b\n"
    assert is_plain(read(instrument, text))


def test_an_hxl_row_is_skipped_and_not_counted(instrument: Instrument) -> None:
    text = f"{HEADER}\n#meta+id,#org+name,,#indicator+code,#indicator+value,\n" + "\n".join(ROWS)
    assert is_plain(read(instrument, text, row_limit=2))


def test_unknown_columns_are_named_in_a_warning(instrument: Instrument) -> None:
    found = read(instrument, "practice_id,answer,Colour,note\nR1.1.2a,3,red,x\n", types=("origin",))
    (warning,) = [entry for entry in found.warnings if "unknown" in entry.message]
    assert str(warning) == "answers.csv:1: unknown columns are ignored: colour, note."


def test_an_absent_version_is_a_warning(instrument: Instrument) -> None:
    found = read(instrument, PLAIN)
    assert [str(warning) for warning in found.warnings] == [
        "answers.csv: no instrument_id and version are given; the answers are read as micic-io-2016 version 1."
    ]
    with_version = (
        "instrument_id,instrument_version,stakeholder_types,practice_id,answer\nmicic-io-2016,1,origin,R1.1.2a,3\n"
    )
    assert read(instrument, with_version).warnings == ()


def test_namibia_and_words_that_elsewhere_mean_nothing(instrument: Instrument) -> None:
    text = (
        "assessment_id,organisation,country,stakeholder_types,practice_id,answer,evidence,responsible,comment\n"
        "NA,null,NAM,origin,R1.1.2a,3,inf,NaN,None\n"
        "None,NA,,origin,R1.1.2a,DK,null,NA,\n"
    )
    first, second = read(instrument, text).sheets
    assert (first.assessment.id, first.assessment.organisation, first.assessment.country) == ("NA", "null", "NAM")
    assert first.answers["R1.1.2a"] == Answer(
        practice_id="R1.1.2a", answer="3", evidence="inf", responsible="NaN", comment="None"
    )
    assert (second.assessment.id, second.assessment.organisation, second.assessment.country) == ("None", "NA", "")
    assert second.answers["R1.1.2a"] == Answer(practice_id="R1.1.2a", answer="dk", evidence="null", responsible="NA")


def test_codes_are_trimmed_and_na_and_dk_stand_in_any_case(instrument: Instrument) -> None:
    text = "practice_id,answer,na_reason\n R1.1.7a , Na , holds_no_personal_data \nR1.1.2a, DK \nR1.1.3b, 3\n"
    (sheet,) = read(instrument, text, types=("origin",)).sheets
    assert sheet.answers["R1.1.7a"] == Answer(practice_id="R1.1.7a", answer="na", na_reason="holds_no_personal_data")
    assert [sheet.answers[id].answer for id in ("R1.1.2a", "R1.1.3b")] == ["dk", "3"]


def test_identity_is_the_first_value_that_is_not_blank(instrument: Instrument) -> None:
    text = (
        "assessment_id,organisation,country,stakeholder_types,subject,assessed_on,target,practice_id,answer\n"
        "a,,,,,,,R1.1.2a,3\n"
        "a,Ministry, NAM ,host  origin,Plan,2024-05-31,62.5,R1.1.2b,3\n"
        "a,Ministry ,NAM,origin host,Plan,2024-05-31,,R1.1.3b,3\n"
    )
    (sheet,) = read(instrument, text).sheets
    kept = sheet.assessment
    assert (kept.organisation, kept.country, kept.subject) == ("Ministry", "NAM", "Plan")
    assert kept.stakeholder_types == ("origin", "host")
    assert kept.assessed_on == date(2024, 5, 31)
    assert (kept.target, dict(kept.targets)) == (None, {"R1.1.2": 62.5})
    assert (kept.instrument_id, kept.instrument_version) == (instrument.id, instrument.version)


def test_without_an_id_the_file_is_one_assessment_named_after_it(instrument: Instrument) -> None:
    (sheet,) = read(instrument, "practice_id,answer\nR1.1.2a,3\n", "folder/my plan.csv", types=("origin",)).sheets
    assert sheet.assessment.id == "my plan"
    text = "assessment_id,practice_id,answer\n,R1.1.2a,3\n"
    assert read(instrument, text, "template.csv", types=("origin",)).sheets[0].assessment.id == "template"


def test_types_given_replace_the_column(instrument: Instrument) -> None:
    (sheet,) = read(instrument, PLAIN, types=("host", "origin")).sheets
    assert sheet.assessment.stakeholder_types == ("origin", "host")
    nonsense = PLAIN.replace("origin", "nonsense")
    assert read(instrument, nonsense, types=("origin",)).sheets[0].assessment.stakeholder_types == ("origin",)


def test_no_types_anywhere_is_the_callers_mistake(instrument: Instrument) -> None:
    with pytest.raises(TypesMissing, match="--as"):
        read(instrument, "practice_id,answer\nR1.1.2a,3\n")


def test_a_practice_not_asked_may_stand_there_unanswered(instrument: Instrument) -> None:
    (sheet,) = read(instrument, "practice_id,answer\nR1.1.1a,\nR1.1.2a,3\n", types=("origin",)).sheets
    assert list(sheet.answers) == ["R1.1.2a"]


def test_an_apostrophe_before_a_formula_is_taken_away_again(instrument: Instrument) -> None:
    text = "assessment_id,organisation,practice_id,answer,comment\n'=a,'+b,R1.1.2a,3,'tis\n"
    (sheet,) = read(instrument, text, types=("origin",)).sheets
    assert (sheet.assessment.id, sheet.assessment.organisation) == ("=a", "+b")
    assert sheet.answers["R1.1.2a"].comment == "'tis"


def test_assessments_come_in_the_order_of_their_first_rows(instrument: Instrument) -> None:
    text = "assessment_id,practice_id,answer\nb,R1.1.2a,3\na,R1.1.2a,1\nb,R1.1.3b,2\n"
    found = read(instrument, text, types=("origin",)).sheets
    assert [(sheet.assessment.id, len(sheet.answers)) for sheet in found] == [("b", 2), ("a", 1)]


def test_several_files_keep_their_order(instrument: Instrument, tmp_path: Path) -> None:
    paths = [tmp_path / "z.csv", tmp_path / "a.csv"]
    for path in paths:
        path.write_text("practice_id,answer\nR1.1.2a,3\n")
    found = read_answer_files(paths, instrument, types=("origin",))
    assert [sheet.assessment.id for sheet in found.sheets] == ["z", "a"]


def test_the_same_id_in_two_files_is_refused(instrument: Instrument, tmp_path: Path) -> None:
    paths = [tmp_path / "one.csv", tmp_path / "two.csv"]
    paths[0].write_text("assessment_id,practice_id,answer\nsame,R1.1.2a,3\n")
    paths[1].write_text("assessment_id,practice_id,answer\nother,R1.1.2a,3\nsame,R1.1.2a,3\n")
    with pytest.raises(InputError) as caught:
        read_answer_files(paths, instrument, types=("origin",))
    assert (
        str(caught.value)
        == f"{paths[1]}:3: assessment 'same' is also in {paths[0]}. Give each assessment an id of its own."
    )
    with pytest.raises(InputError, match="is also in"):
        read_answer_files([paths[0], paths[0]], instrument, types=("origin",))


def test_the_problems_of_all_files_are_told_at_once(instrument: Instrument, tmp_path: Path) -> None:
    paths = [tmp_path / "one.csv", tmp_path / "two.csv"]
    for path in paths:
        path.write_text("practice_id,answer\nR1.1.2a,9\nR9.9.9z,1\n")
    with pytest.raises(InputError) as caught:
        read_answer_files(paths, instrument, types=("origin",))
    places = [(Path(problem.file).name, problem.place) for problem in caught.value.problems]
    assert places == [("one.csv", "2"), ("one.csv", "3"), ("two.csv", "2"), ("two.csv", "3")]


class Guarded(io.BytesIO):
    """A file that says how far it was read."""

    furthest = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.furthest = max(self.furthest, self.tell())
        return data


def test_a_file_over_the_row_limit_is_refused_without_reading_all_of_it(instrument: Instrument) -> None:
    row = b'R1.1.2a,3,"two\nlines"\n'
    file = Guarded(b"practice_id,answer,comment\n" + row * 300_000)
    with pytest.raises(InputError, match="more than 1,000 rows"):
        read_answers(file, "x.csv", instrument, types=("origin",), row_limit=1000)
    assert file.furthest < 3 << 20


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
def test_the_row_limit_counts_rows_not_lines(instrument: Instrument, line_end: bytes) -> None:
    rows = [b"R%d.%d.%d" % (1, 1, n) + b'z,,"two' + line_end + b'lines"' for n in range(5)]
    exact = line_end.join([b"practice_id,answer,comment", *rows]) + line_end * 3
    for limit, is_refused in ((5, False), (4, True), (3, True)):
        with pytest.raises(InputError) as caught:
            read(instrument, exact, types=("origin",), row_limit=limit)
        assert (f"more than {limit} rows" in str(caught.value)) == is_refused


def test_rows_that_a_stray_quote_hides_are_counted_all_the_same(instrument: Instrument) -> None:
    text = 'practice_id,answer,comment\nR1.1.2a,3,5" pipe\n' + "R1.1.3b,3,\n" * 3
    with pytest.raises(InputError, match="more than 2 rows"):
        read(instrument, text, types=("origin",), row_limit=2)
