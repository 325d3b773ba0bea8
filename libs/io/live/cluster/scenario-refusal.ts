import type { DrawnRun, FaultKind } from '#core/scenario';
import type { HostFacts, Refusal } from '../probe/host-facts.js';

/** Faults that every driver can carry out on any host. */
const ALWAYS: readonly FaultKind[] = ['node-crash', 'zone-outage', 'slow-node', 'drain', 'registry-slow'];
const NODES_MAX = 200;

/** Why a scenario cannot be replayed on real containers by a driver that knows these faults besides; null when it can. */
export function scenarioRefusal(run: DrawnRun, facts: HostFacts, more: readonly FaultKind[]): Refusal | null {
  const unsupported = (reason: string, fix: string): Refusal => ({ code: 'unsupported', reason, fix });
  if (run.pods.length > 0 || run.packing !== null)
    return unsupported('a packing scenario places pods and sends them no load: there is nothing to measure on real containers', 'judge it simulated');
  if (run.nodes.length > NODES_MAX)
    return unsupported(`${run.nodes.length} nodes are more than a sandbox network holds (${NODES_MAX})`, 'scale the scenario down');
  for (const fault of run.faults) {
    const isNetwork = fault.kind === 'partition' || fault.kind === 'flaky-node';
    if (isNetwork && !facts.network.iptables)
      return unsupported(`fault ${fault.name} needs iptables, which this host does not have`, 'apt-get install iptables');
    if (fault.kind === 'flaky-node' && !facts.network.loss)
      return unsupported(`fault ${fault.name} needs packet loss by iptables statistic, which this kernel does not have`, 'load the kernel module xt_statistic');
    if (!isNetwork && !ALWAYS.includes(fault.kind) && !more.includes(fault.kind))
      return unsupported(
        `fault ${fault.name} (${fault.kind}) cannot be done to a real orchestrator from outside`,
        'take the driver light, or judge it simulated',
      );
  }
  return null;
}
