import { type Filter, onNodes } from './filter.js';

/** No other task publishes the same port of the same protocol in host mode. */
export const hostPort: Filter = {
  name: 'HostPortFilter',
  forTask({ hostPorts }) {
    return hostPorts.length === 0 ? undefined : (info) => hostPorts.every((port) => !info.hasPort(port));
  },
  explain: (count) => onNodes('host-mode port already in use', count),
};
