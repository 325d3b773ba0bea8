"""Pods of one workload as far from each other as possible: over zones first, then over nodes, then where most is free."""

from regatta import Cluster, Node, Pod, run

cluster: Cluster


def start(told: Cluster) -> None:
    global cluster
    cluster = told


def score(pod: Pod, node: Node) -> float:
    alike = [other for other in cluster.pods_by_app.get(pod.app, {}).values() if other.node is not None and other.state != "ending"]
    in_zone = sum(1 for other in alike if other.node is not None and other.node.zone == node.zone)
    on_node = sum(1 for other in alike if other.node is node)
    return -1000 * in_zone - 10 * on_node + node.cpu_free / node.cpu_milli


if __name__ == "__main__":
    run(name="spread", score=score, start=start)
