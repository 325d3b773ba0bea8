import { Inject, Injectable } from '@nestjs/common';
import { commitmentOf, parseScenario, previewScenario } from '#core/scenario';
import type { ScenarioRow, Store } from '#io/store';
import { type Caller, isOrganizer } from '../auth/caller.js';
import { Cursors } from '../http/cursor.js';
import { notFound, Refusal } from '../http/refusal.js';
import { STORE } from '../parts.js';
import { parsedScenario } from './parsed-scenario.js';
import type { NewScenarioDto, ScenarioListQuery, ScenarioView } from './scenario-dto.js';

@Injectable()
export class ScenarioService {
  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly cursors: Cursors,
  ) {}

  async list(query: ScenarioListQuery, caller: Caller) {
    const all = isOrganizer(caller);
    const list = `scenarios ${all}`;
    const page = await this.store.scenarios.list(this.cursors.read(list, query), all);
    return this.cursors.write(list, page, summaryOf);
  }

  async read(id: string, caller: Caller): Promise<ScenarioView> {
    return this.viewOf(await this.find(id, caller));
  }

  /** The bytes that the commitment was made of. */
  async file(id: string, caller: Caller): Promise<{ readonly text: string; readonly commitment: string }> {
    return this.find(id, caller);
  }

  async create({ text, commitment }: NewScenarioDto): Promise<ScenarioView> {
    const found = commitmentOf(text);
    if (commitment !== undefined && commitment !== found)
      throw new Refusal('invalid-request', `The file is not what was committed to: its commitment is ${found}.`, {
        fields: [{ path: 'text', message: `its SHA-256 is ${found}` }],
      });
    const outcome = parseScenario(text, 'scenario.yaml');
    if (!outcome.ok)
      throw new Refusal('scenario-rejected', 'The scenario cannot be read; `problems` says where and what to write instead.', { problems: outcome.problems });
    const { id, digest, title, family, summary, visibility, world = 'simulated' } = outcome.value;
    const known = await this.store.scenarios.find(id);
    // A version that comes later would hide what is public, show what is hidden, or be something else than was committed to.
    if (known !== null && known.digest !== digest && (visibility === 'hidden' || known.visibility === 'hidden'))
      throw new Refusal('already-exists', `There is another scenario \`${id}\`; a hidden one needs an id of its own and stays what it is.`);
    if (known !== null && known.digest === digest && known.text !== text)
      throw new Refusal('already-exists', `The scenario \`${id}\` is there with the same content in another file, whose commitment is ${known.commitment}.`);
    return this.viewOf(await this.store.scenarios.publish({ id, digest, title, family, summary, visibility, world, text }));
  }

  async reveal(id: string): Promise<ScenarioView> {
    const row = await this.store.scenarios.find(id);
    if (row === null) throw notFound('scenario');
    await this.store.scenarios.reveal(id);
    return this.viewOf({ ...row, revealed: true });
  }

  /** What is hidden from the caller is not there. */
  private async find(id: string, caller: Caller): Promise<ScenarioRow> {
    const row = await this.store.scenarios.find(id);
    if (row === null || !(row.revealed || isOrganizer(caller))) throw notFound('scenario');
    return row;
  }

  private viewOf(row: ScenarioRow): ScenarioView {
    const { weights, references } = parsedScenario(row).scoring;
    return { ...summaryOf(row), text: row.text, scoring: { weights, references }, preview: this.previewOf(row) };
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

const summaryOf = ({ id, title, family, digest, visibility, world, summary, revealed, commitment }: ScenarioRow) => ({
  id,
  title,
  family,
  digest,
  visibility,
  world,
  summary,
  revealed,
  commitment,
});
