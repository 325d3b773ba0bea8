import { canonicalJson } from '#core/digest';
import { checkEntryAgainst, type Entry, parseEntry } from '#core/entry';
import { parseScenario, type Scenario } from '#core/scenario';
import { unpackPath } from '#io/artifacts';
import {
  DRIVERS,
  type DriverName,
  type HostFacts,
  engineFix,
  type LiveContestant,
  LiveFault,
  liveRefusal,
  LiveRefused,
  openEngine,
  probeHost,
  reap,
  refusalOf,
  replayLive,
} from '#io/live';
import type { JudgeHost } from '#io/store';
import type { Logger } from '#io/telemetry';
import type { Contestants } from './contestants.js';
import { beginLiveContestant } from './live-contestant.js';
import { type Replayed, ReplayFault, type ReplayRequest } from './replay-port.js';

export interface LiveRules {
  readonly replications: number;
  /** Of a real Kubernetes. */
  readonly nodeImage?: string | undefined;
  /** Folder of the entries that live runs are scored against, one a division. */
  readonly baselines: string;
}

/** Disturbed replays that one run may repeat, at no cost to anybody. */
const REPEATS = 3;

/** A host with a container engine: probed once, then judges runs on real containers. */
export class LiveHost {
  private constructor(
    private readonly engine: ReturnType<typeof openEngine>,
    readonly facts: HostFacts,
    private readonly rules: LiveRules,
    private readonly contestants: Pick<Contestants, 'prepare'>,
    private readonly logger: Logger,
  ) {}

  /** Where there is no engine: why, and what would change that. The judge takes no live runs then. */
  static async open(rules: LiveRules, contestants: Pick<Contestants, 'prepare'>, logger: Logger): Promise<LiveHost | string> {
    const engine = openEngine();
    try {
      const facts = await probeHost(engine, rules.nodeImage ?? null);
      await reap(engine);
      return new LiveHost(engine, facts, rules, contestants, logger);
    } catch (error) {
      const fix = error instanceof LiveFault ? engineFix(error) : 'see what `regatta live doctor` says on its host';
      return `${(error as Error).message} (to mend: ${fix})`;
    }
  }

  /** What it tells everybody who asks for the platform's capabilities. */
  get published(): JudgeHost {
    const { engine, cpus, memoryBytes, network } = this.facts;
    return {
      engine: `Docker ${engine.version}, ${engine.operatingSystem}, Linux ${engine.kernel}, cgroup v${engine.cgroupVersion} by ${engine.cgroupDriver}`,
      cpus,
      memoryBytes,
      drivers: DRIVERS.map((driver) => ({ driver, refusal: refusalOf(driver, this.facts)?.reason ?? null })),
      network: { ...network },
    };
  }

  /** Clusters of judges that died meanwhile. */
  async sweep(): Promise<void> {
    await reap(this.engine).catch((error: unknown) => this.logger.warn({ err: error }, 'could not look for what dead judges left'));
  }

  readonly replay = async (request: ReplayRequest, signal: AbortSignal): Promise<Replayed> => {
    const scenario = parseScenario(request.scenarioText, 'scenario.yaml');
    const entry = parseEntry(request.files);
    if (!scenario.ok || !entry.ok) throw new ReplayFault('inputs-unreadable', 'the stored scenario or entry cannot be read');
    const contestant = entry.value.division === 'scheduler' ? { contestant: () => this.contestantOf(request) } : {};
    const inputs = { engine: this.engine, scenario: scenario.value, entry: entry.value, seed: request.seed, ...contestant };
    const driver = await this.driverFor(inputs);
    const baseline = await this.baselineFor(entry.value, scenario.value, driver);
    try {
      const record = await replayLive({
        ...inputs,
        driver,
        nodeImage: this.rules.nodeImage,
        baseline,
        replications: this.rules.replications,
        repeats: REPEATS,
        signal,
      });
      const { verdict, fault, cause, metrics, recordDigest } = record;
      return { verdict, fault, cause, metrics, recordDigest, bytes: new TextEncoder().encode(canonicalJson(record)) };
    } catch (error) {
      if (error instanceof LiveRefused) throw new ReplayFault('host-cannot', `this host cannot judge it live: ${error.message}`, { cause: error });
      throw error;
    }
  };

  private async contestantOf(request: ReplayRequest): Promise<LiveContestant> {
    const contestant = await beginLiveContestant(this.contestants, request);
    if (contestant === null) throw new ReplayFault('inputs-unreadable', 'the stored plugin has no code to run');
    return contestant;
  }

  /** The real orchestrator where this host can, else the one that Regatta drives itself; the result says which it was. */
  private async driverFor(inputs: Omit<Parameters<typeof liveRefusal>[0], 'driver'>): Promise<DriverName> {
    const real: Readonly<Record<string, DriverName>> = { swarm: 'swarm', kubernetes: 'kubernetes' };
    const driver = real[inputs.entry.division];
    return driver !== undefined && (await liveRefusal({ ...inputs, driver }, this.facts)) === null ? driver : 'light';
  }

  /** The division's own baseline, or where it has none and Regatta drives the cluster that of Kubernetes. Null: none fits the scenario, so the run is measured and not scored. */
  private async baselineFor({ division }: Entry, scenario: Scenario, driver: DriverName): Promise<Entry | null> {
    for (const name of driver === 'light' ? [division, 'kubernetes'] : [division]) {
      const files = await unpackPath(`${this.rules.baselines}/${name}`).catch(() => null);
      const entry = files?.ok === true ? parseEntry(files.value) : null;
      if (entry?.ok === true && checkEntryAgainst(entry.value, scenario).length === 0) return entry.value;
    }
    this.logger.warn({ division, scenario: scenario.id }, 'no baseline fits this scenario: its live runs are not scored');
    return null;
  }
}
