import { type Data, entriesOf, isMap, itemsOf, type StackSource } from './stack-source.js';

const USUAL: Readonly<Record<string, readonly string[]>> = { Volume: ['local', ''], Network: ['overlay', ''], Log: ['none', ''] };

/** Drivers that a service needs on its node, as nodes list them. */
export function pluginsOf(source: StackSource, service: Data): readonly string[] {
  const driverIn = (section: string, name: unknown): unknown => {
    const one = source.section(section).find(([key]) => key === name)?.[1];
    return isMap(one) ? one['driver'] : undefined;
  };
  const volumes = itemsOf(service['volumes']).map((mount) => (isMap(mount) ? mount['source'] : String(mount).split(':')[0]));
  const networks = Array.isArray(service['networks']) ? service['networks'] : entriesOf(service['networks']).map(([name]) => name);
  const logging = isMap(service['logging']) ? service['logging']['driver'] : undefined;
  const wanted = [
    ...volumes.map((name) => ['Volume', driverIn('volumes', name)] as const),
    ...networks.map((name) => ['Network', driverIn('networks', name)] as const),
    ['Log', logging] as const,
  ];
  const named = wanted.flatMap(([kind, driver]) => (typeof driver === 'string' && !USUAL[kind]?.includes(driver) ? [`${kind}/${driver}`] : []));
  return [...new Set(named)];
}
