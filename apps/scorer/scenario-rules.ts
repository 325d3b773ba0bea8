import { parseScenario } from '#core/scenario';
import type { ScoringRules } from '#core/scoring';
import type { Store } from '#io/store';

const KEPT = 200;

/** The scoring rules of scenario versions. A version never changes, so it is read once. */
export class ScenarioRules {
  private readonly known = new Map<string, ScoringRules | null>();

  constructor(private readonly store: Pick<Store, 'scenarios'>) {}

  /** Null: there is no such version, or it cannot be read. */
  async of(digest: string): Promise<ScoringRules | null> {
    const known = this.known.get(digest);
    if (known !== undefined) return known;
    const row = await this.store.scenarios.findVersion(digest);
    const parsed = row === null ? null : parseScenario(row.text, 'scenario.yaml');
    const rules = parsed?.ok === true ? parsed.value.scoring : null;
    if (this.known.size >= KEPT) this.known.clear();
    if (row !== null) this.known.set(digest, rules);
    return rules;
  }
}
