"""From the dataclasses of answers to an OpenAPI 3.1 document. Pure."""

import types
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any, Union, get_args, get_origin, get_type_hints

_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    datetime: {"type": "string", "format": "date-time"},
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter in the address."""

    name: str
    about: str
    kind: type = str
    choices: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str


@dataclass(frozen=True, slots=True)
class Described:
    """What the document says about an endpoint. item: the dataclass of the answer; is_list: paged items of it."""

    path: str
    name: str
    about: str
    scope: str
    item: type
    parameters: tuple[Parameter, ...] = ()
    is_list: bool = True


PAGING = (
    Parameter("page", "number of the page, from 1", int),
    Parameter("per_page", "items on a page, 1 to 1000, 100 when left out", int),
)


def document(endpoints: Iterable[Described], version: str) -> dict[str, Any]:
    """The whole OpenAPI document."""
    found: dict[str, Any] = {}
    paths = {"/api" + one.path: {"get": _operation(one, found)} for one in endpoints}
    schema_of(Problem, found)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Dure",
            "version": version,
            "description": "Read-only. The figures are those of the pages; null means missing, never zero.",
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": found,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "responses": {
                "Problem": _content("What went wrong", {"$ref": "#/components/schemas/Problem"}, "problem+json")
            },
        },
    }


def _operation(one: Described, found: dict[str, Any]) -> dict[str, Any]:
    item = schema_of(one.item, found)
    parameters = (*one.parameters, *(PAGING if one.is_list else ()))
    problems = {str(code): {"$ref": "#/components/responses/Problem"} for code in (401, 403, 404, 422, 429)}
    return {
        "operationId": one.name,
        "summary": one.about,
        "description": f"Needs a token with the scope {one.scope}.",
        "parameters": [_parameter(parameter) for parameter in parameters],
        "responses": {"200": _content("The answer", _paged(item) if one.is_list else item), **problems},
    }


def _content(about: str, schema: dict[str, Any], kind: str = "json") -> dict[str, Any]:
    return {"description": about, "content": {f"application/{kind}": {"schema": schema}}}


def _parameter(one: Parameter) -> dict[str, Any]:
    schema = dict(_PLAIN[one.kind]) | ({"enum": list(one.choices)} if one.choices else {})
    return {"name": one.name, "in": "query", "required": one.required, "description": one.about, "schema": schema}


def _paged(item: dict[str, Any]) -> dict[str, Any]:
    whole = {"type": "integer"}
    properties = {"items": {"type": "array", "items": item}, "page": whole, "per_page": whole, "count": whole}
    return {"type": "object", "properties": properties, "required": list(properties)}


def schema_of(kind: Any, found: dict[str, Any]) -> dict[str, Any]:
    """JSON Schema of a type; dataclasses are put into `found` and referred to."""
    if kind in _PLAIN:
        return dict(_PLAIN[kind])
    if is_dataclass(kind):
        return _object(kind, found)
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return {"anyOf": [schema_of(one, found) for one in inner]}
    if origin is list:
        return {"type": "array", "items": schema_of(inner[0], found)}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": schema_of(inner[1], found)}
    raise TypeError(f"no schema for {kind}")


def _object(kind: Any, found: dict[str, Any]) -> dict[str, Any]:
    name = kind.__name__.removesuffix("Out")
    if name not in found:
        found[name] = {}  # entered first, so that a type may hold itself
        hints = get_type_hints(kind)
        properties = {field.name: schema_of(hints[field.name], found) for field in fields(kind)}
        required = [field.name for field in fields(kind) if field.default is MISSING]
        about = " ".join((kind.__doc__ or "").split())
        found[name] = {"type": "object", "description": about, "properties": properties, "required": required}
    return {"$ref": f"#/components/schemas/{name}"}
