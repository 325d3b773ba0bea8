export interface Networked {
  readonly networks?: readonly { readonly mode?: string }[];
  readonly container?: {
    readonly docker?: { readonly network?: string; readonly portMappings?: readonly PortMapping[] };
    readonly portMappings?: readonly PortMapping[];
  };
  readonly ports?: readonly number[];
  readonly portDefinitions?: readonly { readonly name?: string }[];
}
interface PortMapping {
  readonly hostPort?: number;
  readonly name?: string;
}

const OF_DOCKER: Readonly<Record<string, string>> = { BRIDGE: 'container/bridge', USER: 'container', HOST: 'host', NONE: 'host' };

export function networkMode(app: Networked): 'host' | 'container' | 'container/bridge' {
  const [first] = app.networks ?? [];
  const mode = first === undefined ? (OF_DOCKER[app.container?.docker?.network ?? 'HOST'] ?? 'host') : (first.mode ?? 'container');
  return mode as 'host' | 'container' | 'container/bridge';
}

export const portMappings = (app: Networked): readonly PortMapping[] | undefined => app.container?.portMappings ?? app.container?.docker?.portMappings;

/** The ports that health checks can point to: names, or undefined for one without. Left out, an app has one. */
export function portNames(app: Networked): readonly (string | undefined)[] {
  if (networkMode(app) !== 'host') return (portMappings(app) ?? [{}]).map((mapping) => mapping.name);
  if (app.portDefinitions !== undefined) return app.portDefinitions.map((definition) => definition.name);
  return (app.ports ?? [0]).map(() => undefined);
}

/** How many ports of the agent a task takes. A container with an address of its own takes those that it maps. */
export function hostPortCount(app: Networked): number {
  const mode = networkMode(app);
  if (mode !== 'container') return portNames(app).length;
  return (portMappings(app) ?? []).filter((mapping) => mapping.hostPort !== undefined).length;
}
