import type { MaintenanceStep, ScheduledFault } from '#core/scenario';
import { EventKind } from '../engine/event-kind.js';
import type { Machine } from '../node/machine.js';
import type { World } from './world.js';

/** Carries out the faults of the scenario. Faults overlap, so what they do to a machine is counted, never just set. */
export class MachineFaults {
  /** Machines that joined a zone after the run began and went dark with it, by the number of the fault. */
  private readonly grownDark = new Map<number, readonly Machine[]>();

  constructor(private readonly world: World) {
    world.run.faults.forEach((fault, index) => {
      if (fault.kind === 'drain') fault.steps.forEach((step, place) => world.queue.at(step.atUs, EventKind.maintenance, index, place));
      else world.queue.at(fault.atUs, EventKind.fault, index);
      if (fault.kind === 'spot-reclaim') world.queue.at(fault.goneAtUs, EventKind.nodeGone, index);
      if (fault.kind === 'zone-outage') fault.backAtUs.forEach((atUs, place) => world.queue.at(atUs, EventKind.nodeReturn, index, place));
      world.queue.at(fault.untilUs, EventKind.faultEnd, index);
    });
  }

  begin(index: number): void {
    const fault = this.faultAt(index);
    const { world } = this;
    world.log.add(world.nowUs, 'fault', fault.name, fault.kind, fault.target);
    switch (fault.kind) {
      case 'node-crash':
        for (const machine of this.machinesOf(fault.nodes)) world.powerOff(machine);
        break;
      case 'zone-outage': {
        const grown = world.machines.filter((machine) => !machine.left && machine.drawn.facts.zone === fault.zone && !fault.nodes.includes(machine.id));
        this.grownDark.set(index, grown);
        for (const machine of [...this.machinesOf(fault.nodes), ...grown]) world.powerOff(machine);
        break;
      }
      case 'partition':
        for (const machine of this.machinesOf(fault.nodes)) this.cut(machine, fault.cut, 1);
        break;
      case 'slow-node':
        for (const machine of this.machinesOf(fault.nodes)) this.slow(machine, fault.speedMilli, true);
        break;
      case 'flaky-node':
        for (const machine of this.machinesOf(fault.nodes)) this.blur(machine, fault.errorMilli, fault.extraLatencyUs);
        break;
      case 'spot-reclaim':
        for (const machine of this.machinesOf(fault.nodes)) {
          machine.forced++;
          world.post('node', { kind: 'reclaim-notice', node: machine.id, atUs: fault.goneAtUs });
        }
        break;
      case 'registry-slow':
        world.pulls.retune(Math.floor((world.pulls.factor * fault.factorMilli) / 1000), world.nowUs);
        break;
      case 'crash-loop':
        world.appNamed(fault.app)?.crashLoops.push(fault.probabilityMilli);
        break;
      case 'stale-view':
        world.mailbox.extraLagUs += fault.lagUs;
        break;
      case 'stock-out':
        world.pools.outOfStock(fault.pool, 1);
        break;
      case 'drain':
        break;
    }
  }

  end(index: number): void {
    const fault = this.faultAt(index);
    const { world } = this;
    world.log.add(world.nowUs, 'fault-over', fault.name);
    switch (fault.kind) {
      case 'node-crash':
        for (const machine of this.machinesOf(fault.nodes)) world.powerOn(machine);
        break;
      case 'partition':
        for (const machine of this.machinesOf(fault.nodes)) this.cut(machine, fault.cut, -1);
        break;
      case 'slow-node':
        for (const machine of this.machinesOf(fault.nodes)) this.slow(machine, fault.speedMilli, false);
        break;
      case 'flaky-node':
        for (const machine of this.machinesOf(fault.nodes)) this.blur(machine, -fault.errorMilli, -fault.extraLatencyUs);
        break;
      case 'registry-slow':
        world.pulls.retune(this.registryFactor(index), world.nowUs);
        break;
      case 'crash-loop': {
        const loops = world.appNamed(fault.app)?.crashLoops;
        loops?.splice(loops.indexOf(fault.probabilityMilli), 1);
        break;
      }
      case 'stale-view':
        world.mailbox.extraLagUs -= fault.lagUs;
        break;
      case 'stock-out':
        world.pools.outOfStock(fault.pool, -1);
        break;
      case 'zone-outage':
        for (const machine of this.grownDark.get(index) ?? []) if (!machine.left) world.powerOn(machine);
        break;
      case 'spot-reclaim':
      case 'drain':
        break;
    }
  }

