import { type Path, shown } from '../source/source-document.js';
import type { StackSource } from './stack-source.js';

/**
 * Fields of other versions of the compose format than the one that `docker stack deploy` takes (3.0 to 3.13), and what says the
 * same there. `services.*` stands for any service. Source: docker/cli `cli/compose/types`, the specification's changelog.
 */
const RESOURCES = 'write `deploy.resources`';
const NO_EQUIVALENT = 'leave it out: stacks do not have it';
const FIELDS: Readonly<Record<string, string>> = {
  name: 'leave it out: a stack is named on the command line',
  include: 'hand in what `docker stack config` prints',
  models: NO_EQUIVALENT,
  'services.*.blkio_config': NO_EQUIVALENT,
  'services.*.cpu_count': RESOURCES,
  'services.*.cpu_percent': RESOURCES,
  'services.*.cpu_shares': RESOURCES,
  'services.*.cpu_quota': RESOURCES,
  'services.*.cpu_period': RESOURCES,
  'services.*.cpu_rt_period': RESOURCES,
  'services.*.cpu_rt_runtime': RESOURCES,
  'services.*.cpus': 'write `deploy.resources.limits.cpus`',
  'services.*.cpuset': 'write `deploy.resources.limits.cpus`',
  'services.*.mem_limit': 'write `deploy.resources.limits.memory`',
  'services.*.mem_reservation': 'write `deploy.resources.reservations.memory`',
  'services.*.mem_swappiness': RESOURCES,
  'services.*.memswap_limit': RESOURCES,
  'services.*.oom_kill_disable': NO_EQUIVALENT,
  'services.*.pids_limit': 'write `deploy.resources.limits.pids`',
  'services.*.scale': 'write `deploy.replicas`',
  'services.*.extends': 'hand in what `docker stack config` prints',
  'services.*.volume_driver': 'write the driver under the top-level `volumes`',
  'services.*.volumes_from': 'name the volume under the top-level `volumes` and mount it in each service',
  'services.*.log_driver': 'write `logging.driver`',
  'services.*.log_opt': 'write `logging.options`',
  'services.*.net': 'write `networks`',
  'services.*.dockerfile': 'build the image beforehand and write `image`',
  'services.*.group_add': NO_EQUIVALENT,
  'services.*.platform': 'write the constraint `node.platform.arch == …`',
  'services.*.profiles': NO_EQUIVALENT,
  'services.*.pull_policy': NO_EQUIVALENT,
  'services.*.runtime': NO_EQUIVALENT,
  'services.*.storage_opt': NO_EQUIVALENT,
  'services.*.device_cgroup_rules': NO_EQUIVALENT,
  'services.*.annotations': 'write `labels`',
  'services.*.attach': NO_EQUIVALENT,
  'services.*.cgroup': NO_EQUIVALENT,
  'services.*.develop': NO_EQUIVALENT,
  'services.*.gpus': 'write `deploy.resources.reservations.generic_resources`',
  'services.*.label_file': 'write `labels`',
  'services.*.models': NO_EQUIVALENT,
  'services.*.post_start': NO_EQUIVALENT,
  'services.*.pre_stop': NO_EQUIVALENT,
  'services.*.provider': NO_EQUIVALENT,
  'services.*.use_api_socket': NO_EQUIVALENT,
  'services.*.uts': NO_EQUIVALENT,
  'services.*.deploy.resources.reservations.devices': 'write `generic_resources`',
  'services.*.ports.*.name': NO_EQUIVALENT,
  'services.*.ports.*.app_protocol': NO_EQUIVALENT,
  'services.*.ports.*.host_ip': NO_EQUIVALENT,
  'services.*.networks.*.priority': NO_EQUIVALENT,
  'services.*.networks.*.gw_priority': NO_EQUIVALENT,
  'services.*.networks.*.mac_address': NO_EQUIVALENT,
  'services.*.networks.*.link_local_ips': NO_EQUIVALENT,
  'configs.*.content': 'put it into a file of the entry and name that with `file`',
  'configs.*.environment': 'put it into a file of the entry and name that with `file`',
  'secrets.*.environment': 'put it into a file of the entry and name that with `file`',
  'networks.*.enable_ipv4': NO_EQUIVALENT,
  'networks.*.enable_ipv6': NO_EQUIVALENT,
};

/** `services.web.deploy.resources.reservations.devices` */
const DEEPEST = 6;

const patternOf = (path: Path, name: string): string =>
  [...path, name].map((step, index) => (typeof step === 'number' || index === 1 || (index === 3 && path[2] === 'networks') ? '*' : step)).join('.');

/** What to write instead of a field of another version; null when the field is none of those. */
const otherVersionHint = (path: Path, name: string): string | null => FIELDS[patternOf(path, name)] ?? null;
export const isOfOtherVersion = (path: Path, name: string): boolean => otherVersionHint(path, name) !== null;

/** Says of every such field that it is one, whether the specification's schema knows it or not. */
export function checkOtherVersions(source: StackSource, value: unknown = source.data, path: Path = []): void {
  if (value === null || typeof value !== 'object' || path.length > DEEPEST) return;
  for (const [key, inner] of Object.entries(value)) {
    const step = Array.isArray(value) ? Number(key) : key;
    const hint = typeof step === 'string' ? otherVersionHint(path, step) : null;
    if (hint === null) checkOtherVersions(source, inner, [...path, step]);
    else source.say([...path, step], { code: 'other-compose-version', message: `\`${shown(key)}\` is not taken by docker stack deploy`, hint }, 'key');
  }
}
