"""Where a pod may go: what the judge checks before it binds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping, Optional

if TYPE_CHECKING:
    from .cluster import Node, Pod


def fits(pod: "Pod", node: "Node") -> bool:
    """Whether there is room on the node and the pod may run there."""
    if node.cpu_free < pod.cpu_milli or node.memory_free < pod.memory_bytes or node.pods_free < 1:
        return False
    if not node.ready or not node.schedulable:
        return False
    for name, amount in pod.extended.items():
        if node.extended_free.get(name, 0) < amount:
            return False
    for taint in node.taints:
        if taint["effect"] != "PreferNoSchedule" and not any(_tolerates(one, taint) for one in pod.tolerations):
            return False
    return not pod.nodes or any(all(_holds(term, node.labels.get(term["key"])) for term in terms) for terms in pod.nodes)


def _tolerates(toleration: Mapping[str, Any], taint: Mapping[str, str]) -> bool:
    if toleration.get("effect") not in (None, "", taint["effect"]):
        return False
    if not toleration.get("key"):
        return toleration["operator"] == "Exists"
    if toleration["key"] != taint["key"]:
        return False
    return toleration["operator"] == "Exists" or toleration.get("value", "") == taint["value"]


def _holds(term: Mapping[str, Any], label: Optional[str]) -> bool:
    operator, values = term["operator"], term["values"]
    if operator == "In":
        return label in values
    if operator == "NotIn":
        return label not in values
    if operator == "Exists":
        return label is not None
    if operator == "DoesNotExist":
        return label is None
    try:
        return int(label or "") > int(values[0]) if operator == "Gt" else int(label or "") < int(values[0])
    except (ValueError, IndexError):
        return False
