import type { LivePod } from '../cluster/live-cluster.js';
import { ReplicaStates } from './replica-states.js';

const pod = (key: string, node = 0, app = 'web'): LivePod => ({ key, app, node, requests: { cpuMilli: 100, memoryBytes: 1 } }) as LivePod;

/** Two replicas on two machines, ready since 1. */
function pair(): ReplicaStates {
  const replicas = new ReplicaStates(new Set(['etl']));
  for (const [node, key] of ['a', 'b'].entries()) {
    replicas.hold(pod(key, node));
    expect(replicas.ready(pod(key, node), 1)).toBeNull();
  }
  return replicas;
}

describe('states of replicas', () => {
  it('a loss that nobody wanted is open until the next one is ready, the oldest first', () => {
    const replicas = pair();
    replicas.unready(pod('a'), 10, false);
    replicas.unready(pod('b', 1), 20, false);
    replicas.hold(pod('c'));
    replicas.hold(pod('d'));
    expect([replicas.ready(pod('c'), 30), replicas.ready(pod('d'), 31)]).toEqual([10, 20]);
    expect(replicas.readyOf('web')).toBe(2);
  });

  it('one that was told to go is no loss', () => {
    const replicas = pair();
    replicas.unready(pod('a'), 10, true);
    replicas.hold(pod('c'));
    expect(replicas.ready(pod('c'), 30)).toBeNull();
  });

  it('batch work that ends is no loss, and nothing that is restored', () => {
    const replicas = pair();
    const before = replicas.changes.length;
    replicas.hold(pod('job', 0, 'etl'));
    replicas.ready(pod('job', 0, 'etl'), 5);
    replicas.unready(pod('job', 0, 'etl'), 10, false);
    replicas.hold(pod('next', 0, 'etl'));
    expect([replicas.ready(pod('next', 0, 'etl'), 12), replicas.readyOf('etl'), replicas.changes.length]).toEqual([null, 1, before]);
  });

  it('on a machine that nobody can reach none can serve, and it is lost once', () => {
    const replicas = pair();
    replicas.setReach(0, 'cut-off', 10);
    expect([replicas.readyOf('web'), replicas.heldOf('web'), replicas.nodesOff]).toEqual([1, 2, 0]);
    replicas.setReach(0, 'off', 11);
    expect([replicas.readyOf('web'), replicas.heldOf('web'), replicas.nodesOff]).toEqual([1, 2, 1]);
    replicas.unready(pod('a'), 12, false);
    replicas.ended('a');
    replicas.hold(pod('c', 1));
    replicas.hold(pod('d', 1));
    expect([replicas.ready(pod('c', 1), 20), replicas.ready(pod('d', 1), 21)]).toEqual([10, null]);
  });

  it('a machine that is back serves with what was ready on it all the time', () => {
    const replicas = pair();
    replicas.setReach(0, 'off', 10);
    replicas.setReach(0, 'reached', 20);
    expect(replicas.changes.map(({ atUs, ready }) => [atUs, ready])).toEqual([
      [1, 1],
      [1, 2],
      [10, 1],
      [20, 2],
    ]);
  });

  it('of those that nobody holds nothing is known', () => {
    const replicas = pair();
    replicas.ended('a');
    expect(replicas.ready(pod('a'), 30)).toBeNull();
    replicas.unready(pod('a'), 31, false);
    expect([replicas.holds('a'), replicas.readyOf('web'), replicas.changes.length]).toEqual([false, 1, 2]);
  });
});
