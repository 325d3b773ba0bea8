import type { Plugin } from '../../cycle/plugin.js';

/** Without resource claims it passes every node and scores them alike; its column is part of every table since 1.36. */
export const dynamicResources: Plugin = { name: 'DynamicResources', local: true, prepareScore: () => ({ score: () => 0 }) };
