import type { SwarmPlatform } from '../swarm-task-spec.js';
import { type Filter, onNodes } from './filter.js';

const ALIASES: Readonly<Record<string, string>> = { x86_64: 'amd64', aarch64: 'arm64' };
const archOf = (arch: string): string => ALIASES[arch] ?? arch;

/** The image runs on the node's system and processor; an empty field of the image means any. */
export const platform: Filter = {
  name: 'PlatformFilter',
  forTask({ platforms }) {
    if (platforms.length === 0) return undefined;
    return ({ node }) =>
      node.description !== null &&
      node.description.os + node.description.arch !== '' &&
      platforms.some((wanted) => runsOn(wanted, node.description as SwarmPlatform));
  },
  explain: (count) => onNodes('unsupported platform', count),
};

function runsOn(wanted: SwarmPlatform, node: SwarmPlatform): boolean {
  return (wanted.os === '' || wanted.os === node.os) && (wanted.arch === '' || archOf(wanted.arch) === archOf(node.arch));
}
