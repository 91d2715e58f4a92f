"""Entry of a shared installation: the pages, what sign-in reads, and the way back after it.

``micic run`` starts it where the environment names a provider. The secrets go to Streamlit in memory, never to a file.
"""

import streamlit as st
from starlette.middleware import Middleware

from assessment.sign_in import sign_in_settings
from assessment.ui.delivery import DELIVERY
from assessment.ui.entrance import tell
from assessment.ui.returning import Returning
from assessment.ui.server import ENTRY

_sign_in = sign_in_settings()
if _sign_in is None:
    raise SystemExit("Start the application with: micic run")
app = st.App(
    ENTRY,
    secrets={"auth": {**_sign_in.for_streamlit}},
    on_script_error=tell,
    middleware=[Middleware(Returning, address=_sign_in.address), *DELIVERY],
)
