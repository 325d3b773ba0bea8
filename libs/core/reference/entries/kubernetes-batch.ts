import type { Application, Scenario } from '#core/scenario';
import { givenUpAfter } from './kubernetes-service.js';
import { onDemandFirst } from './priced-pools.js';
import type { ReferenceProfile } from './reference-profile.js';

const MI = 2 ** 20;

/** The pattern by which the jobs of a batch application are run. */
export function batchObjects(app: Application, profile: ReferenceProfile, scenario: Scenario): readonly object[] {
  const memory = Math.max(64, Math.ceil((app.memoryIdleBytes * 1.25) / MI / 64) * 64);
  const requests = { cpu: `${app.jobs?.itemCpuMilli ?? 1000}m`, memory: `${memory}Mi` };
  const spec = {
    restartPolicy: 'OnFailure',
    ...(profile.priced ? onDemandFirst(scenario, true) : {}),
    ...(profile.tolerationSeconds === 300 ? {} : { tolerations: givenUpAfter(profile.tolerationSeconds) }),
    containers: [{ name: app.name, image: `regatta/${app.name}`, resources: { requests } }],
  };
  const template = { metadata: { labels: { app: app.name } }, spec };
  return [
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: app.name },
      spec: { parallelism: app.jobs?.parallelism ?? 1, backoffLimit: 20, template },
    },
  ];
}
