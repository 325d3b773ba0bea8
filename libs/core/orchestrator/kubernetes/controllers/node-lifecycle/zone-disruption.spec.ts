import type { Action, WorldEvent } from '../../../index.js';
import { createKubernetesControlPlane } from '../../index.js';

const SECOND = 1_000_000;
const joined = (id: number, zone: string): WorldEvent => ({
  kind: 'node-joined',
  node: {
    id,
    name: `n${id}`,
    region: 'r',
    zone,
    pool: 'p',
    spot: false,
    allocatable: { cpuMilli: 8000, memoryBytes: 2 ** 35, extended: {} },
    podsMax: 110,
    labels: {},
    taints: [],
  },
});

/** A plane over nodes of these zones; which were given the NoExecute taint, or lost it, and in which second. */
function start(...zones: readonly string[]) {
  const plane = createKubernetesControlPlane({ objects: [], seed: 1 });
  const taints: string[] = [];
  let nowUs = 0;
  const step = (events: readonly WorldEvent[]) => {
    const told = plane.step(nowUs, events).filter((a): a is Extract<Action, { kind: 'note' }> => a.kind === 'note' && a.note.text.endsWith('NoExecute'));
    for (const { note } of told) taints.push(`${Math.floor(nowUs / SECOND)} ${note.what === 'node-tainted' ? '+' : '-'}${note.subject}`);
  };
  step(zones.map((zone, id) => joined(id, zone)));
  const until = (second: number) => {
    while (plane.wakeAtUs <= second * SECOND) {
      nowUs = Math.max(nowUs, plane.wakeAtUs);
      step([]);
    }
    nowUs = second * SECOND;
  };
  return {
    taints,
    until,
    silence: (...ids: readonly number[]) => step(ids.map((node) => ({ kind: 'node-silent', node, lastHeardUs: nowUs }))),
    hear: (node: number) => step([{ kind: 'node-heard', node, rebooted: false }]),
  };
}

describe('nodes that fall silent together', () => {
  it('one zone is struck: one node each ten seconds', () => {
    const one = start('a', 'a', 'a', 'b');
    one.until(100);
    one.silence(0, 1, 2);
    one.until(300);
    expect(one.taints).toEqual(['150 +n0', '160 +n1', '170 +n2']);
  });

  it('most of a small zone is silent: nobody is evicted, until so many are back that it is not most, and then ten seconds later', () => {
    const one = start('a', 'a', 'a', 'a', 'b');
    one.until(100);
    one.silence(0, 1, 2);
    one.until(302);
    expect(one.taints).toEqual([]);
    one.hear(0);
    one.until(400);
    // The monitor sees it at 305 s.
    expect(one.taints).toEqual(['315 +n1', '325 +n2']);
  });

  it('all are silent: taints are taken back; when one returns, the others go ten seconds after the monitor saw it', () => {
    const one = start('a', 'b', 'b');
    one.until(100);
    one.silence(1);
    one.until(200);
    one.silence(0, 2);
    one.until(402);
    one.hear(0);
    one.until(500);
    expect(one.taints).toEqual(['150 +n1', '250 -n1', '415 +n1', '425 +n2']);
  });
});
