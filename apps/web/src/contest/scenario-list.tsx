import type { ContestScenario, World } from '../api/model';
import { Link } from '../routing/router';
import { Digest } from '../ui/digest';
import { Empty } from '../ui/load-states';

export function ScenarioList({ scenarios }: { readonly scenarios: readonly ContestScenario[] }) {
  if (scenarios.length === 0) return <Empty title="No scenarios yet" />;
  // Live results are a class of their own: each class has a whole score.
  const whole = (world: World) => scenarios.reduce((sum, scenario) => sum + (scenario.world === world ? scenario.weight : 0), 0) || 1;
  return (
    <ul className="cards">
      {scenarios.map((scenario) => (
        <li key={scenario.id} className="card">
          <h3>{!scenario.revealed ? scenario.title : <Link href={`/scenarios/${encodeURIComponent(scenario.id)}`}>{scenario.title}</Link>}</h3>
          <p className="facts">
            <span>{Math.round((scenario.weight / whole(scenario.world)) * 100)} % of the score</span>
            {scenario.revealed && (
              <span>
                {scenario.seeds.length} seed{scenario.seeds.length === 1 ? '' : 's'}
              </span>
            )}
            {scenario.world === 'live' && <span>on real containers</span>}
            {scenario.visibility === 'hidden' && (
              <span>
                {scenario.revealed ? 'was hidden' : 'hidden until the contest closes'}, commitment{' '}
                <Digest value={scenario.commitment} label="commitment of the hidden scenario" />
              </span>
            )}
            {scenario.visibility === 'hidden' && scenario.revealed && <a href={`/api/v1/scenarios/${encodeURIComponent(scenario.id)}/file`}>file</a>}
          </p>
        </li>
      ))}
    </ul>
  );
}
