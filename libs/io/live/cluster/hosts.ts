/** Last numbers of the addresses in a sandbox. The registry and the load generator have the leash's network, each its own ports. */
export const HOSTS = { hub: 2, registry: 3, firstNode: 10 } as const;
