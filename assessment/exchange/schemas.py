"""The JSON Schemas of the files in JSON, drawn from the models that read or describe them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from assessment.exchange.bundle import Bundle
from assessment.exchange.result_json import dumped
from assessment.exchange.result_model import ResultShape
from questions.model import Instrument

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MODELS: Mapping[str, type[BaseModel]] = {"result": ResultShape, "bundle": Bundle, "instrument": Instrument}


def json_schema(kind: str) -> dict[str, Any]:
    """The schema of ``result``, ``bundle`` or ``instrument``. Raises ``KeyError`` for another kind."""
    return {"$schema": DIALECT, **MODELS[kind].model_json_schema()}


def schema_json(kind: str) -> bytes:
    """The same as a file, UTF-8."""
    return dumped(json_schema(kind), indent=2) + b"\n"
