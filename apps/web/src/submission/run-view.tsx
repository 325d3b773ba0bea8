import { useQuery } from '@tanstack/react-query';
import type { ContestScenario, Run, RunSummary } from '../api/model';
import { runQuery, timelineQuery } from '../api/queries';
import { Empty, Loaded } from '../ui/load-states';
import { LiveEvidence } from './live-evidence';
import { Provenance } from './provenance';
import { RunMetricsView } from './run-metrics-view';
import { RunTimeline } from './run-timeline';
import { ScenarioName } from './scenario-name';
import { seedName } from './seed-name';
import { StagesTable } from './stages-table';
import { Verdict } from './verdict';

export function RunView({ summary, scenario }: { readonly summary: RunSummary; readonly scenario: ContestScenario | undefined }) {
  const run = useQuery(runQuery(summary.id));
  return (
    <article className="run" aria-labelledby="run-title">
      <h3 id="run-title">
        <ScenarioName id={summary.scenarioId} scenario={scenario} />, {seedName(summary)} <Verdict run={summary} />
      </h3>
      <Loaded query={run} what="this run">
        {(data) => <RunDetails run={data} />}
      </Loaded>
    </article>
  );
}

const WAITING: Readonly<Record<string, string>> = {
  queued: 'Waiting for a judge.',
  leased: 'A judge is replaying this run now.',
  recorded: 'The replay is done; the scorer has it now.',
};

const WAITING_LIVE: Readonly<Record<string, string>> = {
  ...WAITING,
  queued: 'Waiting for a judge that has a container engine.',
  leased: 'A judge is replaying this run on real containers now.',
};

function RunDetails({ run }: { readonly run: Run }) {
  const waiting = (run.world === 'live' ? WAITING_LIVE : WAITING)[run.state];
  if (waiting !== undefined && run.metrics === null)
    return (
      <Empty title={waiting}>
        <p>Charts and metrics appear here by themselves.</p>
      </Empty>
    );
  return (
    <>
      {run.cause !== null && run.cause !== '' && (
        <p className={run.fault === 'competitor' ? 'note note-error' : 'note'}>
          {run.cause} {run.fault === 'platform' && 'This was the platform’s fault and costs the team nothing.'}
          {run.fault === 'competitor' && 'This was the entry’s own fault, so the run counts −100 points.'}
        </p>
      )}
      {run.metrics !== null && (
        <>
          <RunMetricsView metrics={run.metrics} />
          {run.metrics.live !== undefined && <LiveEvidence live={run.metrics.live} />}
          <RunCharts id={run.id} />
          <StagesTable stages={run.metrics.stages} />
        </>
      )}
      <Provenance run={run} />
    </>
  );
}

function RunCharts({ id }: { readonly id: string }) {
  const timeline = useQuery(timelineQuery(id));
  return (
    <Loaded query={timeline} what="the timeline" lines={6}>
      {(data) => (data === null || data.startUs.length === 0 ? <Empty title="This run left no timeline" /> : <RunTimeline timeline={data} />)}
    </Loaded>
  );
}
