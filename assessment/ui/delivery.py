"""What stands between the application and the network, whichever entry it is served by."""

from __future__ import annotations

from starlette.middleware import Middleware

from assessment.ui.compression import CompressedFiles
from assessment.ui.protection import Protection

DELIVERY = (Middleware(Protection), Middleware(CompressedFiles))
