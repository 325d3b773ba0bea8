import type { ContestScenario, World } from '../api/model';
import { Link } from '../routing/router';
import { Empty } from '../ui/load-states';

export function ScenarioList({ scenarios }: { readonly scenarios: readonly ContestScenario[] }) {
  if (scenarios.length === 0) return <Empty title="No scenarios yet" />;
  // Live results are a class of their own: each class has a whole score.
  const whole = (world: World) => scenarios.reduce((sum, scenario) => sum + (scenario.world === world ? scenario.weight : 0), 0) || 1;
  return (
    <ul className="cards">
      {scenarios.map((scenario) => (
        <li key={scenario.id} className="card">
          <h3>{scenario.visibility === 'hidden' ? scenario.title : <Link href={`/scenarios/${encodeURIComponent(scenario.id)}`}>{scenario.title}</Link>}</h3>
          <p className="facts">
            <span>{Math.round((scenario.weight / whole(scenario.world)) * 100)} % of the score</span>
            <span>
              {scenario.seeds.length} seed{scenario.seeds.length === 1 ? '' : 's'}
            </span>
            {scenario.world === 'live' && <span>on real containers</span>}
            {scenario.visibility === 'hidden' && <span>hidden until the contest closes</span>}
          </p>
        </li>
      ))}
    </ul>
  );
}
