import unittest
from typing import List

from regatta import Cluster, Pod, Session
from regatta.testing import LocalJudge


class ScoreTest(unittest.TestCase):
    def test_best_node_with_room_most_important_pod_first(self) -> None:
        judge = LocalJudge(nodes=[{"name": "small", "cpuMilli": 1000}, {"name": "large", "cpuMilli": 2000}], score=lambda pod, node: node.cpu_free)
        judge.submit(name="modest", cpuMilli=1500)
        judge.submit(name="urgent", cpuMilli=1500, priority=5)
        judge.step()
        self.assertEqual("large", judge.node_of("urgent"))
        self.assertIsNone(judge.node_of("modest"))
        judge.finish("urgent")
        judge.step()
        self.assertEqual("large", judge.node_of("modest"))

    def test_filter(self) -> None:
        judge = LocalJudge(nodes=2, score=lambda pod, node: node.cpu_free, filter=lambda pod, node: node.name != "node-1")
        [pod] = judge.submit()
        judge.step()
        self.assertEqual("node-2", judge.node_of(pod))

    def test_score_that_is_no_number(self) -> None:
        judge = LocalJudge(score=lambda pod, node: float("nan"))
        judge.submit()
        with self.assertRaisesRegex(ValueError, "is nan, which is no number"):
            judge.step()

    def test_nothing_goes_where_nothing_may(self) -> None:
        nodes = [
            {"name": "cordoned", "schedulable": False},
            {"name": "silent", "ready": False},
            {"name": "tainted", "taints": [{"key": "k", "value": "v", "effect": "NoSchedule"}]},
            {"name": "full", "podsMax": 0},
            {"name": "elsewhere", "labels": {"zone": "zone-2"}},
            {"name": "without", "labels": {"zone": "zone-1"}},
        ]
        judge = LocalJudge(nodes=nodes, score=lambda pod, node: node.cpu_free)
        judge.submit(extended={"example.com/gpu": 1}, nodes=[[{"key": "zone", "operator": "In", "values": ["zone-1"]}]])
        self.assertEqual([], judge.step())

    def test_tolerated_taint(self) -> None:
        judge = LocalJudge(nodes=[{"taints": [{"key": "k", "value": "v", "effect": "NoSchedule"}]}], score=lambda pod, node: 1)
        [pod] = judge.submit(tolerations=[{"key": "k", "operator": "Equal", "value": "v"}])
        judge.step()
        self.assertEqual("node-1", judge.node_of(pod))

    def test_operators(self) -> None:
        for operator, key, values, there in [
            ("In", "letter", ["a"], True),
            ("In", "letter", ["b"], False),
            ("NotIn", "letter", ["a"], False),
            ("Exists", "letter", [], True),
            ("DoesNotExist", "letter", [], False),
            ("Gt", "number", ["4"], True),
            ("Lt", "number", ["4"], False),
            ("Gt", "letter", ["4"], False),
        ]:
            with self.subTest(operator=operator, key=key, values=values):
                judge = LocalJudge(nodes=[{"labels": {"letter": "a", "number": "5"}}], score=lambda pod, node: 1)
                [pod] = judge.submit(nodes=[[{"key": key, "operator": operator, "values": values}]])
                judge.step()
                self.assertEqual(there, judge.node_of(pod) is not None)


class MirrorTest(unittest.TestCase):
    def test_room_comes_back_when_refused_and_when_pods_go(self) -> None:
        seen: List[Cluster] = []

        def schedule(cluster: Cluster, pending: List[Pod]) -> None:
            seen.append(cluster)
            for pod in pending:
                cluster.bind(pod, cluster.nodes["node-1"])

        judge = LocalJudge(nodes=[{"cpuMilli": 1000}], schedule=schedule)
        pods = judge.submit(count=3, cpuMilli=500)
        judge.step()
        self.assertEqual(["node-full"], [one["code"] for one in judge.refused])
        judge.finish(pods[0])
        judge.step()
        self.assertEqual("node-full", seen[0].refused[0].code)
        self.assertEqual("node-1", judge.node_of(pods[2]))
        self.assertEqual(0, seen[0].nodes["node-1"].cpu_free)

    def test_nodes_that_left_are_forgotten(self) -> None:
        seen: List[Cluster] = []
        judge = LocalJudge(nodes=[{"zone": "a"}, {"zone": "b"}], score=lambda pod, node: node.cpu_free, start=seen.append)
        judge.submit(count=4)
        judge.step()
        judge.remove_node("node-1")
        judge.step()
        self.assertEqual(["node-2"], list(seen[0].nodes))
        self.assertEqual({}, seen[0].nodes_by_zone["a"])
        self.assertEqual(len(judge.pods_on("node-2")), len(seen[0].pods_by_app["app-1"]))

    def test_changed_node(self) -> None:
        seen: List[Cluster] = []
        judge = LocalJudge(nodes=1, score=lambda pod, node: 1, start=seen.append)
        judge.submit()
        judge.step()
        judge.add_node(name="node-1", cpuMilli=8000)
        judge.step()
        self.assertEqual(7500, seen[0].nodes["node-1"].cpu_free)


class SessionTest(unittest.TestCase):
    def test_long_reasons_are_cut(self) -> None:
        judge = LocalJudge(schedule=lambda cluster, pending: cluster.bind(pending[0], cluster.nodes["node-1"], "x" * 1000))
        judge.submit()
        self.assertEqual(200, len(judge.step()[0]["reason"]))

    def test_needs_score_or_schedule(self) -> None:
        with self.assertRaisesRegex(TypeError, "score"):
            Session()


if __name__ == "__main__":
    unittest.main()
