import type { Entry } from '#core/entry';
import { kubernetesDriver, LABEL, lightDriver, type LiveCluster, type LiveDriver, monotonicUs, probeHost, startCluster, swarmDriver } from '#io/live';
import { silentListener } from '#io/live/testing';
import { execIn } from '../../libs/io/live/engine/exec-in.js';
import { reaches } from '../../libs/io/live/faults/inside-network.js';
import { standInImage } from '../live/kubernetes-stand-in/stand-in-image.js';
import { smallKubernetesEntry, smallSwarmEntry } from '../live/small-entries.js';
import { smallRun } from '../live/small-scenario.js';
import { until } from '../live/until.js';
import { describeWithEngine } from '../live/engine-under-test.js';
import { ownEngine } from './own-engine.js';

jest.setTimeout(240_000);

interface Subject {
  readonly driver: LiveDriver;
  readonly entry: Entry;
  readonly nodeImage: () => Promise<string | null>;
}
const { engine } = ownEngine();
const none = async () => null;
const SUBJECTS: Readonly<Record<string, Subject>> = {
  light: { driver: lightDriver, entry: smallKubernetesEntry(), nodeImage: none },
  swarm: { driver: swarmDriver, entry: smallSwarmEntry(), nodeImage: none },
  kubernetes: { driver: kubernetesDriver, entry: smallKubernetesEntry(), nodeImage: () => standInImage(engine) },
};
const ELSEWHERE = ['1.1.1.1', '169.254.169.254', '8.8.8.8'];

describeWithEngine.each(Object.entries(SUBJECTS))('walls around a cluster of the driver %s', (name, { driver, entry, nodeImage }) => {
  let cluster: LiveCluster;

  beforeAll(async () => {
    const run = smallRun({ nodes: 2, horizon: '10m' });
    cluster = await startCluster(driver, { engine, facts: await probeHost(engine, await nodeImage()), run, entry, listener: silentListener() });
    for (const { name: app } of run.applications) await cluster.store(app, 'any', 1 << 20);
    await cluster.begin(monotonicUs());
    await until('it serves', () => cluster.pods().filter(({ phase }) => phase === 'ready').length === 4);
  });
  afterAll(() => cluster?.down());

  it('let nothing of the host in: no mount of it, no published port, no other network, no privilege, and no right at all but for nodes of real engines', async () => {
    const listed = await engine.listContainers({ all: true, filters: { label: [`${LABEL.run}=${cluster.sandbox.run}`] } });
    expect(listed.length).toBeGreaterThan(5);
    for (const { Id, Labels } of listed) {
      const { HostConfig, Mounts, NetworkSettings, Config } = await engine.getContainer(Id).inspect();
      const role = Labels[LABEL.role] ?? '';
      const isEngine = name !== 'light' && /^(node-|manager|control-plane)/.test(role);
      expect({
        role,
        privileged: HostConfig.Privileged,
        binds: Mounts.filter(({ Type }) => Type === 'bind').length + (HostConfig.Binds ?? []).length,
        ports: Object.values(NetworkSettings.Ports ?? {}).filter((bound) => bound !== null).length,
        networks: Object.keys(NetworkSettings.Networks).filter((network) => network !== 'none' && network !== cluster.sandbox.network.name),
        hostNamespaces: [HostConfig.NetworkMode, HostConfig.PidMode, HostConfig.IpcMode, HostConfig.UTSMode].filter((mode) => mode === 'host'),
        ...(isEngine
          ? {}
          : { drops: HostConfig.CapDrop, adds: HostConfig.CapAdd, readOnly: HostConfig.ReadonlyRootfs, user: Config.User, safe: HostConfig.SecurityOpt }),
      }).toEqual({
        role,
        privileged: false,
        binds: 0,
        ports: 0,
        networks: [],
        hostNamespaces: [],
        ...(isEngine ? {} : { drops: ['ALL'], adds: null, readOnly: true, user: '65534:65534', safe: ['no-new-privileges'] }),
      });
    }
  });

  it('have no way out: neither to anywhere nor to the host', async () => {
    const { sandbox, nodes } = cluster;
    const node = nodes.get(0)?.container;
    if (node === undefined) throw new Error('there is no node 0');
    // What is there can be reached, so that silence means something.
    expect(await reaches(sandbox, node, nodes.get(1)?.address ?? '')).toBe(true);
    const tried = await Promise.all([...ELSEWHERE, sandbox.address(1)].map((address) => reaches(sandbox, node, address)));
    expect(tried).toEqual(tried.map(() => false));
  });

  if (name === 'swarm')
    it('hold tasks that have no right, no user and nothing to write on, of images of the sandbox alone', async () => {
      const docker = ['docker', '-H', 'unix:///run/docker.sock'];
      const seen: string[] = [];
      for (const { container } of cluster.nodes.values()) {
        const { stdout } = await execIn(container, [...docker, 'ps', '-q', '--filter', 'label=com.docker.stack.namespace']);
        for (const id of stdout.split('\n').filter((line) => line !== '')) {
          const format = '{{.Config.Image}} {{.Config.User}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.Privileged}} {{len .Mounts}}';
          seen.push((await execIn(container, [...docker, 'inspect', '--format', format, id])).stdout.trim());
        }
      }
      expect(seen).toHaveLength(4);
      for (const task of seen) expect(task).toMatch(/^regatta\/(web|api)(:latest)?(@sha256:\w+)? 65534:65534 true \[(CAP_)?ALL\] false 0$/);
    });
});
