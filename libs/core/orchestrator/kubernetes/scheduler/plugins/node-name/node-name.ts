import type { Plugin } from '../../cycle/plugin.js';
import { unresolvable } from '../../cycle/rejection.js';

const name = 'NodeName';
const REJECTION = unresolvable(name, "node(s) didn't match the requested node name");

export const nodeName: Plugin = {
  name,
  local: true,
  prepareFilter: ({ pod }) => {
    const wanted = pod.traits.nodeName;
    return wanted === '' ? null : { plugin: name, check: (node) => (node.name === wanted ? null : REJECTION) };
  },
};
