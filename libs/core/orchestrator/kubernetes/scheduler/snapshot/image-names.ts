import type { PodSpecObject } from '../objects/api-objects.js';

/** `:latest` where neither tag nor digest says otherwise: the colon of a tag stands after the last slash. */
export const fullImageName = (name: string): string => (name.lastIndexOf(':') > name.lastIndexOf('/') ? name : `${name}:latest`);

type WithImage = { readonly image?: { readonly reference?: string } };

/** Images of init containers, containers and image volumes; empty text where a container names none. */
export function imagesOf({ initContainers, containers, volumes }: PodSpecObject): string[] {
  const names: string[] = [];
  for (const { image } of initContainers ?? []) names.push(fullImageName(image ?? ''));
  for (const { image } of containers ?? []) names.push(fullImageName(image ?? ''));
  for (const volume of volumes ?? []) {
    const { image } = volume as WithImage;
    if (image) names.push(fullImageName(image.reference ?? ''));
  }
  return names;
}
