import { useQuery } from '@tanstack/react-query';
import type { Scenario } from '../api/model';
import { scenarioQuery } from '../api/queries';
import { AXES } from '../api/model';
import { LoadPreview } from '../scenario/load-preview';
import { saveBlob } from '../session/save-file';
import { Digest } from '../ui/digest';
import { capitalized, quantity } from '../ui/format';
import { Loaded } from '../ui/load-states';
import { PageTitle } from '../ui/page-title';
import { ScrollRegion } from '../ui/scroll-region';

export function ScenarioPage({ id }: { readonly id: string }) {
  const scenario = useQuery(scenarioQuery(id));
  return (
    <Loaded query={scenario} what="this scenario" lines={8}>
      {(data) => <ScenarioView scenario={data} />}
    </Loaded>
  );
}

function ScenarioView({ scenario }: { readonly scenario: Scenario }) {
  return (
    <>
      <PageTitle title={scenario.title} eyebrow={`Scenario · ${scenario.family}`}>
        <p className="lede">{scenario.summary}</p>
        <p className="facts">
          <span>{scenario.visibility}</span>
          <span>
            digest <Digest value={scenario.digest} label="scenario digest" />
          </span>
        </p>
      </PageTitle>
      <section aria-labelledby="load-title">
        <h2 id="load-title">Load and faults</h2>
        <LoadPreview preview={scenario.preview} />
      </section>
      <Anchors scoring={scenario.scoring} />
      <section aria-labelledby="file-title">
        <h2 id="file-title">The file</h2>
        <ScenarioFile id={scenario.id} text={scenario.text} />
      </section>
    </>
  );
}

function ScenarioFile({ id, text }: { readonly id: string; readonly text: string }) {
  return (
    <>
      <p className="facts">
        <button type="button" className="button" onClick={() => saveBlob(new Blob([text], { type: 'application/yaml' }), `${id}.yaml`)}>
          Download {id}.yaml
        </button>
        <span>
          try it: <code>regatta judge ENTRY --scenario {id}.yaml</code>
        </span>
      </p>
      <pre className="file" tabIndex={0} aria-label="Scenario as YAML">
        <code>{text}</code>
      </pre>
    </>
  );
}

function Anchors({ scoring }: { readonly scoring: Scenario['scoring'] }) {
  return (
    <section aria-labelledby="anchors-title">
      <h2 id="anchors-title">What counts</h2>
      <ScrollRegion label="Weights and reference costs">
        <table>
          <caption>Weight of each axis and the two frozen costs that make 0 and 100 points</caption>
          <thead>
            <tr>
              <th scope="col">Axis</th>
              <th scope="col" className="number">
                Weight
              </th>
              <th scope="col" className="number">
                Baseline cost
              </th>
              <th scope="col" className="number">
                Best known cost
              </th>
            </tr>
          </thead>
          <tbody>
            {AXES.map((axis) => (
              <tr key={axis}>
                <th scope="row">{capitalized(axis)}</th>
                <td className="number">{Math.round(scoring.weights[axis] * 100)} %</td>
                <td className="number">{quantity(scoring.references?.baseline[axis])}</td>
                <td className="number">{quantity(scoring.references?.bestKnown[axis])}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  );
}
