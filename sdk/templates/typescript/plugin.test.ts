import assert from 'node:assert/strict';
import test from 'node:test';
import { LocalJudge } from 'regatta/testing';
import { plugin } from './plugin.js';

void test('fills one node before it begins the next', () => {
  const judge = new LocalJudge(plugin, { nodes: 2 });
  const pods = judge.submit({ count: 8, cpuMilli: 500 });
  judge.step();
  assert.equal(new Set(pods.map((pod) => judge.nodeOf(pod))).size, 1);
  assert.deepEqual(judge.refused, []);
});
