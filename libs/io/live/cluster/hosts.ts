/** Last numbers of the addresses in a sandbox. */
export const HOSTS = { hub: 2, registry: 3, load: 4, firstNode: 10 } as const;
