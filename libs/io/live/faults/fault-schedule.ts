import type { DrawnRun, ScheduledFault } from '#core/scenario';
import { NEVER } from '#core/units';
import type { LiveCluster } from '../cluster/live-cluster.js';
import type { LiveMeasures } from '../measure/live-measures.js';
import type { HostFacts } from '../probe/host-facts.js';
import { NodeFaults } from './node-faults.js';
import { isInCondition, isRegistryDown, type NodeCondition } from './verify-fault.js';

const FAILED = 'FAILED: ';
const NOT_SEEN = ' was not seen from outside';
const DRAIN_POLL_MS = 250;

interface Deed {
  readonly atUs: number;
  readonly act: () => Promise<void>;
}

/** The scenario's faults on the clock: begun on schedule, ended on schedule, all undone at the end, each verified from outside. */
export class FaultSchedule {
  readonly nodes: NodeFaults;
  /** In words, for the record. */
  readonly report: string[] = [];
  private readonly deeds: Deed[] = [];
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly under = new Set<Promise<void>>();
  private readonly crashes: { readonly app: string; readonly milli: number }[] = [];
  private readonly registryFactors: number[] = [];
  private ended = false;

  constructor(
    private readonly run: DrawnRun,
    private readonly cluster: LiveCluster,
    private readonly measures: LiveMeasures,
    facts: HostFacts,
    private readonly nowUs: () => number,
    /** Told before a machine is switched off, so that what it used is not lost. */
    private readonly beforeOff: () => Promise<void>,
  ) {
    this.nodes = new NodeFaults(cluster, facts);
    for (const fault of run.faults) this.plan(fault);
  }

  begin(): void {
    for (const { atUs, act } of this.deeds) {
      if (atUs >= this.run.clock.horizonUs) continue;
      const timer = setTimeout(
        () => {
          const done: Promise<void> = act()
            .catch((error: unknown) => this.say(`${FAILED}${(error as Error).message}`))
            .finally(() => this.under.delete(done));
          this.under.add(done);
        },
        Math.max(0, (atUs - this.nowUs()) / 1000),
      );
      this.timers.push(timer);
    }
  }

  /** Nothing more is begun: the run is over, or its cluster is about to go. */
  stop(): void {
    this.ended = true;
    for (const timer of this.timers) clearTimeout(timer);
  }

  /** Ends what is still under way and leaves nothing broken. */
  async end(): Promise<void> {
    this.stop();
    await Promise.all(this.under);
    await this.nodes.undoAll();
    await this.cluster.setRegistry(this.run.cluster.images.registryBytesPerSecond);
  }

  get failures(): readonly string[] {
    return this.report.filter((line) => line.startsWith(FAILED) || line.endsWith(NOT_SEEN));
  }

  private plan(fault: ScheduledFault): void {
    const at = (atUs: number, act: () => Promise<void>): void => void (atUs < NEVER && this.deeds.push({ atUs, act }));
    const whole = (begin: () => Promise<void>, end: () => Promise<void>): void => {
      at(fault.atUs, async () => {
        this.measures.log(this.nowUs(), 'fault', fault.name, fault.kind, fault.target);
        await begin();
      });
      at(fault.untilUs, async () => {
        this.measures.log(this.nowUs(), 'fault-over', fault.name);
        await end();
      });
    };
    const each = (ids: readonly number[], act: (id: number) => Promise<unknown>) => Promise.all(ids.map(act)).then(() => undefined);
    switch (fault.kind) {
      case 'node-crash':
        return whole(
          () => each(fault.nodes, (id) => this.off(fault, id)),
          () => each(fault.nodes, (id) => this.on(fault, id)),
        );
      case 'zone-outage':
        at(fault.atUs, async () => {
          this.measures.log(this.nowUs(), 'fault', fault.name, fault.kind, fault.target);
          await each(fault.nodes, (id) => this.off(fault, id));
        });
        fault.nodes.forEach((id, index) => at(fault.backAtUs[index] ?? NEVER, () => this.on(fault, id)));
        return;
      case 'partition':
        return whole(
          () => each(fault.nodes, (id) => this.cut(fault, id)),
          () => each(fault.nodes, (id) => this.heal(fault, id)),
        );
      case 'slow-node':
        return whole(
          () => each(fault.nodes, (id) => this.nodes.slow(id, fault.speedMilli).then(() => this.verify(fault, id, 'slow'))),
          () => each(fault.nodes, (id) => this.nodes.restoreSpeed(id, fault.speedMilli).then(() => this.verify(fault, id, 'full-speed'))),
        );
      case 'flaky-node':
        return whole(
          () => each(fault.nodes, (id) => this.blur(fault, id)),
          () => each(fault.nodes, (id) => this.nodes.clear(id, fault.errorMilli, fault.extraLatencyUs).then(() => this.verify(fault, id, 'clear'))),
        );
      case 'spot-reclaim':
        at(fault.atUs, async () => {
          this.measures.log(this.nowUs(), 'fault', fault.name, fault.kind, fault.target);
          for (const node of fault.nodes) this.cluster.inject?.({ reclaimNotice: { node, atUs: fault.goneAtUs } });
        });
        at(fault.goneAtUs, () =>
          each(fault.nodes, async (id) => {
            await this.beforeOff();
            await this.cluster.removeNode(id);
            this.measures.nodeLeft(id, this.nowUs());
          }),
        );
        return;
      case 'drain':
        for (const { atUs, node, action } of fault.steps) at(atUs, () => this.maintain(fault, node, action));
        return;
      case 'registry-slow':
        return whole(
          () => this.registry(fault, () => this.registryFactors.push(fault.factorMilli)),
          () => this.registry(fault, () => this.registryFactors.splice(this.registryFactors.indexOf(fault.factorMilli), 1)),
        );
      case 'crash-loop':
        return whole(
          async () => this.crashLoops(() => this.crashes.push({ app: fault.app, milli: fault.probabilityMilli })),
          async () =>
            this.crashLoops(() =>
              this.crashes.splice(
                this.crashes.findIndex(({ app }) => app === fault.app),
                1,
              ),
            ),
        );
      case 'stale-view':
        return whole(
          async () => this.cluster.inject?.({ staleUs: fault.lagUs }),
          async () => this.cluster.inject?.({ staleUs: -fault.lagUs }),
        );
      case 'stock-out':
        return whole(
          async () => this.cluster.inject?.({ stockOut: { pool: fault.pool, by: 1 } }),
          async () => this.cluster.inject?.({ stockOut: { pool: fault.pool, by: -1 } }),
        );
    }
  }

