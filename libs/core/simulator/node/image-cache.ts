import type { Machine } from './machine.js';

export const hasImage = (machine: Machine, image: string): boolean => machine.images.has(image);

/** Marks an image as used just now. */
export function touchImage(machine: Machine, image: string): void {
  const bytes = machine.images.get(image);
  if (bytes === undefined) return;
  machine.images.delete(image);
  machine.images.set(image, bytes);
}

/** Stores an image and throws out the least recently used ones that no pod runs, until the cache is within its size. */
export function storeImage(machine: Machine, image: string, bytes: number, cacheBytes: number): void {
  machine.images.set(image, bytes);
  machine.cachedBytes += bytes;
  if (machine.cachedBytes <= cacheBytes) return;
  const inUse = new Set(Array.from(machine.pods, (pod) => pod.spec.image)).add(image);
  for (const [old, size] of machine.images) {
    if (machine.cachedBytes <= cacheBytes) return;
    if (inUse.has(old)) continue;
    machine.images.delete(old);
    machine.cachedBytes -= size;
  }
}
