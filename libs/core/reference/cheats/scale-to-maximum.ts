import type { EntryFile } from '#core/entry';
import type { Scenario } from '#core/scenario';
import { stringify } from 'yaml';
import { kubernetesEntry } from '../entries/kubernetes-entry.js';
import { DEFAULTS } from '../entries/reference-profile.js';
import type { Cheat } from './cheat.js';

/**
 * One replica of every service on every machine from the first moment on. In packing scenarios: pods of its own, so that
 * machines look used.
 */
export const scaleToMaximum: Cheat = {
  name: 'scale to maximum',
  says: 'keeps every machine busy from start to end, whatever the load is',
  files: (scenario) => {
    const honest = kubernetesEntry(scenario, DEFAULTS);
    if (scenario.packing !== null) return [...honest, { path: 'filler.yaml', text: stringify(filler(scenario)) }];
    const services = scenario.applications.filter((app) => app.kind === 'service').map((app) => app.name);
    return honest.map((file) => {
      const app = services.find((name) => file.path === `${name}.yaml`);
      return app === undefined ? file : everywhere(app, services.length, scenario);
    });
  },
};

function everywhere(app: string, services: number, scenario: Scenario): EntryFile {
  const cpuMilli = Math.min(...scenario.cluster.pools.map((pool) => pool.allocatable.cpuMilli));
  const labels = { app };
  const requests = { cpu: `${Math.floor((cpuMilli * 0.8) / services)}m`, memory: '64Mi' };
  const container = { name: app, image: `regatta/${app}`, resources: { requests }, readinessProbe: { httpGet: { path: '/', port: 8080 } } };
  const daemons = {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: app },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [container] } } },
  };
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: app }, spec: { selector: labels, ports: [{ port: 80 }] } };
  return { path: `${app}.yaml`, text: `${stringify(daemons, { aliasDuplicateObjects: false })}---\n${stringify(service)}` };
}

function filler(scenario: Scenario): object {
  const app = scenario.packing?.shapes[0]?.app ?? '';
  const machines = scenario.cluster.pools.reduce((sum, pool) => sum + pool.count, 0);
  const labels = { app: 'filler' };
  const containers = [{ name: 'filler', image: `regatta/${app}`, resources: { requests: { cpu: '1', memory: '2Gi' } } }];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'filler' },
    spec: { replicas: machines * 4, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
  };
}
