from regatta import Node, Pod


def score(pod: Pod, node: Node) -> float:
    """Higher is better; only nodes that the pod fits on are asked about. Here: the node that is fullest afterwards."""
    cpu = (node.cpu_free - pod.cpu_milli) / node.cpu_milli
    memory = (node.memory_free - pod.memory_bytes) / node.memory_bytes
    return -(cpu + memory)


# The whole problem at once: run(schedule=schedule) in main.py.
#
# def schedule(cluster, pending):
#     for pod in pending:
#         for node in cluster.nodes.values():
#             if cluster.fits(pod, node):
#                 cluster.bind(pod, node, "first fit")
#                 break
