import type { ExtenderRule } from './extender-rule.js';

type Data = Readonly<Record<string, unknown>>;

/** Resources that extenders count and the scheduler shall not: NodeResourcesFit of every profile looks away. */
export function configurationWithExtenders(configuration: unknown, rules: readonly ExtenderRule[]): unknown {
  const ignored = rules.flatMap((rule) => (rule.managedResources ?? []).flatMap(({ name, ignoredByScheduler }) => (ignoredByScheduler === true ? [name] : [])));
  if (ignored.length === 0) return configuration;
  const given = (configuration ?? {}) as { readonly profiles?: readonly Data[] };
  const profiles = given.profiles !== undefined && given.profiles.length > 0 ? given.profiles : [{}];
  return { ...given, profiles: profiles.map((profile) => ignoring(profile, ignored)) };
}

function ignoring(profile: Data, ignored: readonly string[]): Data {
  const configs = (profile['pluginConfig'] ?? []) as readonly { readonly name: string; readonly args?: { readonly ignoredResources?: readonly string[] } }[];
  const others = configs.filter(({ name }) => name !== 'NodeResourcesFit');
  const args = configs.find(({ name }) => name === 'NodeResourcesFit')?.args ?? {};
  return {
    ...profile,
    pluginConfig: [...others, { name: 'NodeResourcesFit', args: { ...args, ignoredResources: [...(args.ignoredResources ?? []), ...ignored] } }],
  };
}
