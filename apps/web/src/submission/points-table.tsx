import { useQueries } from '@tanstack/react-query';
import type { ContestScenario, RunSummary } from '../api/model';
import { scenarioQuery } from '../api/queries';
import { Link } from '../routing/router';
import { ScenarioName } from './scenario-name';
import { AxisBar } from '../ui/axis-bars';
import { capitalized, minus, quantity, score, signed } from '../ui/format';
import { Empty } from '../ui/load-states';
import { ScrollRegion } from '../ui/scroll-region';
import { type AxisPoints, MEANING, MEANING_LIVE, pointsOf, REFUSAL, type ScenarioPoints } from './points';

interface Props {
  readonly runs: readonly RunSummary[];
  readonly scenarios: ReadonlyMap<string, ContestScenario>;
}

export function PointsTable({ runs, scenarios }: Props) {
  const ids = [...new Set(runs.map((run) => run.scenarioId))];
  // A hidden scenario's references are not to be had: they stay unknown and the rest is shown.
  const files = useQueries({ queries: ids.map((id) => ({ ...scenarioQuery(id), enabled: scenarios.get(id)?.revealed === true })) });
  const points = ids.map((id, index) =>
    pointsOf(
      id,
      runs.filter((run) => run.scenarioId === id),
      files[index]?.data?.scoring,
    ),
  );
  if (!points.some((one) => one.runs > 0))
    return (
      <Empty title="Nothing is scored yet">
        <p>Points appear here run by run, while the judges work.</p>
      </Empty>
    );
  return (
    <ScrollRegion label="Points by scenario and axis">
      <table className="points">
        <caption>
          Mean over the seeds judged so far. Cost: lower is better. Of the best known: 0 is the baseline’s cost, 100 the best known’s, on a logarithmic scale.{' '}
          <Link href="/scoring">How a score comes about</Link>
          {points.some((one) => one.runs > 0 && one.score === null) && ' Where nothing was frozen to compare with, there are costs and no points.'}
        </caption>
        <thead>
          <tr>
            <th scope="col">Axis</th>
            <th scope="col">Of the best known</th>
            <th scope="col" className="number">
              Points
            </th>
            <th scope="col" className="number">
              Lost
            </th>
            <th scope="col" className="number">
              Cost
            </th>
            <th scope="col" className="number">
              Baseline
            </th>
            <th scope="col" className="number">
              Best known
            </th>
          </tr>
        </thead>
        {points.map((one) => (
          <ScenarioRows key={one.scenarioId} points={one} scenario={scenarios.get(one.scenarioId)} worst={worstLoss(points)} />
        ))}
      </table>
    </ScrollRegion>
  );
}

const worstLoss = (all: readonly ScenarioPoints[]): number => Math.max(0, ...all.flatMap((one) => one.axes.map((axis) => axis.lost ?? 0)));

function ScenarioRows({
  points,
  scenario,
  worst,
}: {
  readonly points: ScenarioPoints;
  readonly scenario: ContestScenario | undefined;
  readonly worst: number;
}) {
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={7} className="points-scenario">
          <span className="points-scenario-line">
            <ScenarioName id={points.scenarioId} scenario={scenario} />
            <span className="score">{score(points.score)}</span>
            <span className="cell-sub">
              {points.runs} of {points.runsTotal} runs
              {points.faults > 0 && `, ${points.faults} failed by the entry (−100 each)`}
            </span>
          </span>
        </th>
      </tr>
      {points.axes.map((axis) => (
        <AxisRow key={axis.axis} axis={axis} meaning={(scenario?.world === 'live' ? MEANING_LIVE : MEANING)[axis.axis]} worst={worst} runs={points.runs} />
      ))}
    </tbody>
  );
}

interface AxisProps {
  readonly axis: AxisPoints;
  readonly meaning: string;
  readonly worst: number;
  readonly runs: number;
}

function AxisRow({ axis, meaning, worst, runs }: AxisProps) {
  const heaviest = axis.lost !== null && axis.lost > 0.05 && axis.lost >= worst - 1e-9;
  return (
    <tr>
      <th scope="row" className="axis-name">
        {capitalized(axis.axis)}
        {axis.weight !== null && <span className="cell-sub">{Math.round(axis.weight * 100)} % of the score</span>}
        <span className="cell-sub">{meaning}</span>
        {axis.refused > 0 && axis.weight !== 0 && (
          <span className="cell-sub">
            <strong>
              no credit on {axis.refused} of {runs} runs
            </strong>
            : {REFUSAL[axis.axis]}
          </span>
        )}
      </th>
      <td className="bar-cell">
        <span className="bar-line">
          <AxisBar axis={axis.axis} value={axis.normalized} {...(axis.weight === null ? {} : { weight: axis.weight })} />
          <span className="bar-number">{axis.normalized === null ? '–' : minus((axis.normalized * 100).toFixed(0))}</span>
        </span>
      </td>
      <td className="number">{axis.points === null ? '–' : signed(axis.points)}</td>
      <td className="number">
        {axis.lost === null ? '–' : Math.max(0, axis.lost).toFixed(1)}
        {heaviest && <span className="cell-sub">largest loss</span>}
      </td>
      <td className="number">{quantity(axis.cost)}</td>
      <td className="number">{quantity(axis.baseline)}</td>
      <td className="number">{quantity(axis.bestKnown)}</td>
    </tr>
  );
}