  maintenance(index: number, place: number): void {
    const fault = this.faultAt(index) as ScheduledFault & { kind: 'drain' };
    const step = fault.steps[place] as MaintenanceStep;
    const machine = this.world.machines[step.node] as Machine;
    if (machine.left) return;
    this.world.log.add(this.world.nowUs, 'maintenance', fault.name, machine.drawn.facts.name, step.action);
    if (step.action === 'reboot') {
      this.world.powerOff(machine);
      return this.world.powerOn(machine);
    }
    machine.forced += step.action === 'drain' ? 1 : -1;
    this.world.post('node', { kind: 'maintenance', node: machine.id, action: step.action });
  }

  /** A machine of a dark zone is back. */
  returned(index: number, place: number): void {
    const fault = this.faultAt(index) as ScheduledFault & { kind: 'zone-outage' };
    for (const machine of this.machinesOf([fault.nodes[place] as number])) this.world.powerOn(machine);
  }

  /** The cloud takes its spot machines. */
  reclaimed(index: number): void {
    const fault = this.faultAt(index) as ScheduledFault & { kind: 'spot-reclaim' };
    for (const machine of this.machinesOf(fault.nodes)) this.world.removeMachine(machine);
  }

  /** When a zone that is dark now has power again; 0 when it has. */
  darkUntilUs(zone: string): number {
    const { nowUs } = this.world;
    let until = 0;
    for (const fault of this.world.run.faults) {
      if (fault.kind === 'zone-outage' && fault.zone === zone && fault.atUs <= nowUs && nowUs < fault.untilUs) until = Math.max(until, fault.untilUs);
    }
    return until;
  }

  private faultAt(index: number): ScheduledFault {
    return this.world.run.faults[index] as ScheduledFault;
  }

  private machinesOf(nodes: readonly number[]): readonly Machine[] {
    return nodes.map((id) => this.world.machines[id] as Machine).filter((machine) => !machine.left);
  }

  private cut(machine: Machine, what: 'control-plane' | 'all', sign: 1 | -1): void {
    if (what === 'all') machine.clientsCutBy += sign;
    else machine.agentCutBy += sign;
    machine.forced += sign;
    this.world.pulls.retune(this.world.pulls.factor, this.world.nowUs);
    this.world.reachChanged(machine);
  }

  private slow(machine: Machine, speedMilli: number, begins: boolean): void {
    if (begins) machine.slowedBy.push(speedMilli);
    else machine.slowedBy.splice(machine.slowedBy.indexOf(speedMilli), 1);
    machine.processor.setSpeed(machine.speedMilli, this.world.nowUs);
    this.world.completionMoved(machine);
  }

  private blur(machine: Machine, errorMilli: number, extraLatencyUs: number): void {
    machine.errorMilli += errorMilli;
    machine.extraLatencyUs += extraLatencyUs;
  }

  private registryFactor(ended: number): number {
    const { nowUs, run } = this.world;
    return run.faults.reduce((factor, fault, index) => {
      const lasts = fault.kind === 'registry-slow' && index !== ended && fault.atUs <= nowUs && nowUs < fault.untilUs;
      return lasts ? Math.floor((factor * fault.factorMilli) / 1000) : factor;
    }, 1000);
  }
}