  private async off(fault: ScheduledFault, id: number): Promise<void> {
    await this.beforeOff();
    const atUs = this.nowUs();
    await this.nodes.kill(id);
    this.measures.setDark(id, true, atUs);
    await this.verify(fault, id, 'off');
  }

  private async on(fault: ScheduledFault, id: number): Promise<void> {
    await this.nodes.start(id);
    if (this.nodes.isOff(id)) return;
    this.measures.setDark(id, false, this.nowUs());
    await this.verify(fault, id, 'on');
  }

  private async cut(fault: ScheduledFault & { kind: 'partition' }, id: number): Promise<void> {
    await this.nodes.cut(id, fault.cut);
    if (fault.cut === 'control-plane') return this.verify(fault, id, 'cut-off');
    this.measures.setDark(id, true, this.nowUs());
    await this.verify(fault, id, 'unplugged');
  }

  private async heal(fault: ScheduledFault & { kind: 'partition' }, id: number): Promise<void> {
    await this.nodes.heal(id, fault.cut);
    if (fault.cut === 'control-plane') return this.verify(fault, id, 'in-touch');
    this.measures.setDark(id, false, this.nowUs());
    await this.verify(fault, id, 'plugged');
  }

  private async blur(fault: ScheduledFault & { kind: 'flaky-node' }, id: number): Promise<void> {
    this.say(`${fault.name}: node ${id}: ${await this.nodes.blur(id, fault.errorMilli, fault.extraLatencyUs)}`);
    await this.verify(fault, id, 'blurred');
  }

  private async maintain(fault: ScheduledFault & { kind: 'drain' }, node: number, action: 'drain' | 'reboot' | 'uncordon'): Promise<void> {
    this.measures.log(this.nowUs(), 'maintenance', fault.name, node, action);
    if (action !== 'reboot') {
      await this.cluster.maintain(node, action);
      return action === 'drain' ? this.watchDrain(fault, node) : undefined;
    }
    await this.beforeOff();
    this.measures.setDark(node, true, this.nowUs());
    await this.nodes.reboot(node);
    this.measures.setDark(node, false, this.nowUs());
    await this.verify(fault, node, 'on');
  }

  /** How long an orchestrator takes to empty a machine is its own matter; that it did is seen from outside. */
  private async watchDrain(fault: ScheduledFault & { kind: 'drain' }, node: number): Promise<void> {
    const sinceUs = this.nowUs();
    const next = fault.steps.find((step) => step.node === node && step.atUs > sinceUs && step.action !== 'drain');
    const held = (): number => this.cluster.pods().filter((pod) => pod.node === node).length;
    const isOver = (): boolean => this.ended || this.nowUs() >= Math.min(next?.atUs ?? NEVER, this.run.clock.horizonUs);
    while (held() > 0 && !isOver()) await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
    const seconds = ((this.nowUs() - sinceUs) / 1e6).toFixed(1);
    this.say(
      `${fault.name}: node ${node} ${held() === 0 ? `was empty ${seconds} s after it was drained` : `still held ${held()} pods ${seconds} s after it was drained`}`,
    );
  }

  private async registry(fault: ScheduledFault, change: () => unknown): Promise<void> {
    change();
    const factor = this.registryFactors.reduce((product, milli) => (product * milli) / 1000, 1000);
    // Slower than a hundredth is down for anybody who waits.
    const rate = factor < 10 ? 0 : (this.run.cluster.images.registryBytesPerSecond * factor) / 1000;
    await this.cluster.setRegistry(rate);
    const isSeen = (await isRegistryDown(this.cluster)) === (rate === 0);
    this.say(`${fault.name}: registry ${rate === 0 ? 'down' : `at ${Math.round(rate / 1000)} kB/s`}${isSeen ? '' : NOT_SEEN}`);
  }

  private crashLoops(change: () => unknown): void {
    change();
    const crashMilli: Record<string, number> = {};
    for (const { name } of this.run.applications) crashMilli[name] = this.crashes.reduce((sum, one) => sum + (one.app === name ? one.milli : 0), 0);
    this.cluster.inject?.({ crashMilli });
  }

  private async verify(fault: ScheduledFault, id: number, condition: NodeCondition): Promise<void> {
    const isSo = await isInCondition(this.cluster, id, condition);
    this.measures.log(this.nowUs(), 'fault-verified', fault.name, id, condition, isSo ? 'yes' : 'no');
    this.say(`${fault.name}: node ${id} ${condition}${isSo ? '' : NOT_SEEN}`);
  }

  private say(line: string): void {
    this.report.push(line);
  }
}
