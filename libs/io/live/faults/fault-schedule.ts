import type { DrawnRun, MaintenanceStep, ScheduledFault } from '#core/scenario';
import { NEVER } from '#core/units';
import type { LiveCluster } from '../cluster/live-cluster.js';
import type { LiveMeasures } from '../measure/live-measures.js';
import type { HostFacts } from '../probe/host-facts.js';
import type { FaultGround } from './fault-ground.js';
import { FaultReport } from './fault-report.js';
import { MachineDeeds } from './machine-deeds.js';
import { type Drain, Maintenance } from './maintenance.js';
import { NodeFaults } from './node-faults.js';
import { RegistryFaults } from './registry-faults.js';
import { WorldFaults } from './world-faults.js';

/** Begun later than this, it was another fault. */
const LATE_US = 1_000_000;

interface Deed {
  readonly atUs: number;
  readonly fault: string;
  readonly act: () => Promise<void>;
}

type ZoneOutage = ScheduledFault & { readonly kind: 'zone-outage' };

/** The scenario's faults on the clock: begun on schedule, ended on schedule, all undone at the end, each verified from outside. */
export class FaultSchedule {
  readonly report = new FaultReport();
  private readonly ground: FaultGround;
  private readonly machines: MachineDeeds;
  private readonly maintenance: Maintenance;
  private readonly registry: RegistryFaults;
  private readonly world: WorldFaults;
  private readonly deeds: Deed[] = [];
  /** By fault: machines that had joined the zone that it made dark. */
  private readonly grown = new Map<string, readonly number[]>();
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly under = new Set<Promise<void>>();
  private ended = false;

  constructor(
    run: DrawnRun,
    cluster: LiveCluster,
    measures: LiveMeasures,
    facts: HostFacts,
    nowUs: () => number,
    /** Told before a machine is switched off, so that what it used is not lost. */
    beforeOff: () => Promise<void>,
  ) {
    this.ground = { run, cluster, measures, nodes: new NodeFaults(cluster, facts), report: this.report, nowUs, beforeOff };
    this.machines = new MachineDeeds(this.ground);
    this.maintenance = new Maintenance(this.ground, () => this.ended);
    this.registry = new RegistryFaults(this.ground);
    this.world = new WorldFaults(this.ground);
    for (const fault of run.faults) this.plan(fault);
  }

  begin(): void {
    for (const deed of this.deeds) {
      if (deed.atUs >= this.ground.run.clock.horizonUs) continue;
      this.timers.push(setTimeout(() => this.run(deed), Math.max(0, (deed.atUs - this.ground.nowUs()) / 1000)));
    }
  }

  /** Nothing more is begun: the run is over, or its cluster is about to go. */
  stop(): void {
    this.ended = true;
    for (const timer of this.timers) clearTimeout(timer);
  }

  /** Waits for what is under way. */
  async settle(): Promise<void> {
    this.stop();
    await Promise.all(this.under);
  }

  /** Leaves nothing broken. */
  async undo(): Promise<void> {
    await this.settle();
    await Promise.all([this.machines.undoAll(), this.maintenance.undoAll(), this.registry.undo()]);
  }

  private run({ atUs, fault, act }: Deed): void {
    const lateUs = this.ground.nowUs() - atUs;
    if (lateUs > LATE_US) this.report.fail(`${fault}: came ${(lateUs / 1e6).toFixed(1)} s late`);
    const done: Promise<void> = act()
      .catch((error: unknown) => this.report.fail(`${fault}: FAILED: ${(error as Error).message}`))
      .finally(() => this.under.delete(done));
    this.under.add(done);
  }

  private at(fault: ScheduledFault, atUs: number, act: () => Promise<void>): void {
    if (atUs < NEVER) this.deeds.push({ atUs, fault: fault.name, act });
  }

  private whole(fault: ScheduledFault, begin: () => Promise<void>, end: () => Promise<void>): void {
    this.at(fault, fault.atUs, () => (this.told(fault), begin()));
    this.at(fault, fault.untilUs, () => (this.ground.measures.log(this.ground.nowUs(), 'fault-over', fault.name), end()));
  }

  private told(fault: ScheduledFault): void {
    this.ground.measures.log(this.ground.nowUs(), 'fault', fault.name, fault.kind, fault.target);
    const hits = fault.kind === 'drain' ? fault.steps : 'nodes' in fault ? fault.nodes : null;
    if (hits?.length === 0) this.report.say(`${fault.name}: no machine of this cluster is meant`);
  }

  private plan(fault: ScheduledFault): void {
    const { machines } = this;
    const { name } = fault;
    switch (fault.kind) {
      case 'node-crash':
        return this.whole(
          fault,
          () => machines.off(name, fault.nodes),
          () => machines.on(name, fault.nodes),
        );
      case 'zone-outage':
        this.whole(
          fault,
          () => this.darken(fault),
          () => this.lighten(fault),
        );
        fault.nodes.forEach((id, index) => this.at(fault, fault.backAtUs[index] ?? NEVER, () => machines.on(name, [id])));
        return;
      case 'partition':
        return this.whole(
          fault,
          () => machines.cut(name, fault.nodes, fault.cut),
          () => machines.heal(name, fault.nodes, fault.cut),
        );
      case 'slow-node':
        return this.whole(
          fault,
          () => machines.slow(name, fault.nodes, fault.speedMilli),
          () => machines.restoreSpeed(name, fault.nodes, fault.speedMilli),
        );
      case 'flaky-node':
        return this.whole(
          fault,
          () => machines.blur(name, fault.nodes, fault.errorMilli, fault.extraLatencyUs),
          () => machines.clear(name, fault.nodes, fault.errorMilli, fault.extraLatencyUs),
        );
      case 'spot-reclaim':
        this.at(fault, fault.atUs, () => (this.told(fault), this.world.notice(fault)));
        this.at(fault, fault.goneAtUs, () => machines.reclaim(name, fault.nodes));
        return;
      case 'drain':
        if (fault.steps.length === 0) this.at(fault, fault.atUs, async () => this.told(fault));
        for (const step of fault.steps) this.at(fault, step.atUs, () => this.maintain(fault, step));
        return;
      case 'registry-slow':
        return this.whole(
          fault,
          () => this.registry.slow(name, fault.factorMilli),
          () => this.registry.restore(name, fault.factorMilli),
        );
      case 'crash-loop':
      case 'stale-view':
      case 'stock-out':
        return this.whole(
          fault,
          async () => this.world.begin(fault),
          async () => this.world.end(fault),
        );
    }
  }

  private maintain(fault: Drain, step: MaintenanceStep): Promise<void> {
    const { node, action } = step;
    this.ground.measures.log(this.ground.nowUs(), 'maintenance', fault.name, node, action);
    return action === 'reboot' ? this.machines.reboot(fault.name, node) : this.maintenance.order(fault, { ...step, action });
  }

  /** Also what joined the zone since time 0; what would join it meanwhile waits for power. */
  private async darken({ name, zone, nodes }: ZoneOutage): Promise<void> {
    const [grown = []] = await Promise.all([this.ground.cluster.power?.(zone, false), this.machines.off(name, nodes)]);
    this.grown.set(name, grown);
    await this.machines.off(name, grown);
  }

  private async lighten({ name, zone }: ZoneOutage): Promise<void> {
    await Promise.all([this.ground.cluster.power?.(zone, true), this.machines.on(name, this.grown.get(name) ?? [])]);
  }
}
