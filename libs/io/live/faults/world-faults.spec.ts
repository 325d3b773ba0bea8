import type { ScheduledFault } from '#core/scenario';
import type { FaultGround } from './fault-ground.js';
import { FaultReport } from './fault-report.js';
import { WorldFaults } from './world-faults.js';

const RECLAIM = { kind: 'spot-reclaim', name: 'reclaim', nodes: [1, 7], atUs: 5, goneAtUs: 9 } as unknown as ScheduledFault & { readonly kind: 'spot-reclaim' };

function ground(cluster: object) {
  const report = new FaultReport();
  const nodes = new Map([[1, { drawn: { facts: { name: 'node-one' } } }]]);
  return { report, nodes, faults: new WorldFaults({ cluster: { nodes, ...cluster }, report } as unknown as FaultGround) };
}

/** Nobody can be asked what became of an order. */
const sandbox = { run: 'x', engine: { getContainer: () => ({ exec: () => Promise.reject(new Error('busy')) }) } };

describe('the notice that a machine is about to go', () => {
  it('is heard by a control plane that is stepped here, for machines that are part of the cluster', async () => {
    const heard: unknown[] = [];
    const { report, faults } = ground({ driver: 'light', inject: (fault: object) => heard.push(fault) });
    await faults.notice(RECLAIM);
    expect(heard).toEqual([{ reclaimNotice: { node: 1, atUs: 9 } }]);
    expect(report.lines).toEqual([]);
  });

  it.each([
    ['also one that is gone before it could be told', true, []],
    ['and that the order could not be given is a failure', false, ['reclaim: node 1 FAILED: no answer']],
  ])('is an order to drain the machine to a real orchestrator: %s', async (_, isGone, failures) => {
    const orders: unknown[] = [];
    const { report, nodes, faults } = ground({
      ...{ driver: 'kubernetes', sandbox },
      maintain: async (...order: unknown[]) => {
        orders.push(order);
        if (isGone) nodes.delete(1);
        throw new Error('no answer');
      },
    });
    await expect(faults.notice(RECLAIM)).rejects.toThrow('busy');
    expect(orders).toEqual([[1, 'drain']]);
    expect(report.failures).toEqual(failures);
  });
});
