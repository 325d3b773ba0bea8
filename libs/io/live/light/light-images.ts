import type { DrawnRun } from '#core/scenario';
import type { ClusterListener, Retrieved } from '../cluster/live-cluster.js';
import { inTime } from '../cluster/in-time.js';
import type { SandboxServices } from '../cluster/sandbox-services.js';
import { LiveFault } from '../engine/open-engine.js';
import type { StoredReport } from '../programs/agent-messages.js';
import type { LightNode } from './light-node.js';

const RETRIEVE_TIMEOUT_MS = 120_000;

/** Images of a light cluster: carried to the registry and to the nodes, layer by layer, and never run there. */
export class LightImages {
  private readonly waiting = new Map<string, (stored: StoredReport) => void>();

  constructor(
    private readonly run: DrawnRun,
    private readonly services: SandboxServices,
    private readonly listener: ClusterListener,
  ) {}

  async store(app: string, tag: string, bytes: number) {
    const shared = this.run.applications.find(({ name }) => name === app)?.sharedImageBytes ?? 0;
    const sizes = { sharedBytes: Math.min(shared, bytes), ownBytes: Math.max(1, bytes - shared) };
    const pushed = await this.services.push({ name: `regatta/${app}`, tag, ...sizes, basePaths: [], entrypoint: [], env: [] });
    this.listener.stored(pushed.tookUs);
    return pushed;
  }

  async retrieve(node: LightNode, image: string): Promise<Retrieved> {
    const stored = new Promise<StoredReport>((resolve) => this.waiting.set(`${node.name} ${image}`, resolve));
    node.link.post({ retrieve: image, unpackBytesPerSecond: this.run.cluster.images.unpackBytesPerSecond });
    const report = await inTime(stored, `image ${image} on ${node.name}`, RETRIEVE_TIMEOUT_MS);
    if (report.failure !== null) throw new LiveFault('cluster-failed', `image ${image} could not be retrieved: ${report.failure}`);
    return { tookUs: report.atUs - report.startedUs, fetchedBytes: report.fetched };
  }

  stored(node: LightNode, report: StoredReport): void {
    const key = `${node.name} ${report.image}`;
    this.waiting.get(key)?.(report);
    this.waiting.delete(key);
    if (report.failure === null) this.listener.pulled(report.atUs - report.startedUs, report.fetched);
  }
}
