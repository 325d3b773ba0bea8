import { CONTAINER_POLICY as POLICY } from '../../policy/container-policy.js';
import { dnsSubdomain } from '../../shape/name-rules.js';
import type { Rule, Shape } from '../../shape/shape.js';
import { each, fields, inert, list, listBy, policed, text, whole } from '../../shape/shapes.js';
import { PLUGINS, POINTS, pluginsFitTheirPoints, sortsAndBinds } from './scheduler-plugins.js';

const pluginName: Shape = { kind: 'choice', of: PLUGINS, code: 'unknown-plugin' };
const disabledName: Shape = { kind: 'choice', of: [...PLUGINS, '*'], code: 'unknown-plugin' };
const pluginSet = fields({
  // A weight of 0 is one that is not set: it counts as 1.
  enabled: listBy('name', fields({ 'name!': pluginName, weight: whole() })),
  disabled: list(fields({ 'name!': disabledName, weight: inert })),
});

const profile = fields({
  schedulerName: text(dnsSubdomain, 'invalid-name'),
  percentageOfNodesToScore: whole(0, 100),
  plugins: fields(Object.fromEntries(POINTS.map((point) => [point, pluginSet])), pluginsFitTheirPoints, sortsAndBinds),
  pluginConfig: listBy('name', fields({ 'name!': pluginName, args: inert })),
});

const backoffsInOrder: Rule = (value, say) => {
  if (Number(value['podMaxBackoffSeconds'] ?? 10) < Number(value['podInitialBackoffSeconds'] ?? 1))
    say(['podMaxBackoffSeconds'], { code: 'invalid-value', message: '`podMaxBackoffSeconds` must be greater than or equal to `podInitialBackoffSeconds`' });
};

export const schedulerConfiguration = fields(
  {
    profiles: listBy('schedulerName', profile),
    percentageOfNodesToScore: whole(0, 100),
    podInitialBackoffSeconds: whole(1),
    podMaxBackoffSeconds: whole(1),
    extenders: policed(POLICY.extender),
    ...each(
      inert,
      'parallelism',
      'leaderElection',
      'clientConnection',
      'healthzBindAddress',
      'metricsBindAddress',
      'enableProfiling',
      'enableContentionProfiling',
    ),
    delayCacheUntilActive: inert,
    metadata: inert,
  },
  backoffsInOrder,
);
