import { type Filter, onNodes } from './filter.js';

/** The node has every volume, network and log driver of the task. One that does not list log drivers at all is believed to have them. */
export const plugins: Filter = {
  name: 'PluginFilter',
  forTask({ plugins: wanted = [] }) {
    if (wanted.length === 0) return undefined;
    return ({ node }) => {
      const has = node.description?.plugins;
      if (has === undefined) return true;
      const tellsLogs = has.some((plugin) => plugin.startsWith('Log/'));
      return wanted.every((plugin) => has.includes(plugin) || (plugin.startsWith('Log/') && !tellsLogs));
    };
  },
  explain: (count) => onNodes('missing plugin', count),
};
