"""A mirror of the cluster."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional, Sequence

from .fits import fits

_REASON_CHARACTERS = 200


@dataclass(eq=False)
class Node:
    """A machine. ``*_free`` is what is left when all bound pods have what they asked for."""

    name: str
    zone: str
    pool: str
    spot: bool
    cpu_milli: int
    memory_bytes: int
    extended: Mapping[str, int]
    pods_max: int
    labels: Mapping[str, str]
    taints: Sequence[Mapping[str, str]]
    schedulable: bool
    ready: bool
    leaves_at_us: Optional[int] = None
    pods: Dict[str, "Pod"] = field(default_factory=dict, repr=False)
    cpu_free: int = 0
    memory_free: int = 0
    pods_free: int = 0
    extended_free: Dict[str, int] = field(default_factory=dict)


@dataclass(eq=False)
class Pod:
    """What wants a node, or has one. ``state``: pending, bound, running, ready, unready, ending, succeeded, failed or gone."""

    name: str
    workload: Optional[str]
    app: str
    batch: bool
    cpu_milli: int
    memory_bytes: int
    extended: Mapping[str, int]
    priority: int
    nodes: Sequence[Sequence[Mapping[str, Any]]]
    tolerations: Sequence[Mapping[str, Any]]
    node: Optional[Node] = None
    state: str = "pending"
    state_before: str = "pending"


@dataclass
class Workload:
    name: str
    app: str
    replicas: int


@dataclass
class App:
    name: str
    kind: str
    slo_latency_us: Optional[int]
    slo_target: Optional[float]


@dataclass
class Pool:
    name: str
    nodes: int
    min: int
    max: int


@dataclass
class Refused:
    """A decision that the judge did not carry out; the codes are in docs/plugins.md."""

    code: str
    text: str
    decision: Optional[Mapping[str, Any]]


class Cluster:
    """The cluster as it is now, and what the plugin decides about it.

    A decision shows in the mirror at once: a bound pod takes its room, so that the next one is not put there too. What the judge
    refuses is undone with the next step. Dictionaries keep the order in which things came.
    """

    def __init__(self) -> None:
        self.nodes: Dict[str, Node] = {}
        self.pods: Dict[str, Pod] = {}
        self.pending: Dict[str, Pod] = {}
        self.workloads: Dict[str, Workload] = {}
        self.apps: Dict[str, App] = {}
        self.pools: Dict[str, Pool] = {}
        self.nodes_by_zone: Dict[str, Dict[str, Node]] = {}
        self.nodes_by_pool: Dict[str, Dict[str, Node]] = {}
        self.pods_by_app: Dict[str, Dict[str, Pod]] = {}
        self.now_us = 0
        self.limits: Mapping[str, Any] = {}
        self.pod_usage: Dict[str, Mapping[str, int]] = {}
        self.app_usage: Dict[str, Mapping[str, int]] = {}
        self.refused: List[Refused] = []
        self._decisions: List[Dict[str, Any]] = []
        self._asked: Dict[int, List[Dict[str, Any]]] = {}
        self._wake_after_us: Optional[int] = None

    def fits(self, pod: Pod, node: Node) -> bool:
        return fits(pod, node)

    def bind(self, pod: Pod, node: Node, reason: Optional[str] = None) -> None:
        self._decide(reason, do="bind", pod=pod.name, node=node.name)
        self.pending.pop(pod.name, None)
        self._hold(pod, node)

    def evict(self, pod: Pod, reason: Optional[str] = None) -> None:
        self._decide(reason, do="evict", pod=pod.name)
        pod.state_before, pod.state = pod.state, "ending"

    def scale(self, workload: Workload, replicas: int, reason: Optional[str] = None) -> None:
        self._decide(reason, do="scale", workload=workload.name, replicas=replicas)
        workload.replicas = replicas

    def resize(self, pool: Pool, nodes: int, remove: Sequence[Node] = (), reason: Optional[str] = None) -> None:
        self._decide(reason, do="resize", pool=pool.name, nodes=nodes, remove=[node.name for node in remove])

    def wake_after(self, us: int) -> None:
        """Be asked again after so long even if nothing happens; at least 100 ms."""
        self._wake_after_us = us

    # From here on: for the session.

    def begin(self, message: Mapping[str, Any]) -> None:
        self.limits = message["limits"]
        for pool in message["pools"]:
            self.pools[pool["name"]] = Pool(pool["name"], pool["nodes"], pool["min"], pool["max"])
        for app in message["apps"]:
            self.apps[app["name"]] = App(app["name"], app["kind"], app["sloLatencyUs"], app["sloTarget"])
        for node in message["nodes"]:
            self._node(node)

    def learn(self, message: Mapping[str, Any]) -> None:
        self.now_us = message["nowUs"]
        self.refused = []
        for event in message["events"]:
            self._learn(event)
        for told in message["pending"]:
            pod = Pod(
                told["name"],
                told["workload"],
                told["app"],
                told["batch"],
                told["cpuMilli"],
                told["memoryBytes"],
                told["extended"],
                told["priority"],
                told["nodes"],
                told["tolerations"],
            )
            self.pods[pod.name] = self.pending[pod.name] = pod
            self.pods_by_app.setdefault(pod.app, {})[pod.name] = pod
        self._asked.clear()

    def take_answer(self, step: int) -> Dict[str, Any]:
        decisions, self._decisions = self._decisions, []
        wake, self._wake_after_us = self._wake_after_us, None
        self._asked[step] = decisions
        answer: Dict[str, Any] = {"type": "decisions", "step": step, "decisions": decisions}
        if wake is not None:
            answer["wakeAfterUs"] = wake
        return answer

    def _decide(self, reason: Optional[str], **decision: Any) -> None:
        if reason is not None:
            decision["reason"] = reason[:_REASON_CHARACTERS]
        self._decisions.append(decision)

    def _learn(self, event: Mapping[str, Any]) -> None:
        kind = event["kind"]
        if kind == "pod":
            self._pod_state(event["pod"], event["state"], event["node"])
        elif kind == "node":
            self._node(event["node"])
        elif kind == "node-gone":
            node = self.nodes.pop(event["node"], None)
            if node is not None:
                self.nodes_by_zone[node.zone].pop(node.name, None)
                self.nodes_by_pool[node.pool].pop(node.name, None)
        elif kind == "node-leaves":
            if event["node"] in self.nodes:
                self.nodes[event["node"]].leaves_at_us = event["atUs"]
        elif kind == "workload":
            told = event["workload"]
            self.workloads[told["name"]] = Workload(told["name"], told["app"], told["replicas"])
        elif kind == "metrics":
            self.pod_usage = {one["pod"]: one for one in event["pods"]}
            self.app_usage = {one["app"]: one for one in event["apps"]}
        elif kind == "refused":
            self._undo(event)

    def _node(self, told: Mapping[str, Any]) -> None:
        node = Node(
            told["name"],
            told["zone"],
            told["pool"],
            told["spot"],
            told["cpuMilli"],
            told["memoryBytes"],
            told["extended"],
            told["podsMax"],
            told["labels"],
            told["taints"],
            told["schedulable"],
            told["ready"],
        )
        known = self.nodes.get(node.name)
        if known is not None:
            # The same object stays, because pods point to it.
            node.leaves_at_us, node.pods = known.leaves_at_us, known.pods
            known.__dict__.update(node.__dict__)
            node = known
        node.cpu_free, node.memory_free, node.pods_free = node.cpu_milli, node.memory_bytes, node.pods_max
        node.extended_free = dict(node.extended)
        for pod in node.pods.values():
            _take(pod, node, 1)
        self.nodes[node.name] = node
        self.nodes_by_zone.setdefault(node.zone, {})[node.name] = node
        self.nodes_by_pool.setdefault(node.pool, {})[node.name] = node

    def _pod_state(self, name: str, state: str, node_name: Optional[str]) -> None:
        pod = self.pods.get(name)
        if pod is None:
            return
        node = self.nodes.get(node_name) if node_name is not None else None
        if state == "bound" and node is not None and pod.node is not node:
            self._release(pod)
            self.pending.pop(name, None)
            self._hold(pod, node)
        pod.state = state
        if state not in ("gone", "succeeded", "failed"):
            return
        self._release(pod)
        self.pending.pop(name, None)
        if state == "gone":
            del self.pods[name]
            self.pods_by_app[pod.app].pop(name, None)

    def _undo(self, event: Mapping[str, Any]) -> None:
        asked = self._asked.get(event["step"], [])
        decision = asked[event["decision"]] if event["decision"] < len(asked) else None
        self.refused.append(Refused(event["code"], event["text"], decision))
        pod = self.pods.get(decision["pod"]) if decision is not None and "pod" in decision else None
        if decision is None or pod is None:
            return
        if decision["do"] == "evict" and pod.state == "ending":
            pod.state = pod.state_before
        if decision["do"] == "bind" and pod.state == "pending":
            self._release(pod)
            self.pending[pod.name] = pod

    def _hold(self, pod: Pod, node: Node) -> None:
        pod.node = node
        node.pods[pod.name] = pod
        _take(pod, node, 1)

    def _release(self, pod: Pod) -> None:
        node, pod.node = pod.node, None
        if node is not None and node.pods.pop(pod.name, None) is not None:
            _take(pod, node, -1)


def _take(pod: Pod, node: Node, sign: int) -> None:
    node.cpu_free -= sign * pod.cpu_milli
    node.memory_free -= sign * pod.memory_bytes
    node.pods_free -= sign
    for name, amount in pod.extended.items():
        node.extended_free[name] = node.extended_free.get(name, 0) - sign * amount
