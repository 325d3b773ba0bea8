"""One plugin in one run."""

from __future__ import annotations

import json
import os
import sys
from typing import Any, Callable, Dict, List, Mapping, Optional, Set, Tuple

from .cluster import Cluster, Node, Pod

Score = Callable[[Pod, Node], float]
Filter = Callable[[Pod, Node], bool]
Schedule = Callable[[Cluster, List[Pod]], None]


class Session:
    """A line of the judge in, the line to answer out."""

    def __init__(
        self,
        score: Optional[Score] = None,
        filter: Optional[Filter] = None,
        schedule: Optional[Schedule] = None,
        start: Optional[Callable[[Cluster], None]] = None,
        name: Optional[str] = None,
    ) -> None:
        if score is None and schedule is None:
            raise TypeError("a plugin has score(pod, node) or schedule(cluster, pending)")
        self.cluster = Cluster()
        self._score, self._filter, self._schedule, self._begin, self._name = score, filter, schedule, start, name

    def answer(self, line: str) -> str:
        message = json.loads(line)
        reply = self._start(message) if message["type"] == "start" else self._step(message)
        return json.dumps(reply, separators=(",", ":"), allow_nan=False)

    def _start(self, message: Mapping[str, Any]) -> Dict[str, Any]:
        self.cluster.begin(message)
        if self._begin is not None:
            self._begin(self.cluster)
        ready: Dict[str, Any] = {"type": "ready", "protocol": 1}
        if self._name is not None:
            ready["name"] = self._name
        return ready

    def _step(self, message: Mapping[str, Any]) -> Dict[str, Any]:
        self.cluster.learn(message)
        pending = list(self.cluster.pending.values())
        if self._schedule is not None:
            self._schedule(self.cluster, pending)
        else:
            self._place_by_score(pending)
        return self.cluster.take_answer(message["step"])

    def _place_by_score(self, pending: List[Pod]) -> None:
        """Each pod, the most important first, to the node with the highest score among those that it fits on and the filter lets pass."""
        assert self._score is not None
        nodes = list(self.cluster.nodes.values())
        # Pods that ask for the same fail together: nothing that is placed makes room.
        failed: Set[Tuple[Optional[str], int, int]] = set()
        for pod in sorted(pending, key=lambda one: -one.priority):
            alike = (pod.workload, pod.cpu_milli, pod.memory_bytes)
            if pod.workload is not None and alike in failed:
                continue
            best: Optional[Node] = None
            best_score = 0.0
            candidates = 0
            for node in nodes:
                if not self.cluster.fits(pod, node) or (self._filter is not None and not self._filter(pod, node)):
                    continue
                value = self._score(pod, node)
                if value != value:
                    raise ValueError(f"score({pod.name}, {node.name}) is {value}, which is no number")
                candidates += 1
                if best is None or value > best_score:
                    best, best_score = node, value
            if best is not None:
                self.cluster.bind(pod, best, f"highest score of {candidates} nodes")
            elif self._filter is None:
                failed.add(alike)


def run(
    score: Optional[Score] = None,
    filter: Optional[Filter] = None,
    schedule: Optional[Schedule] = None,
    start: Optional[Callable[[Cluster], None]] = None,
    name: Optional[str] = None,
) -> None:
    """Speaks with the judge until the judge is done.

    Standard output belongs to the protocol, so ``print`` goes to standard error while a plugin runs.
    """
    session = Session(score, filter, schedule, start, name)
    judge = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    sys.stdout = sys.stderr
    for line in sys.stdin:
        judge.write(session.answer(line) + "\n")
        judge.flush()
