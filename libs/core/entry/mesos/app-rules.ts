import type { Rule, Say } from '../shape/shape.js';
import { networkMode, portMappings, portNames } from './app-ports.js';
import { constraintProblem } from './constraint.js';

interface Check {
  readonly protocol?: string;
  readonly command?: unknown;
  readonly port?: number;
  readonly portIndex?: number;
}
const checksOf = (value: Readonly<Record<string, unknown>>): readonly Check[] => (value['healthChecks'] ?? []) as readonly Check[];
export const isMesosCheck = ({ protocol = 'HTTP', command }: Check): boolean =>
  command !== undefined || protocol === 'COMMAND' || protocol.startsWith('MESOS_');

export const constraint = (parts: unknown, say: Say): void => {
  const problem = constraintProblem(parts as readonly string[]);
  if (problem !== null) say([], { code: 'invalid-constraint', ...problem });
};

export const commandChecks: Rule = (value, say) => {
  if (value['protocol'] === 'COMMAND' && value['command'] === undefined)
    say(['protocol'], { code: 'missing-field', message: '`command` is required when `protocol` is COMMAND' });
};

export const timeoutBelowInterval: Rule = (value, say) => {
  const { intervalSeconds = 30, timeoutSeconds = 10 } = value as { intervalSeconds?: number; timeoutSeconds?: number };
  if (timeoutSeconds >= intervalSeconds)
    say([value['timeoutSeconds'] === undefined ? 'intervalSeconds' : 'timeoutSeconds'], {
      code: 'invalid-value',
      message: `\`timeoutSeconds\`, ${timeoutSeconds}, must be smaller than \`intervalSeconds\`, ${intervalSeconds}`,
    });
};

export const ports: Rule = (value, say) => {
  const mode = networkMode(value);
  if (mode === 'host' && (portMappings(value)?.length ?? 0) > 0)
    say(['container'], {
      code: 'exclusive-fields',
      message: 'portMappings are not allowed with host-networking',
      hint: 'write `"networks": [{ "mode": "container/bridge" }]`, or `portDefinitions` in place of the mappings',
    });
  if (mode !== 'host' && ((value['portDefinitions'] ?? []) as readonly unknown[]).length > 0)
    say(['portDefinitions'], {
      code: 'exclusive-fields',
      message: 'portDefinitions are only allowed with host-networking',
      hint: 'write `container.portMappings`',
    });
  if (value['ports'] !== undefined && value['portDefinitions'] !== undefined)
    say(['ports'], { code: 'exclusive-fields', message: 'cannot specify both ports and port definitions', hint: 'keep `portDefinitions`' });
};

export const checkedPorts: Rule = (value, say) => {
  const count = portNames(value).length;
  for (const [index, check] of checksOf(value).entries()) {
    if (isMesosCheck(check)) continue;
    const reached = check.portIndex === undefined ? check.port !== undefined || count === 1 : check.portIndex < count;
    if (!reached)
      say(['healthChecks', index, ...(check.portIndex === undefined ? [] : ['portIndex'])], {
        code: 'invalid-value',
        message: 'health check port indices must address an element of the ports array or container port mappings',
        hint: count === 0 ? 'give the app a port, or use a MESOS_HTTP check' : `write a \`portIndex\` from 0 to ${count - 1}`,
      });
  }
};

export const readinessPort: Rule = (value, say) => {
  const checks = (value['readinessChecks'] ?? []) as readonly { portName?: string }[];
  if (checks.length > 1) say(['readinessChecks', 1], { code: 'invalid-value', message: 'an app has at most one readiness check', hint: 'keep one of them' });
  for (const [index, { portName = 'http-api' }] of checks.entries()) {
    const names = portNames(value).filter((name) => name !== undefined);
    if (!names.includes(portName))
      say(['readinessChecks', index, 'portName'], {
        code: 'invalid-value',
        message: `no port definition has the name \`${portName}\``,
        hint: names.length === 0 ? `give a port \`"name": "${portName}"\`` : `ports: ${names.join(', ')}`,
      });
  }
};

