import type { PodSpecObject } from '../objects/api-objects.js';

/** `:latest` where neither tag nor digest says otherwise: the colon of a tag stands after the last slash. */
export const fullImageName = (name: string): string => (name.lastIndexOf(':') > name.lastIndexOf('/') ? name : `${name}:latest`);

type WithImage = { readonly image?: { readonly reference?: string } };

/** Images of init containers, containers and image volumes; empty text where a container names none. */
export function imagesOf(spec: PodSpecObject): string[] {
  const containers = [...(spec.initContainers ?? []), ...(spec.containers ?? [])].map((c) => c.image ?? '');
  const volumes = (spec.volumes ?? []).flatMap((v) => ((v as WithImage).image ? [(v as WithImage).image?.reference ?? ''] : []));
  return [...containers, ...volumes].map(fullImageName);
}
