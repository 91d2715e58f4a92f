"""The questionnaire as an XLSForm: for KoboToolbox, ODK and what else reads it.

Practice ids become ``R3_1_10b``; the codes of answers are the names of the choices; what belongs to an answer stands
beside it (``R3_1_10b_evidence``). The form is made for certain stakeholder types, because the statements depend on the
role; each practice carries the types that are asked of it as ``relevant``.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assessment.exchange.form_columns import NA_REASON, field_name
from assessment.exchange.text_workbook import text_workbook
from assessment.model import DONT_KNOW, LONG_TEXT, NA, ORGANISATION_SUBJECT, SHORT_TEXT
from assessment.results import plan_of
from assessment.texts import english_name, language, languages
from assessment.texts import translate as _
from questions.model import Instrument, NaReason, Practice, Recommendation, Topic
from questions.translate import translated

EVIDENCE, EVIDENCE_DATE, RESPONSIBLE, COMMENT = "evidence", "evidence_date", "responsible", "comment"
TYPES = "stakeholder_types"
_SURVEY = ("type", "name", "required", "relevant", "constraint", "calculation", "default", "appearance")

Row = dict[str, str]
Saying = Callable[[Instrument], str]


def xlsform(instrument: Instrument, types: Sequence[str], languages: Sequence[str], topic: str | None = None) -> bytes:
    """The form for these types, in all these languages, the first as its default; of one topic when it is named.

    Args:
        instrument: in its own language.
        types: known to the instrument, in any order.
        languages: codes such as ``en``; there is at least one.
    """
    return _workbook(_Form(instrument, instrument.ordered_types(tuple(types)), languages, topic))


def form_languages(instrument: Instrument, first: str) -> list[str]:
    """Languages for a form: the one to begin with, then all others that the instrument has texts in.

    Args:
        instrument: in its own language.
    """
    others = (code for code in languages() if translated(instrument, code).language == code)
    return list(dict.fromkeys([first, instrument.language, *others]))


@dataclass
class _Form:
    """A form while it is made: its rows, each text in every language."""

    instrument: Instrument
    types: tuple[str, ...]
    languages: Sequence[str]
    topic: str | None
    survey: list[Row] = field(default_factory=list)
    choices: list[Row] = field(default_factory=list)
    reasons: dict[tuple[NaReason, ...], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.in_language: Mapping[str, Instrument] = {
            code: translated(self.instrument, code) for code in self.languages
        }
        self.plan = plan_of(self.instrument, self.types)
        self._identity()
        for scale in self.instrument.scales:
            self._levels(scale.id)
        for topic in self.instrument.topics:
            if self.topic in (None, topic.id):
                self._topic(topic)

    def title(self, name: str) -> str:
        """The head of a column of texts in one language: ``label::English (en)``."""
        code = language.get()
        return f"{name}::{english_name(code)} ({code})"

    def add(self, rows: list[Row], row: Row, **texts: Saying) -> None:
        """A row with its texts in every language."""
        for code, instrument in self.in_language.items():
            token = language.set(code)
            try:
                row |= {self.title(name): _literal(say(instrument)) for name, say in texts.items()}
            finally:
                language.reset(token)
        rows.append(row)

    def ask(self, kind: str, name: str, label: Saying, hint: Saying | None = None, /, **columns: str) -> None:
        """One row of the survey."""
        texts = {"label": label} if hint is None else {"label": label, "hint": hint}
        self.add(self.survey, {"type": kind, "name": name, **columns}, **texts)

    def _identity(self) -> None:
        constants = {
            "instrument_id": self.instrument.id,
            "instrument_version": self.instrument.version,
            TYPES: " ".join(self.types),
        }
        for name, value in constants.items():
            self.survey.append({"type": "calculate", "name": name, "calculation": f"'{value}'"})
        self.ask("begin_group", "about", lambda _i: _("About this assessment"), appearance="field-list")
        self.ask("note", "about_note", lambda _i: _("Write about the organization, never about individual people."))
        self._short("organisation", lambda _i: _("Organization"))
        self.ask(
            "text",
            "country",
            lambda _i: _("Country, as its three-letter ISO code (optional)"),
            constraint="regex(., '^[A-Z]{3}$')",
        )
        self._short(
            "subject",
            lambda _i: _("What is assessed: 'organisation', or the name of a contingency plan"),
            default=ORGANISATION_SUBJECT,
        )
        self.ask("date", "assessed_on", lambda _i: _("Assessed on"), default="today()")
        self.survey.append({"type": "end_group"})

    def _levels(self, scale_id: str) -> None:
        """The choices of a scale, with and without "not applicable"."""
        for name, allows_na in ((scale_id, False), (f"{scale_id}_na", True)):
            for level in self.instrument.scales_by_id[scale_id].levels:
                self._choice(name, level.code, _level_text(scale_id, level.code))
            if allows_na:
                self._choice(name, NA, lambda _i: _("Not applicable"))
            self._choice(name, DONT_KNOW, lambda _i: _("Don't know"))

    def _choice(self, list_name: str, name: str, label: Saying) -> None:
        self.add(self.choices, {"list_name": list_name, "name": name}, label=label)

    def _topic(self, topic: Topic) -> None:
        asked = {practice.id for practice in self.plan.practices}
        groups = [
            (group, [r for r in group.recommendations if any(practice.id in asked for practice in r.practices)])
            for group in topic.working_groups
        ]
        if not any(found for _group, found in groups):
            return
        position = self.instrument.topics.index(topic)
        self.ask("begin_group", f"topic_{topic.id}", lambda i: f"{topic.id} {i.topics[position].title}")
        for group, recommendations in groups:
            if not recommendations:
                continue
            name = f"g_{field_name(group.id)}"
            self.ask("begin_group", name, _group_title(group.id))
            for recommendation in recommendations:
                self._recommendation(recommendation)
            self.survey.append({"type": "end_group"})
        self.survey.append({"type": "end_group"})

    def _recommendation(self, recommendation: Recommendation) -> None:
        id = recommendation.id
        self.ask(
            "begin_group",
            f"page_{field_name(id)}",
            lambda i: f"{id} {i.recommendations[id].title}",
            appearance="field-list",
        )
        for practice in recommendation.practices:
            if practice.id in self.plan.column:
                self._practice(practice)
        self.survey.append({"type": "end_group"})

    def _practice(self, practice: Practice) -> None:
        id, name, role = practice.id, field_name(practice.id), self.plan.role_of(practice.id)
        asked = [code for code in self.types if practice.role_of(code)]
        self.ask(
            f"select_one {practice.scale}_na" if practice.na_reasons else f"select_one {practice.scale}",
            name,
            lambda i: f"{id} {i.practices[id].statement(role)}",
            lambda i: _criteria(i.practices[id].criteria(role)),
            relevant=" or ".join(f"selected(${{{TYPES}}}, '{code}')" for code in asked),
        )
        if practice.na_reasons:
            self.ask(
                f"select_one {self._reasons(practice)}",
                f"{name}_{NA_REASON}",
                lambda _i: _("Why is it not applicable?"),
                relevant=f"${{{name}}} = '{NA}'",
                required="yes",
            )
        answered = f"${{{name}}} != ''"
        self._long(f"{name}_{EVIDENCE}", lambda _i: _("Evidence: policies, dates, documents"), relevant=answered)
        has_evidence = f"${{{name}_{EVIDENCE}}} != ''"
        self._short(f"{name}_{EVIDENCE_DATE}", lambda _i: _("Date of the evidence"), relevant=has_evidence)
        self._short(f"{name}_{RESPONSIBLE}", lambda _i: _("Unit responsible"), relevant=has_evidence)
        self._long(f"{name}_{COMMENT}", lambda _i: _("Comment"), relevant=answered)

    def _reasons(self, practice: Practice) -> str:
        """The list of choices for the reasons of a practice; the same reasons are one list."""
        if practice.na_reasons not in self.reasons:
            list_name = self.reasons[practice.na_reasons] = f"reasons_{len(self.reasons) + 1}"
            for position, reason in enumerate(practice.na_reasons):
                self._choice(list_name, reason.id, _reason_text(practice.id, position))
        return self.reasons[practice.na_reasons]

    def _short(self, name: str, label: Saying, **columns: str) -> None:
        self.ask("text", name, label, constraint=f"string-length(.) <= {SHORT_TEXT}", **columns)

    def _long(self, name: str, label: Saying, **columns: str) -> None:
        self.ask("text", name, label, constraint=f"string-length(.) <= {LONG_TEXT}", appearance="multiline", **columns)


def _level_text(scale_id: str, code: str) -> Saying:
    def said(instrument: Instrument) -> str:
        scale = instrument.scales_by_id[scale_id]
        level = scale.levels[scale.index[code]]
        return f"{level.title}: {level.description}" if level.description else level.title

    return said


def _group_title(group_id: str) -> Saying:
    def said(instrument: Instrument) -> str:
        title = next(group.title for group in instrument.working_groups() if group.id == group_id)
        return f"{group_id} {title}"

    return said


def _reason_text(practice_id: str, position: int) -> Saying:
    return lambda instrument: instrument.practices[practice_id].na_reasons[position].text


def _criteria(criteria: Sequence[str]) -> str:
    return _("In place when: {criteria}").format(criteria="; ".join(criteria)) if criteria else ""


def _literal(text: str) -> str:
    """The text without what a form would take for a reference."""
    return text.replace("${", "$ {")


def _workbook(form: _Form) -> bytes:
    buffer = io.BytesIO()
    with text_workbook(buffer) as book:
        bold = book.add_format({"bold": True})
        settings = {
            "form_title": form.instrument.title,
            "form_id": _form_id(form),
            "version": form.instrument.version,
            "default_language": form.title("label").partition("::")[2],
        }
        sheets = {"survey": form.survey, "choices": form.choices, "settings": [settings]}
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            columns = list(_columns(rows))
            sheet.freeze_panes(1, 0)
            for column, title in enumerate(columns):
                sheet.write_string(0, column, title, bold)
                sheet.set_column(column, column, 60 if "::" in title else 18)
            for line, row in enumerate(rows, start=1):
                for column, title in enumerate(columns):
                    if text := row.get(title):
                        sheet.write_string(line, column, text)
    return buffer.getvalue()


def _form_id(form: _Form) -> str:
    """An id of this form's own: that of the instrument, its types and its topic."""
    parts = [form.instrument.id, *form.types, *(["topic", form.topic] if form.topic else [])]
    return "_".join(parts).replace(":", "-").replace("-", "_")


def _columns(rows: Sequence[Row]) -> Iterator[str]:
    """All columns that a sheet needs: those without a language in their usual order, then the others as they come."""
    found = dict.fromkeys(title for row in rows for title in row)
    yield from (title for title in _SURVEY if title in found)
    yield from (title for title in found if title not in _SURVEY)
