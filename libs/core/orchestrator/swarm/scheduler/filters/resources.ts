import { type Filter, onNodes } from './filter.js';

/** Reservations fit into what is left. Limits are never considered. */
export const resources: Filter = {
  name: 'ResourceFilter',
  forTask({ reservations }) {
    const generic = Object.entries(reservations.generic).map(([kind, amount]) => [kind, typeof amount === 'number' ? amount : amount.length] as const);
    if (reservations.nanoCpus === 0 && reservations.memoryBytes === 0 && generic.length === 0) return undefined;
    return (info) =>
      reservations.nanoCpus <= info.nanoCpus && reservations.memoryBytes <= info.memoryBytes && generic.every(([kind, count]) => info.hasGeneric(kind, count));
  },
  explain: (count) => onNodes('insufficient resources', count),
};
