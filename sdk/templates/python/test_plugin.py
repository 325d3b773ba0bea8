import unittest

from plugin import score
from regatta.testing import LocalJudge


class PluginTest(unittest.TestCase):
    def test_fills_one_node_before_it_begins_the_next(self) -> None:
        judge = LocalJudge(nodes=2, score=score)
        pods = judge.submit(count=8, cpuMilli=500)
        judge.step()
        self.assertEqual(1, len({judge.node_of(pod) for pod in pods}))
        self.assertEqual([], judge.refused)


if __name__ == "__main__":
    unittest.main()
