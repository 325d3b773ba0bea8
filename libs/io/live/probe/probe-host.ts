import type Docker from 'dockerode';
import { runThrowaway } from '../engine/throwaway.js';
import { reachEngine } from '../engine/open-engine.js';
import { missingForSwarm } from '../images/swarm-node-image.js';
import { runtimeImage } from '../images/runtime-image.js';
import { INNER_ENGINE } from '../cluster/inner-engine.js';
import { missingCapabilities } from './missing-capabilities.js';
import { nodeImages } from '../kubernetes/node-image.js';
import type { HostFacts } from './host-facts.js';

/** Asks the engine, and a throwaway container where only trying tells. */
export async function probeHost(engine: Docker, wantedNodeImage: string | null = null): Promise<HostFacts> {
  const [info, version] = await reachEngine(engine);
  const image = await runtimeImage(engine);
  const [network, privileged, innerEngine, images] = await Promise.all([
    probeNetwork(engine, image),
    starts(engine, image, { Privileged: true }),
    starts(engine, image, INNER_ENGINE),
    nodeImages(engine, wantedNodeImage),
  ]);
  return {
    engine: {
      version: version.Version,
      apiVersion: version.ApiVersion,
      operatingSystem: String(info.OperatingSystem),
      kernel: version.KernelVersion ?? '',
      storageDriver: String(info.Driver),
      cgroupVersion: info.CgroupVersion === '2' ? '2' : '1',
      cgroupDriver: String(info.CgroupDriver),
      runtimes: Object.keys((info.Runtimes ?? {}) as object).sort(),
    },
    cpus: Number(info.NCPU),
    memoryBytes: Number(info.MemTotal),
    network,
    privileged,
    innerEngine,
    missingForSwarm: missingForSwarm(),
    missingCapabilities: privileged ? [] : missingCapabilities(),
    nodeImages: images,
    wantedNodeImage,
  };
}

async function probeNetwork(engine: Docker, image: string): Promise<HostFacts['network']> {
  const commands = [
    ['iptables', '-A', 'OUTPUT', '-d', '192.0.2.1', '-j', 'DROP'],
    ['iptables', '-A', 'OUTPUT', '-d', '192.0.2.1', '-m', 'statistic', '--mode', 'random', '--probability', '0.5', '-j', 'DROP'],
    ['tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'netem', 'delay', '1ms'],
    ['tc', 'qdisc', 'replace', 'dev', 'lo', 'root', 'tbf', 'rate', '1mbit', 'burst', '16kb', 'latency', '50ms'],
    ['node', '-e', 'require("fs").statSync("/proc/net/ip_vs")'],
  ];
  const results = await runThrowaway(engine, { image, commands, host: { CapDrop: ['ALL'], CapAdd: ['NET_ADMIN', 'NET_RAW'], NetworkMode: 'none' } });
  const [iptables = false, loss = false, netem = false, tbf = false, ipvs = false] = results.map(({ code }) => code === 0);
  return { iptables, loss, netem, tbf, ipvs };
}

/** Whether a container with these rights can be started at all. */
async function starts(engine: Docker, image: string, host: Docker.ContainerCreateOptions['HostConfig']): Promise<boolean> {
  try {
    const [result] = await runThrowaway(engine, { image, commands: [['node', '-e', '0']], host: { ...host, NetworkMode: 'none' } });
    return result?.code === 0;
  } catch {
    return false;
  }
}
