"""The messages of a Sparkplug B payload, described here and built when this is imported.

Field numbers, types and names are those of the Sparkplug 3.0 specification's payload schema; they are
what goes over the wire. `*` marks a repeated field, `|` one of the alternatives of a value.
"""

from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory  # type: ignore[import-untyped]

_PACKAGE = "dure.sparkplug"
_MESSAGES = {
    "Payload": "1 timestamp uint64, 2 *metrics Metric, 3 seq uint64, 4 uuid string, 5 body bytes",
    "Metric": "1 name string, 2 alias uint64, 3 timestamp uint64, 4 datatype uint32, 5 is_historical bool, "
    "6 is_transient bool, 7 is_null bool, 8 metadata MetaData, 9 properties PropertySet, "
    "10 |int_value uint32, 11 |long_value uint64, 12 |float_value float, 13 |double_value double, "
    "14 |boolean_value bool, 15 |string_value string, 16 |bytes_value bytes, 17 |dataset_value DataSet, "
    "18 |template_value Template, 19 |extension_value Extension",
    "MetaData": "1 is_multi_part bool, 2 content_type string, 3 size uint64, 4 seq uint64, 5 file_name string, "
    "6 file_type string, 7 md5 string, 8 description string",
    "PropertySet": "1 *keys string, 2 *values PropertyValue",
    "PropertySetList": "1 *propertyset PropertySet",
    "PropertyValue": "1 type uint32, 2 is_null bool, 3 |int_value uint32, 4 |long_value uint64, "
    "5 |float_value float, 6 |double_value double, 7 |boolean_value bool, 8 |string_value string, "
    "9 |propertyset_value PropertySet, 10 |propertysets_value PropertySetList, 11 |extension_value Extension",
    "DataSet": "1 num_of_columns uint64, 2 *columns string, 3 *types uint32, 4 *rows Row",
    "Row": "1 *elements DataSetValue",
    "DataSetValue": "1 |int_value uint32, 2 |long_value uint64, 3 |float_value float, 4 |double_value double, "
    "5 |boolean_value bool, 6 |string_value string, 7 |extension_value Extension",
    "Template": "1 version string, 2 *metrics Metric, 3 *parameters Parameter, 4 template_ref string, "
    "5 is_definition bool",
    "Parameter": "1 name string, 2 type uint32, 3 |int_value uint32, 4 |long_value uint64, "
    "5 |float_value float, 6 |double_value double, 7 |boolean_value bool, 8 |string_value string, "
    "9 |extension_value Extension",
    "Extension": "",
}
_Field = descriptor_pb2.FieldDescriptorProto
_KINDS = {
    "uint32": _Field.TYPE_UINT32,
    "uint64": _Field.TYPE_UINT64,
    "float": _Field.TYPE_FLOAT,
    "double": _Field.TYPE_DOUBLE,
    "bool": _Field.TYPE_BOOL,
    "string": _Field.TYPE_STRING,
    "bytes": _Field.TYPE_BYTES,
}


def _build() -> Any:
    file = descriptor_pb2.FileDescriptorProto(name="dure/sparkplug.proto", package=_PACKAGE, syntax="proto2")
    for name, fields in _MESSAGES.items():
        message = file.message_type.add(name=name)
        if "|" in fields:
            message.oneof_decl.add(name="value")
        for line in filter(None, fields.split(", ")):
            _add_field(message, *line.split(" "))
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.Payload"))


def _add_field(message: Any, number: str, name: str, kind: str) -> None:
    repeated = name.startswith("*")
    label = _Field.LABEL_REPEATED if repeated else _Field.LABEL_OPTIONAL
    field = message.field.add(name=name.lstrip("*|"), number=int(number), label=label)
    if name.startswith("|"):
        field.oneof_index = 0
    if kind in _KINDS:
        field.type = _KINDS[kind]
    else:
        field.type, field.type_name = _Field.TYPE_MESSAGE, f".{_PACKAGE}.{kind}"


Payload: Any = _build()
"""The class of a payload; `ParseFromString` and `SerializeToString` as of any protobuf message."""
