"""A judge for tests: the real messages, decisions checked by the judge's rules, no simulated traffic.

::

    from regatta.testing import LocalJudge

    judge = LocalJudge(nodes=2, score=lambda pod, node: node.cpu_free)
    [pod] = judge.submit()
    judge.step()
    assert judge.node_of(pod) == "node-1"
"""

from __future__ import annotations

import json
from typing import Any, Dict, List, Mapping, Optional, Sequence, Union

from .session import Session

_GIBIBYTE = 1024**3


class LocalJudge:
    def __init__(self, nodes: Union[int, Sequence[Mapping[str, Any]]] = 3, apps: Sequence[Mapping[str, Any]] = (), pools: Sequence[Mapping[str, Any]] = (), **plugin: Any) -> None:
        """``nodes``: how many, or what differs from the usual one in each. The rest is the plugin: ``score``, ``schedule`` …"""
        self.now_us = 0
        self.refused: List[Dict[str, Any]] = []
        self.evicted: List[str] = []
        self.scaled: List[Dict[str, Any]] = []
        self._session = Session(**plugin)
        self._events: List[Mapping[str, Any]] = []
        self._pending: List[Mapping[str, Any]] = []
        self._nodes: Dict[str, Dict[str, Any]] = {}
        self._pods: Dict[str, Dict[str, Any]] = {}
        self._steps = 0
        for node in [{}] * nodes if isinstance(nodes, int) else nodes:
            self._new_node(node)
        start = {"type": "start", "protocol": 1, "limits": {}, "nodes": list(self._nodes.values()), "pools": list(pools), "apps": list(apps)}
        ready = json.loads(self._session.answer(json.dumps(start)))
        assert ready["type"] == "ready" and ready["protocol"] == 1, ready

    def submit(self, count: int = 1, **more: Any) -> List[str]:
        """Pods that want a node from the next step on; gives their names. Fields as in the protocol: ``cpuMilli=250``."""
        names = []
        for _ in range(count):
            name = more.get("name", f"pod-{len(self._pods) + 1}")
            usual = {"workload": None, "app": "app-1", "batch": False, "cpuMilli": 500, "memoryBytes": _GIBIBYTE, "extended": {}, "priority": 0, "nodes": [], "tolerations": []}
            pod = {**usual, **more, "name": name}
            self._pods[name] = {**pod, "node": None}
            self._pending.append(pod)
            names.append(name)
        return names

    def add_node(self, **more: Any) -> str:
        node = self._new_node(more)
        self._events.append({"kind": "node", "node": node})
        return str(node["name"])

    def remove_node(self, name: str) -> None:
        """The machine and all its pods are gone."""
        for pod in [pod for pod in self._pods.values() if pod["node"] == name]:
            self.finish(pod["name"])
        del self._nodes[name]
        self._events.append({"kind": "node-gone", "node": name})

    def finish(self, name: str) -> None:
        del self._pods[name]
        self._events.append({"kind": "pod", "pod": name, "state": "gone", "node": None})

    def tell(self, event: Mapping[str, Any]) -> None:
        """Any event of the protocol."""
        self._events.append(event)

    def step(self, after_us: int = 1_000_000) -> List[Dict[str, Any]]:
        """Asks the plugin, and does what it decides."""
        self.now_us += after_us
        self._steps += 1
        waiting = sum(1 for pod in self._pods.values() if pod["node"] is None)
        step = {"type": "step", "step": self._steps, "nowUs": self.now_us, "events": self._events, "pending": self._pending, "waiting": waiting}
        self._events, self._pending = [], []
        answer = json.loads(self._session.answer(json.dumps(step)))
        assert answer["type"] == "decisions" and answer["step"] == self._steps, answer
        for index, decision in enumerate(answer["decisions"]):
            self._carry_out(decision, index)
        return list(answer["decisions"])

    def node_of(self, pod: str) -> Optional[str]:
        return self._pods[pod]["node"] if pod in self._pods else None

    def pods_on(self, node: str) -> List[str]:
        return [name for name, pod in self._pods.items() if pod["node"] == node]

    def _carry_out(self, decision: Dict[str, Any], index: int) -> None:
        code = self._refusal_of(decision)
        if code is not None:
            self.refused.append({"code": code, "decision": decision})
            self._events.append({"kind": "refused", "step": self._steps, "decision": index, "code": code, "text": code})
        elif decision["do"] == "bind":
            self._pods[decision["pod"]]["node"] = decision["node"]
            self._events.append({"kind": "pod", "pod": decision["pod"], "state": "bound", "node": decision["node"]})
            self._events.append({"kind": "pod", "pod": decision["pod"], "state": "running", "node": None})
        elif decision["do"] == "evict":
            self.evicted.append(decision["pod"])
            self.finish(decision["pod"])
        elif decision["do"] == "scale":
            self.scaled.append({"workload": decision["workload"], "replicas": decision["replicas"]})

    def _refusal_of(self, decision: Mapping[str, Any]) -> Optional[str]:
        if decision["do"] not in ("bind", "evict"):
            return None
        pod = self._pods.get(decision["pod"])
        if pod is None:
            return "unknown-pod"
        if decision["do"] == "evict":
            return "not-running" if pod["node"] is None else None
        if pod["node"] is not None:
            return "already-bound"
        node = self._nodes.get(decision["node"])
        if node is None:
            return "unknown-node"
        if not node["schedulable"] or not node["ready"]:
            return "node-unschedulable"
        there = [one for one in self._pods.values() if one["node"] == node["name"]]
        for key in ("cpuMilli", "memoryBytes"):
            if sum(one[key] for one in there) + pod[key] > node[key]:
                return "node-full"
        for name, amount in pod["extended"].items():
            if sum(one["extended"].get(name, 0) for one in there) + amount > node["extended"].get(name, 0):
                return "node-full"
        return "node-full" if len(there) >= node["podsMax"] else None

    def _new_node(self, more: Mapping[str, Any]) -> Dict[str, Any]:
        name = more.get("name", f"node-{len(self._nodes) + 1}")
        usual = {
            "zone": "zone-1",
            "pool": "pool-1",
            "spot": False,
            "cpuMilli": 4000,
            "memoryBytes": 16 * _GIBIBYTE,
            "extended": {},
            "podsMax": 110,
            "labels": {"name": name, "zone": more.get("zone", "zone-1")},
            "taints": [],
            "schedulable": True,
            "ready": True,
        }
        self._nodes[name] = {**usual, **more, "name": name}
        return self._nodes[name]
