"""The use cases: what a person can do, checked, timed and identified.

The service makes ids, times and operation ids, validates every answer against the instrument, and knows no screen
and no database: a :class:`~assessment.store.interface.Store` is handed to it.
"""

from assessment.service.answering import AssessmentService as AssessmentService
from assessment.service.base import LOCAL_AUTHOR as LOCAL_AUTHOR
from assessment.service.base import new_id as new_id
from assessment.service.base import now as now
from assessment.service.importing import Imported as Imported
from assessment.service.planning import NEW as NEW
from assessment.service.reading import Overview as Overview
from assessment.service.teams import INVITATION_DAYS as INVITATION_DAYS
from assessment.service.teams import Teams as Teams
