"""Groups, edge nodes, devices and metrics from birth certificates, for the connect wizard. Pure."""

from collections.abc import Mapping

from dure.gateway.connector import Found
from dure.gateway.connectors.sparkplug.node import EdgeNode
from dure.gateway.connectors.sparkplug.source import Source


def browse(nodes: Mapping[tuple[str, str], EdgeNode], path: str) -> list[Found]:
    """What lies under `path`: "", group, group/edge or group/edge/device."""
    parts = path.split("/") if path else []
    if not parts:
        return [Found(group, path=group) for group in sorted({group for group, _ in nodes})]
    if len(parts) == 1:
        return [Found(edge, path=f"{parts[0]}/{edge}") for group, edge in sorted(nodes) if group == parts[0]]
    node = nodes.get((parts[0], parts[1]))
    if node is None:
        return []
    if len(parts) == 2:
        devices = [Found(name, path=f"{path}/{name}") for name in sorted(node.sources) if name]
        return devices + _metrics(node.sources.get(""))
    return _metrics(node.sources.get(parts[2]))


def _metrics(source: Source | None) -> list[Found]:
    if source is None:
        return []
    return [
        Found(
            address[len(source.prefix) :],
            address,
            value=one.value,
            quality=one.quality,
            unit=metric.unit,
            type_name=metric.kind.name,
        )
        for metric in source.metrics.values()
        for address, one in metric.last.items()
    ]