export const atMostOneMesosCheck: Rule = (value, say) => {
  const places = [...checksOf(value).entries()].filter(([, check]) => isMesosCheck(check)).map(([index]) => index);
  const second = places[1];
  if (second !== undefined)
    say(['healthChecks', second], { code: 'invalid-value', message: 'an app can contain at most one Mesos health check', hint: 'keep one of them' });
};

export const gpusNeedMesos: Rule = (value, say) => {
  const { gpus = 0, container } = value as { gpus?: number; container?: { type?: string } };
  if (gpus > 0 && (container?.type ?? 'DOCKER') === 'DOCKER')
    say(['gpus'], {
      code: 'exclusive-fields',
      message: 'GPU resources only work with the Mesos containerizer',
      hint: 'write `"type": "MESOS"` in `container`',
    });
};

export const singleInstance: Rule = (value, say) => {
  const labels = (value['labels'] ?? {}) as Readonly<Record<string, string>>;
  if (labels['MARATHON_SINGLE_INSTANCE_APP'] !== 'true') return;
  if (((value['instances'] ?? 1) as number) > 1) say(['instances'], { code: 'invalid-value', message: 'a single instance app may only have one instance' });
  const strategy = value['upgradeStrategy'] as Readonly<Record<string, number>> | undefined;
  for (const name of ['minimumHealthCapacity', 'maximumOverCapacity'])
    if (strategy !== undefined && (strategy[name] ?? 1) !== 0)
      say(['upgradeStrategy', name], { code: 'invalid-value', message: `\`${name}\` must be 0 for a single instance app` });
};

export const limitNumbers: Rule = (value, say) => {
  for (const name of ['cpus', 'mem']) {
    const limit = value[name];
    if (limit !== undefined && limit !== 'unlimited' && (typeof limit !== 'number' || limit < 0))
      say([name], { code: 'wrong-type', message: `a resource limit must be 'unlimited' or a number` });
  }
};

export const limitsAboveRequests: Rule = (value, say) => {
  const limits = (value['resourceLimits'] ?? {}) as Readonly<Record<string, unknown>>;
  const requested: Readonly<Record<string, number>> = { cpus: (value['cpus'] ?? 1) as number, mem: (value['mem'] ?? 128) as number };
  for (const [name, limit] of Object.entries(limits))
    if (typeof limit === 'number' && limit < (requested[name] ?? 0))
      say(['resourceLimits', name], { code: 'invalid-value', message: `the limit must be greater than or equal to the requested ${name}, ${requested[name]}` });
};

export const unreachableStrategy = (strategy: unknown, say: Say): void => {
  const hint = 'write "disabled" or { "inactiveAfterSeconds": 0, "expungeAfterSeconds": 0 }';
  if (strategy === 'disabled') return;
  if (typeof strategy !== 'object' || strategy === null || Array.isArray(strategy))
    return say([], { code: 'wrong-type', message: 'an unreachable strategy is a map or `disabled`', hint });
  const known = ['inactiveAfterSeconds', 'expungeAfterSeconds'];
  for (const [name, seconds] of Object.entries(strategy)) {
    if (!known.includes(name)) say([name], { code: 'unknown-field', message: `there is no field \`${name.slice(0, 40)}\` here`, hint });
    else if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 0)
      say([name], { code: 'wrong-type', message: `\`${name}\` must be a whole number of seconds` });
  }
  const { inactiveAfterSeconds = 0, expungeAfterSeconds = 0 } = strategy as { inactiveAfterSeconds?: number; expungeAfterSeconds?: number };
  if (inactiveAfterSeconds > expungeAfterSeconds)
    say([], {
      code: 'invalid-value',
      message: '`inactiveAfterSeconds` must be less than or equal to `expungeAfterSeconds`',
      hint: `write \`"expungeAfterSeconds": ${inactiveAfterSeconds}\` or more`,
    });
};
