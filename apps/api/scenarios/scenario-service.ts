import { Inject, Injectable } from '@nestjs/common';
import { commitmentOf, previewScenario } from '#core/scenario';
import type { ScenarioRow, Store } from '#io/store';
import { type Caller, isOrganizer } from '../auth/caller.js';
import { Cursors } from '../http/cursor.js';
import { notFound } from '../http/refusal.js';
import { STORE } from '../parts.js';
import { parsedScenario } from './parsed-scenario.js';
import type { ScenarioListQuery, ScenarioView } from './scenario-dto.js';

@Injectable()
export class ScenarioService {
  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly cursors: Cursors,
  ) {}

  async list(query: ScenarioListQuery) {
    const page = await this.store.scenarios.list(this.cursors.read('scenarios', query));
    return this.cursors.write('scenarios', page, summaryOf);
  }

  async read(id: string, caller: Caller): Promise<ScenarioView> {
    const row = await this.store.scenarios.find(id);
    if (row === null) throw notFound('scenario');
    const scenario = parsedScenario(row);
    const open = row.visibility === 'public' || isOrganizer(caller);
    const { weights, references } = scenario.scoring;
    return {
      ...summaryOf(row),
      commitment: commitmentOf(row.text),
      text: open ? row.text : null,
      scoring: { weights, references },
      preview: open ? this.previewOf(row) : null,
    };
  }

  private readonly previews = new Map<string, ScenarioView['preview']>();

  /** Drawing the load of every minute takes a while, and gives the same for the same version. */
  private previewOf(row: ScenarioRow): ScenarioView['preview'] {
    const known = this.previews.get(row.digest);
    if (known !== undefined) return known;
    const scenario = parsedScenario(row);
    const { minutes, faults } = previewScenario(scenario, scenario.seeds[0] ?? 1);
    const preview = {
      minutes: minutes.map((minute) => ({ ...minute, offeredPerApp: { ...minute.offeredPerApp } })),
      faults: faults.map(({ atUs, untilUs, kind, target }) => ({ atUs, untilUs, kind, target })),
    };
    if (this.previews.size >= 64) this.previews.clear();
    this.previews.set(row.digest, preview);
    return preview;
  }
}

const summaryOf = ({ id, title, family, digest, visibility, world, summary }: ScenarioRow) => ({ id, title, family, digest, visibility, world, summary });
