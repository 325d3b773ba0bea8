import type Docker from 'dockerode';
import type { Entry } from '#core/entry';
import { type HostFacts, isInCondition, LABEL, type LiveCluster, type LiveDriver, monotonicUs, NodeFaults, probeHost } from '#io/live';
import { silentListener } from '#io/live/testing';
import { describeWithEngine } from '../live/engine-under-test.js';
import { until } from '../live/until.js';
import { smallRun } from '../live/small-scenario.js';

interface Subject {
  readonly engine: Docker;
  readonly driver: LiveDriver;
  readonly entry: (replicas: { web: number; api: number }) => Entry;
  /** Of what nodes are made; absent: the driver knows. */
  readonly nodeImage?: () => Promise<string>;
}

/** What every driver of sandbox clusters must do, whatever is inside its nodes. One cluster lives through all of it, in order. */
export function clusterContract(name: string, { engine, driver, entry, nodeImage }: Subject): void {
  describeWithEngine(`a sandbox cluster made by the driver ${name}`, () => {
    jest.setTimeout(240_000);
    const listener = silentListener();
    let facts: HostFacts;
    let cluster: LiveCluster;
    let faults: NodeFaults;
    const ready = (app: string) => cluster.pods().filter((pod) => pod.app === app && pod.phase === 'ready');
    const allReady = (web = 2, api = 2) => until(`${web} web and ${api} api are ready`, () => ready('web').length === web && ready('api').length === api);

    beforeAll(async () => {
      facts = await probeHost(engine, (await nodeImage?.()) ?? null);
      const run = smallRun({ horizon: '10m' });
      const subject = entry({ web: 2, api: 2 });
      expect(driver.refuses({ facts, run, entry: subject })).toBeNull();
      cluster = await driver.up({ engine, facts, run, entry: subject, listener });
      faults = new NodeFaults(cluster, facts);
    });
    afterAll(() => cluster?.down());

    it('has its nodes up, each a labelled container of this run', async () => {
      expect(cluster.nodes.size).toBe(3);
      for (const { container } of cluster.nodes.values()) {
        const { State, Config } = await container.inspect();
        expect(State.Running).toBe(true);
        expect(Config.Labels[LABEL.run]).toBe(cluster.sandbox.run);
      }
    });

    it('is on a network without a way out', async () => {
      const { Internal, Options } = (await cluster.sandbox.network.network.inspect()) as { Internal: boolean; Options: Record<string, string> };
      expect(Internal).toBe(true);
      expect(Options['com.docker.network.bridge.inhibit_ipv4']).toBe('true');
    });

    it('stores images in the registry inside the sandbox', async () => {
      for (const app of ['web', 'api']) {
        const { bytes, tookUs } = await cluster.store(app, 'any', app === 'web' ? 6 << 20 : 4 << 20);
        expect(bytes).toBeGreaterThan(1 << 20);
        expect(tookUs).toBeGreaterThan(0);
      }
    });

    it('retrieves an image: with all its layers at first, which are no smaller than the scenario says, with none the second time', async () => {
      const cold = await cluster.retrieve(0, 'regatta/web:1');
      const warm = await cluster.retrieve(0, 'regatta/web:1');
      // Less the headers and the padding of its archives, where the node counts what is in them.
      expect(cold.fetchedBytes / (6 << 20)).toBeGreaterThan(0.95);
      expect(warm.fetchedBytes).toBe(0);
    });

    it('starts what the entry asks for, until it is ready', async () => {
      await cluster.begin(monotonicUs());
      await allReady();
      expect(cluster.pods().every(({ node }) => node !== null && cluster.nodes.has(node))).toBe(true);
    });

    it('serves requests that call each other', async () => {
      await until('requests are answered', () => answered(cluster, 10).then((outcomes) => outcomes.every((outcome) => outcome === 0)));
    });

    it('scales', async () => {
      await cluster.scale('web', 4);
      await allReady(4);
      await cluster.scale('web', 2);
      await until('two are gone', () => cluster.pods().filter(({ app }) => app === 'web').length === 2);
    });

    it('replaces a pod that was killed', async () => {
      const [victim] = ready('web');
      await cluster.killPod(victim?.key ?? '');
      await until('it is not ready', () => !ready('web').some(({ key }) => key === victim?.key) || listener.lines.some((line) => line.includes('restarting')));
      await allReady();
    });

    it('reads what machines used', async () => {
      const usage = await cluster.usage();
      expect(usage).toHaveLength(3);
      for (const { cpuUs, memoryBytes } of usage) {
        expect(cpuUs).toBeGreaterThan(0);
        expect(memoryBytes).toBeGreaterThan(1 << 20);
      }
    });

    it('loses a node and gets it back', async () => {
      const node = ready('web')[0]?.node ?? 0;
      await faults.kill(node);
      expect(await isInCondition(cluster, node, 'off')).toBe(true);
      await until('its pods do not count', () => ready('web').every((pod) => pod.node !== node));
      await faults.start(node);
      expect(await isInCondition(cluster, node, 'on')).toBe(true);
      await allReady();
    });

    it('pauses, unplugs and throttles a node, and undoes it', async () => {
      const full = await isInCondition(cluster, 1, 'full-speed');
      await faults.slow(1, 500);
      expect([full, await isInCondition(cluster, 1, 'slow')]).toEqual([true, true]);
      await faults.restoreSpeed(1, 500);
      expect(await isInCondition(cluster, 1, 'full-speed')).toBe(true);
      await faults.slow(1, 1);
      expect(await isInCondition(cluster, 1, 'paused')).toBe(true);
      await faults.restoreSpeed(1, 1);
      expect(await isInCondition(cluster, 1, 'on')).toBe(true);
      await faults.cut(1, 'all');
      expect(await isInCondition(cluster, 1, 'unplugged')).toBe(true);
      await faults.heal(1, 'all');
      expect(await isInCondition(cluster, 1, 'plugged')).toBe(true);
      await allReady();
      await until('what runs there is reached again', () => answered(cluster, 10).then((outcomes) => outcomes.every((outcome) => outcome === 0)));
    });

    it('cuts a node from its control plane only, and blurs its link, by what the kernel has', async () => {
      if (!facts.network.iptables) return;
      const container = cluster.nodes.get(2)?.container;
      if (container === undefined) throw new Error('there is no node 2');
      await faults.cut(2, 'control-plane');
      const rules = await faults.links.describe(container);
      expect(cluster.controlAddresses.every((address) => rules.includes(address))).toBe(true);
      expect(await isInCondition(cluster, 2, 'cut-off')).toBe(true);
      expect(await isInCondition(cluster, 1, 'in-touch')).toBe(true);
      await faults.heal(2, 'control-plane');
      expect(await isInCondition(cluster, 2, 'in-touch')).toBe(true);
      await faults.blur(2, 100, facts.network.netem || facts.network.tbf ? 5000 : 0);
      expect(await isInCondition(cluster, 2, 'blurred')).toBe(true);
      expect(await isInCondition(cluster, 1, 'clear')).toBe(true);
      await faults.undoAll();
      expect(await isInCondition(cluster, 2, 'clear')).toBe(true);
      const after = await faults.links.describe(container);
      expect(cluster.controlAddresses.some((address) => after.includes(address))).toBe(false);
      expect(after).not.toMatch(/statistic|netem|tbf/);
      await allReady();
    });

    it('takes its registry down and up', async () => {
      await cluster.setRegistry(0);
      await expect(
        Promise.race([cluster.retrieve(2, 'regatta/web:other').then(() => 'pulled'), new Promise((resolve) => setTimeout(resolve, 1500, 'stuck'))]),
      ).resolves.toBe('stuck');
      await cluster.setRegistry(2.5e8);
      await until('images can be retrieved', () =>
        cluster.retrieve(1, 'regatta/web:third').then(
          () => true,
          () => false,
        ),
      );
    });

    it('drains a node and takes it back', async () => {
      const node = ready('api')[0]?.node ?? 0;
      await cluster.maintain(node, 'drain');
      await until('it is empty', () => cluster.pods().every((pod) => pod.node !== node));
      await allReady();
      await cluster.maintain(node, 'uncordon');
    });

    it('is torn down to nothing', async () => {
      await cluster.down();
      const filters = { label: [`${LABEL.run}=${cluster.sandbox.run}`] };
      expect(await engine.listContainers({ all: true, filters })).toEqual([]);
      expect(await engine.listNetworks({ filters })).toEqual([]);
      expect((await engine.listVolumes({ filters })).Volumes ?? []).toEqual([]);
    });
  });
}

/** Outcomes of some requests sent now: 0 is served. */
async function answered(cluster: LiveCluster, count: number): Promise<readonly number[]> {
  const outcomes: number[] = [];
  const plan = { app: 'web', cpuUs: 500, waitUs: 0, together: [], inTurn: [{ app: 'api', cpuUs: 500, waitUs: 0, together: [], inTurn: [] }] };
  const mark = Math.floor(Math.random() * 1e6);
  cluster.load.onReport((report) => {
    if ('results' in report) for (const [atUs, outcome] of report.results) if (atUs === mark) outcomes.push(outcome);
  });
  cluster.load.send({ start: monotonicUs() - mark - 1000 });
  cluster.load.send({ load: Array.from({ length: count }, () => [mark, plan] as const) });
  await until('they all came back', () => outcomes.length >= count, 20_000);
  return outcomes;
}
