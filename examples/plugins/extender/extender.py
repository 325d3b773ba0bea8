"""A kube-scheduler extender as it would run beside a real one: HTTP, and the JSON of k8s.io/kube-scheduler/extender/v1.

Keeps a reserve of memory on every node, packs by CPU, and preempts where the fewest pods have to go.
"""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Dict, List

Object = Dict[str, Any]
RESERVE = 512 * 1024**2
UNITS = {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40, "k": 10**3, "M": 10**6, "G": 10**9, "m": 1e-3}

# What this extender bound, by node: the scheduler's own cache is not its to see.
bound: Dict[str, List[Object]] = {}
nodes: Dict[str, Object] = {}
pods: Dict[str, Object] = {}


def quantity(text: str) -> float:
    for unit, factor in UNITS.items():
        if text.endswith(unit):
            return float(text[: -len(unit)]) * factor
    return float(text)


def asks(pod: Object, resource: str) -> float:
    return sum(quantity(c.get("resources", {}).get("requests", {}).get(resource, "0")) for c in pod["spec"]["containers"])


def free(node: Object, resource: str) -> float:
    taken = sum(asks(pod, resource) for pod in bound.get(node["metadata"]["name"], []))
    return quantity(node["status"]["allocatable"][resource]) - taken


def filter_nodes(args: Object) -> Object:
    pod = args["Pod"]
    pods[pod["metadata"]["uid"]] = pod
    kept, failed = [], {}
    for node in args["Nodes"]["items"]:
        nodes[node["metadata"]["name"]] = node
        if free(node, "memory") - asks(pod, "memory") >= RESERVE:
            kept.append(node)
        else:
            failed[node["metadata"]["name"]] = "no memory would be left in reserve"
    return {"Nodes": {"items": kept}, "FailedNodes": failed, "Error": ""}


def prioritize(args: Object) -> List[Object]:
    def score(node: Object) -> int:
        left = free(node, "cpu") - asks(args["Pod"], "cpu")
        return round(10 * (1 - max(0.0, left) / quantity(node["status"]["allocatable"]["cpu"])))

    return [{"Host": node["metadata"]["name"], "Score": score(node)} for node in args["Nodes"]["items"]]


def preempt(args: Object) -> Object:
    victims = args["NodeNameToVictims"]
    fewest = min(len(one["Pods"]) for one in victims.values())
    return {
        "NodeNameToMetaVictims": {
            name: {"Pods": [{"UID": pod["metadata"]["uid"]} for pod in one["Pods"]], "NumPDBViolations": one["NumPDBViolations"]}
            for name, one in victims.items()
            if len(one["Pods"]) == fewest
        }
    }


def bind(args: Object) -> Object:
    bound.setdefault(args["Node"], []).append(pods[args["PodUID"]])
    return {"Error": ""}


VERBS = {"/scheduler/filter": filter_nodes, "/scheduler/prioritize": prioritize, "/scheduler/preempt": preempt, "/scheduler/bind": bind}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        args = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        body = json.dumps(VERBS[self.path](args)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", 8888), Handler).serve_forever()
