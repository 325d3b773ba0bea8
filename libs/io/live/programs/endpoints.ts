import { resolve4 } from 'node:dns/promises';
import { type ClientRule, type Endpoint, type Routes, WORK_PORT } from './plan.js';

const RESOLVE_EVERY_MS = 400;

interface Target {
  readonly endpoint: Endpoint;
  outstanding: number;
}

/** Where the replicas of each application are, and whose turn it is. They are told by the judge, or looked up by name again and again. */
export class Endpoints {
  private readonly targets = new Map<string, Target[]>();
  private readonly turns = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly clients: Readonly<Record<string, ClientRule>>) {}

  set(routes: Routes): void {
    for (const [app, endpoints] of Object.entries(routes)) {
      const before = new Map((this.targets.get(app) ?? []).map((target) => [target.endpoint.key, target]));
      this.targets.set(
        app,
        endpoints.map((endpoint) => before.get(endpoint.key) ?? { endpoint, outstanding: 0 }),
      );
    }
  }

  /** Keeps looking names up; for applications that have one. */
  async resolve(): Promise<void> {
    const named = Object.entries(this.clients).filter(([, rule]) => rule.dnsName !== null);
    if (named.length === 0) return;
    await Promise.all(named.map(([app, rule]) => this.lookUp(app, rule.dnsName ?? '')));
    this.timer = setTimeout(() => void this.resolve(), RESOLVE_EVERY_MS);
    this.timer.unref();
  }

  list(app: string): readonly Endpoint[] {
    return (this.targets.get(app) ?? []).map(({ endpoint }) => endpoint);
  }

  pick(app: string): Target | null {
    const targets = this.targets.get(app) ?? [];
    if (targets.length <= 1) return targets[0] ?? null;
    const any = (): Target => targets[Math.floor(Math.random() * targets.length)] as Target;
    const turn = ((this.turns.get(app) ?? -1) + 1) % targets.length;
    switch (this.clients[app]?.balancer) {
      case 'random':
        return any();
      case 'power-of-two': {
        const [first, second] = [any(), any()];
        return second.outstanding < first.outstanding ? second : first;
      }
      case 'least-outstanding': {
        this.turns.set(app, turn);
        const inOrder = [...targets.slice(turn), ...targets.slice(0, turn)];
        return inOrder.reduce((best, target) => (target.outstanding < best.outstanding ? target : best));
      }
      default:
        this.turns.set(app, turn);
        return targets[turn] as Target;
    }
  }

  private async lookUp(app: string, name: string): Promise<void> {
    try {
      const addresses = await resolve4(name);
      this.set({ [app]: addresses.sort().map((host) => ({ key: host, host, port: WORK_PORT })) });
    } catch (error) {
      // Nobody has the name: there is no replica. Anything else says nothing about them.
      if (['ENOTFOUND', 'ENODATA'].includes((error as NodeJS.ErrnoException).code ?? '')) this.set({ [app]: [] });
    }
  }
}
