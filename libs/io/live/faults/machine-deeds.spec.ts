import type { FaultGround } from './fault-ground.js';
import { FaultReport } from './fault-report.js';
import { MachineDeeds } from './machine-deeds.js';

/** One machine that runs on whatever is done to it; what ought to be of its power, one word a look, the last for ever. */
function ground(expected: readonly string[]) {
  const report = new FaultReport();
  const container = { inspect: async () => ({ State: { Running: true }, NetworkSettings: { Networks: {} }, HostConfig: {} }) };
  const facts = { id: 0, allocatable: { cpuMilli: 1000, memoryBytes: 1 } };
  const cluster = { nodes: new Map([[0, { container, drawn: { facts, speedMilli: 1000 } }]]), sandbox: { network: { name: 'net' } } };
  const left = [...expected];
  const nodes = {
    kill: async () => undefined,
    start: async () => undefined,
    isOff: () => true,
    isDark: () => true,
    expected: () => (left.length > 1 ? left.shift() : left[0]),
  };
  const measures = { setReach: () => undefined, log: () => undefined };
  return { report, deeds: new MachineDeeds({ cluster, nodes, measures, report, nowUs: () => 0, beforeOff: async () => undefined } as unknown as FaultGround) };
}

describe('what is done to machines', () => {
  it('was not seen to happen when it is over before it could be seen', async () => {
    const { report, deeds } = ground(['off', 'off', 'on']);
    await deeds.off('blink', [0]);
    expect(report.failures).toEqual(['blink: node 0 off was over before it could be seen from outside']);
  });

  it('is not to be seen again when another fault that held the machine ends meanwhile', async () => {
    const { report, deeds } = ground(['off', 'off', 'on']);
    await deeds.on('first', [0]);
    expect(report.failures).toEqual([]);
  });

  it('is seen when it is as it ought to be', async () => {
    const { report, deeds } = ground(['on']);
    await deeds.off('power', [0]);
    expect([report.lines, report.failures]).toEqual([['power: node 0 on'], []]);
  });

  it('was not seen when it never comes to be', async () => {
    const { report, deeds } = ground(['off']);
    await deeds.off('power', [0]);
    expect(report.failures).toEqual(['power: node 0 off was not seen from outside']);
  });
});
