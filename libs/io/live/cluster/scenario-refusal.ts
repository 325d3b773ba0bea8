import type { DrawnRun, FaultKind } from '#core/scenario';
import type { DriverName, HostFacts, Refusal } from '../probe/host-facts.js';
import { mostMachines } from './most-machines.js';

/** Faults that every driver can carry out on any host. */
const ALWAYS: readonly FaultKind[] = ['node-crash', 'zone-outage', 'slow-node', 'drain', 'registry-slow'];
const NODES_MAX = 200;

/** Why a scenario cannot be replayed on real containers by a driver that knows these faults besides; null when it can. */
export function scenarioRefusal(run: DrawnRun, facts: HostFacts, driver: DriverName, more: readonly FaultKind[]): Refusal | null {
  const unsupported = (reason: string, fix: string): Refusal => ({ code: 'unsupported', reason, fix });
  if (run.pods.length > 0 || run.packing !== null)
    return unsupported('a packing scenario places pods and sends them no load: there is nothing to measure on real containers', 'judge it simulated');
  const most = mostMachines(run, driver);
  if (most > NODES_MAX) return unsupported(`${most} nodes are more than a sandbox network holds (${NODES_MAX})`, 'scale the scenario down');
  const large = tooLarge(run, facts);
  if (large !== null) return large;
  for (const fault of run.faults) {
    const isNetwork = fault.kind === 'partition' || fault.kind === 'flaky-node';
    if (isNetwork && !facts.network.iptables)
      return unsupported(`fault ${fault.name} needs iptables, which this host does not have`, 'apt-get install iptables');
    if (fault.kind === 'flaky-node' && fault.extraLatencyUs > 0 && !facts.network.netem && !facts.network.tbf)
      return unsupported(
        `fault ${fault.name} needs a slow link by tc (netem or tbf), which this host does not have`,
        'apt-get install iproute2, and load the kernel module sch_netem or sch_tbf',
      );
    if (fault.kind === 'slow-node' && fault.speedMilli >= 1000)
      return unsupported(`fault ${fault.name} makes a machine no slower (${fault.speedMilli / 1000}x)`, 'give it a speed below 1x, or judge it simulated');
    if (fault.kind === 'flaky-node' && fault.errorMilli > 0 && !facts.network.loss)
      return unsupported(`fault ${fault.name} needs packet loss by iptables statistic, which this kernel does not have`, 'load the kernel module xt_statistic');
    if (!isNetwork && !ALWAYS.includes(fault.kind) && !more.includes(fault.kind))
      return unsupported(
        `fault ${fault.name} (${fault.kind}) cannot be done to a real orchestrator from outside`,
        'take the driver light, or judge it simulated',
      );
  }
  return null;
}

/** An engine caps no container at more cores than its host has. */
function tooLarge({ nodes, growth }: DrawnRun, { cpus }: HostFacts): Refusal | null {
  const wanted = [
    ...nodes.map(({ facts, speedMilli }) => Math.max(facts.allocatable.cpuMilli, Math.round((facts.allocatable.cpuMilli * speedMilli) / 1000))),
    ...growth.flatMap(({ pool }) => (pool.max > pool.count ? pool.allocatable.cpuMilli : [])),
  ];
  const most = Math.max(0, ...wanted);
  if (most <= cpus * 1000) return null;
  return {
    code: 'does-not-fit',
    reason: `a machine of ${most / 1000} cores cannot be made on a host of ${cpus}`,
    fix: `give the scenario's machines at most ${cpus} cores each, or take a larger host`,
  };
}
