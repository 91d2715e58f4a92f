"""What a page needs to begin: the service, the instrument in the reader's language, the assessment that is open.

The session keeps ids only; everything else is read from the store on each run. The id of the open assessment also
stands in the address (``?a=...``), so a reload or a link comes back to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assessment.access import Identity, Rights
from assessment.errors import NotFound, NotSignedIn, OtherVersion
from assessment.model import Assessment
from assessment.results import plan_of
from assessment.service import AssessmentService, Teams
from assessment.settings import Settings
from assessment.sign_in import SignIn, sign_in_settings
from assessment.store import directory_of, open_store
from assessment.texts import language, languages
from assessment.texts import translate as _
from assessment.ui.identity import signed_in
from assessment.ui.plain import plain
from questions.load import load_instruments
from questions.model import Instrument
from scoring.plan import ScoringPlan

if TYPE_CHECKING:
    from assessment.store.sql import SqlStore

_OPEN = "open_assessment"
_PARAMETER = "a"
_LANGUAGE, _LANGUAGE_PARAMETER = "language", "lang"


@st.cache_resource(show_spinner=False)
def sign_in() -> SignIn | None:
    """The provider that people sign in with; ``None`` where the application runs for one person alone."""
    return sign_in_settings()


@st.cache_resource(show_spinner=False)
def _store() -> SqlStore:
    """The configured database; one for the whole process, unguarded."""
    return open_store(Settings().url)


@st.cache_resource(show_spinner=False)
def _everybody() -> AssessmentService:
    """The use cases for whoever sits at this computer; one for the whole process."""
    return AssessmentService(_store(), load_instruments(Settings().instrument))


@st.cache_resource(show_spinner=False)
def teams() -> Teams:
    """The people and organizations of this installation, where several use it."""
    return Teams(directory_of(_store()), _store(), _everybody().instruments)


def rights() -> Rights | None:
    """What the person who is signed in may do, asked afresh; ``None`` where one person works alone.

    Raises:
        NotSignedIn: nobody is, or the sign-in was ended, here or in another tab.
        StoreUnavailable: the database cannot say.
    """
    if sign_in() is None:
        return None
    person = signed_in()
    if person is None:
        raise NotSignedIn
    identity = Identity(issuer=person.issuer, subject=person.subject, name=person.name)
    return teams().enter(identity, person.session, person.since)


def service() -> AssessmentService:
    """The use cases for the person of this session, as of now: for each click its own.

    Raises what :func:`rights` raises.
    """
    found = rights()
    return _everybody() if found is None else teams().service_for(found)


@st.cache_resource(show_spinner=False, max_entries=32)
def _instrument_in(instrument_id: str, version: str, lang: str) -> Instrument:
    del instrument_id  # only to tell the banks apart
    return _everybody().instruments.in_language(version, lang)


def instrument() -> Instrument:
    """The newest version of the instrument in the reader's language."""
    return _in_the_readers_language(_everybody().instrument)


def instrument_of(assessment: Assessment) -> Instrument:
    """The version that an assessment was answered with, in the reader's language; raises ``OtherVersion``."""
    return _in_the_readers_language(service().instrument_of(assessment))


def _in_the_readers_language(version: Instrument) -> Instrument:
    return _instrument_in(version.id, version.version, language.get())


def choose_language() -> None:
    """Take the language from ``?lang=``, for this run; unknown ones fall back to English.

    The session remembers it, because the navigation leads to addresses without it. Fragments, dialogs and callbacks
    call this too: they run by themselves, perhaps in a new thread, which knows nothing of the run before.
    """
    wanted = st.query_params.get(_LANGUAGE_PARAMETER) or st.session_state.get(_LANGUAGE, "")
    language.set(wanted if wanted in languages() else languages()[0])


def open_assessment(assessment_id: str) -> None:
    """Make an assessment the open one, in the session and in the address."""
    st.session_state[_OPEN] = assessment_id
    st.query_params[_PARAMETER] = assessment_id


def open_id() -> str | None:
    """Id of the open assessment, whether it exists or not."""
    return st.session_state.get(_OPEN)


def close_assessment() -> None:
    """Leave the open assessment."""
    st.session_state.pop(_OPEN, None)
    st.query_params.pop(_PARAMETER, None)


def keep_address() -> None:
    """Carry the open assessment and the language through reloads and page switches; called on every run."""
    for parameter, remembered in ((_PARAMETER, _OPEN), (_LANGUAGE_PARAMETER, _LANGUAGE)):
        wanted = st.query_params.get(parameter)
        if wanted:
            st.session_state[remembered] = wanted
        elif remembered in st.session_state:
            st.query_params[parameter] = st.session_state[remembered]


def current_assessment() -> Assessment | None:
    """The open assessment, or ``None``; raises ``NotFound`` for an id that leads nowhere."""
    assessment_id = st.session_state.get(_OPEN)
    return service().assessment(assessment_id) if assessment_id else None


def required_assessment() -> Assessment:
    """The open assessment; without one the page says how to open one, and stops."""
    trouble = ""
    try:
        assessment = current_assessment()
    except (NotFound, OtherVersion) as error:
        close_assessment()
        trouble, assessment = plain(str(error)), None
    if assessment is None:
        _nothing_is_open(trouble)
        st.stop()
    return assessment


def _nothing_is_open(trouble: str) -> None:
    from assessment.ui.links import go_to

    st.title(_("No assessment is open"), anchor=False)
    if trouble:
        st.warning(trouble)
    st.markdown(_("Start one, or open one of yours, on the Home page."))
    if st.button(_("Go to Home"), icon=":material/home:", type="primary"):
        go_to("home")


def plan_for(assessment: Assessment) -> ScoringPlan:
    """The scoring plan of an assessment, with texts in the reader's language."""
    return plan_of(instrument_of(assessment), assessment.stakeholder_types)
