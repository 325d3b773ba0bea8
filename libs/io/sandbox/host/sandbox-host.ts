import Docker from 'dockerode';
import type { PluginEntry } from '#core/entry';
import type { SandboxPlan } from '../confinement/container-options.js';
import { type SessionBudget, USUAL_BUDGET, USUAL_LIMITS, type SandboxLimits } from '../confinement/sandbox-limits.js';
import { seccompProfile } from '../confinement/seccomp-profile.js';
import { SandboxFault } from '../engine/sandbox-fault.js';
import { within } from '../engine/within.js';
import { type Interpreter, type RuntimeImage, runtimeImage } from '../images/runtime-image.js';
import { ContestantSession } from '../session/contestant-session.js';
import { entryArchive } from '../session/entry-archive.js';
import { Sandbox } from '../session/sandbox.js';
import { examineHost } from './examine-host.js';
import { type Finding, isFit } from './finding.js';
import { reapSandboxes } from './reaper.js';
import { tryOut } from './try-out.js';
import { pipesFinding, whyNoPipes } from './try-pipes.js';
import { WarmPool } from './warm-pool.js';

const PING_MS = 10_000;

export interface SandboxHostOptions {
  /** Who opens sandboxes: what it left behind when it last died is taken away first. */
  readonly owner: string;
  /** The engine's unix socket; without it what the environment says, or the usual one. */
  readonly socketPath?: string | undefined;
}

/** Where plugins run: one container engine, found fit, with its images and what is kept warm. */
export class SandboxHost {
  private readonly pool: WarmPool;
  private readonly images = new Map<Interpreter, Promise<RuntimeImage>>();

  private constructor(
    private readonly engine: Docker,
    private readonly owner: string,
    private readonly seccomp: string,
    private readonly runtime: string | null,
    private readonly hasPipes: boolean,
    readonly findings: readonly Finding[],
  ) {
    this.pool = new WarmPool((kind) => this.start(kind as Interpreter, USUAL_LIMITS));
  }

  /** A host that plugins may run on, or a fault that says everything it lacks and how to mend it. */
  static async open({ owner, socketPath }: SandboxHostOptions): Promise<SandboxHost> {
    const { host, findings } = await SandboxHost.examine({ owner, socketPath });
    if (host !== null) return host;
    const lacking = findings.filter((finding) => finding.state === 'no').map(({ check, found, fix }) => `${check}: ${found}; needs ${fix ?? 'help'}`);
    const noEngine = findings.some((finding) => finding.check === 'engine' && finding.state === 'no');
    throw new SandboxFault(noEngine ? 'engine-unreachable' : 'host-unfit', `plugins cannot be run here: ${lacking.join('. ')}`, false);
  }

  /** The doctor: all that is there and all that is lacking, and the host itself when nothing is. */
  static async examine({ owner, socketPath }: SandboxHostOptions): Promise<{ readonly host: SandboxHost | null; readonly findings: readonly Finding[] }> {
    const engine = socketPath === undefined ? new Docker() : new Docker({ socketPath });
    const { findings, facts } = await examineHost(engine);
    const seccomp = seccompProfile(facts?.architecture ?? '');
    if (!isFit(findings) || facts === null || seccomp === null) return { host: null, findings };
    await reapSandboxes(engine, owner, Date.now());
    const image = await runtimeImage(engine, 'node');
    const plan = { image: image.id, owner, seccomp, runtime: facts.runtime, limits: USUAL_LIMITS, hasPipes: false };
    const [walls, noPipes] = await Promise.all([tryOut(engine, plan), whyNoPipes(engine, plan)]);
    const seen = [...findings, ...walls, pipesFinding(noPipes)];
    return { host: isFit(seen) ? new SandboxHost(engine, owner, seccomp, facts.runtime, noPipes === null, seen) : null, findings: seen };
  }

  /** A fresh sandbox with the entry in it, begun. */
  async begin(entry: PluginEntry, budget: SessionBudget = USUAL_BUDGET): Promise<ContestantSession> {
    const { interpreter, limits } = entry;
    const usual = limits.memoryBytes === USUAL_LIMITS.memoryBytes && limits.processes === USUAL_LIMITS.processes;
    const [sandbox, archive] = await Promise.all([usual ? this.pool.take(interpreter) : this.start(interpreter, limits), entryArchive(entry)]);
    const session = new ContestantSession(sandbox, budget);
    sandbox.write(archive);
    return session;
  }

  /** Opens sandboxes ahead of need: the next entry of the kind does not wait. */
  warm(interpreter: Interpreter): void {
    this.pool.warm(interpreter);
  }

  /** Makes the runtime images, where they are missing. */
  image(interpreter: Interpreter): Promise<RuntimeImage> {
    let image = this.images.get(interpreter);
    if (image === undefined) {
      image = runtimeImage(this.engine, interpreter);
      this.images.set(interpreter, image);
      // One that could not be made is tried again when it is wanted again.
      image.catch(() => this.images.delete(interpreter));
    }
    return image;
  }

  /** Whether the engine still answers. */
  async isThere(): Promise<boolean> {
    return within(PING_MS, 'answer', this.engine.ping()).then(
      () => true,
      () => false,
    );
  }

  async close(): Promise<void> {
    await this.pool.close();
  }

  private async start(interpreter: Interpreter, limits: SandboxLimits): Promise<Sandbox> {
    const { id } = await this.image(interpreter);
    const plan: SandboxPlan = { image: id, owner: this.owner, seccomp: this.seccomp, runtime: this.runtime, limits, hasPipes: this.hasPipes };
    return Sandbox.start(this.engine, plan);
  }
}
