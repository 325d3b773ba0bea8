import { STAGES, type RunMetrics, type Stage } from '../api/model';
import { capitalized, count, duration } from '../ui/format';
import { ScrollRegion } from '../ui/scroll-region';

const MEANS: Readonly<Record<Stage, string>> = {
  deploy: 'accepting and rolling out',
  store: 'image in the registry',
  retrieve: 'pulling the image',
  run: 'starting and serving',
  scale: 'scaling out and in',
  manage: 'repairing after faults',
};

export function StagesTable({ stages }: { readonly stages: RunMetrics['stages'] }) {
  return (
    <ScrollRegion label="The six stages">
      <table>
        <caption>The six stages every container passes</caption>
        <thead>
          <tr>
            <th scope="col">Stage</th>
            <th scope="col" className="number">
              Times
            </th>
            <th scope="col" className="number">
              Median
            </th>
            <th scope="col" className="number">
              p95
            </th>
            <th scope="col" className="number">
              Longest
            </th>
          </tr>
        </thead>
        <tbody>
          {STAGES.map((stage) => (
            <tr key={stage}>
              <th scope="row">
                {capitalized(stage)}
                <span className="cell-sub">{MEANS[stage]}</span>
              </th>
              <td className="number">{count(stages[stage].count)}</td>
              <td className="number">{duration(stages[stage].p50Us)}</td>
              <td className="number">{duration(stages[stage].p95Us)}</td>
              <td className="number">{duration(stages[stage].maxUs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
