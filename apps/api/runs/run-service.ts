import { Inject, Injectable } from '@nestjs/common';
import type { RunRecord } from '#core/run';
import type { Artifact, Artifacts } from '#io/artifacts';
import type { RunRow, Store } from '#io/store';
import type { Caller } from '../auth/caller.js';
import { curtainOf } from '../contests/hidden-scenarios.js';
import { notFound, Refusal } from '../http/refusal.js';
import { ARTIFACTS, STORE } from '../parts.js';
import { SubmissionAccess } from '../submissions/submission-access.js';
import type { RunTimelineView, RunView } from './run-dto.js';
import { runViewOf } from './run-view.js';

@Injectable()
export class RunService {
  constructor(
    @Inject(STORE) private readonly store: Store,
    @Inject(ARTIFACTS) private readonly artifacts: Artifacts,
    private readonly access: SubmissionAccess,
  ) {}

  async read(id: string, caller: Caller): Promise<RunView> {
    const run = await this.find(id);
    const { contest } = await this.access.result(run.submissionId, caller, 'run');
    return runViewOf(run, curtainOf(contest, caller));
  }

  async timeline(id: string, caller: Caller): Promise<RunTimelineView> {
    const run = await this.find(id);
    const { contest } = await this.access.result(run.submissionId, caller, 'run');
    if (!curtainOf(contest, caller).shows(run.scenarioId)) return { timeline: null, stages: null };
    const artifact = await this.recordOf(run);
    const record = artifact === null ? null : (JSON.parse(artifact.bytes.toString('utf8')) as RunRecord);
    return { timeline: (record?.timeline ?? null) as RunTimelineView['timeline'], stages: (run.metrics?.stages ?? null) as RunTimelineView['stages'] };
  }

  /** Entry, scenario and seed are inside a record: it is for those who may read all of them. */
  async record(id: string, caller: Caller): Promise<{ readonly bytes: Buffer; readonly digest: string }> {
    const run = await this.find(id);
    const { contest } = await this.access.files(run.submissionId, caller, 'run');
    if (!curtainOf(contest, caller).shows(run.scenarioId)) throw new Refusal('forbidden', 'The record would tell what the hidden scenario is.');
    const artifact = await this.recordOf(run);
    if (artifact === null) throw notFound('record: the run is not judged yet, or ended without one');
    return { bytes: artifact.bytes, digest: artifact.digest };
  }

  private async find(id: string): Promise<RunRow> {
    const run = await this.store.runs.find(id);
    if (run === null) throw notFound('run');
    return run;
  }

  private recordOf(run: RunRow): Promise<Artifact | null> {
    return run.recordDigest === null ? Promise.resolve(null) : this.artifacts.get(run.recordDigest);
  }
}
