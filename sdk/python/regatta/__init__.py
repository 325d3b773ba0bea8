"""What scheduler plugins of Regatta are written with: a mirror of the cluster, and the protocol out of sight.

A first plugin::

    from regatta import run

    run(score=lambda pod, node: node.cpu_free)

Standard library only, Python 3.9 or later.
"""

from .cluster import App, Cluster, Node, Pod, Pool, Refused, Workload
from .fits import fits
from .session import Session, run

__all__ = ["App", "Cluster", "Node", "Pod", "Pool", "Refused", "Session", "Workload", "fits", "run"]
