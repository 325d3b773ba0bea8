import type { DrawnRun, Release } from '#core/scenario';
import type { ImageVersion } from './pod-on-node.js';

const PREFIX = 'regatta/';

/** What the registry holds: every application's image under any tag, and the versions that were shipped so far. */
export class ImageCatalog {
  private readonly released = new Map<string, ImageVersion>();
  private readonly apps: ReadonlyMap<string, { readonly bytes: number; readonly sharedBytes: number }>;

  constructor(run: DrawnRun) {
    this.apps = new Map(run.applications.map((app) => [app.name, { bytes: app.imageBytes, sharedBytes: app.sharedImageBytes }]));
  }

  ship(release: Release): void {
    const { imageBytes: bytes, cpuMilli, errorMilli, crashMilli } = release;
    this.released.set(release.image, { bytes, cpuMilli, errorMilli, crashMilli });
  }

  /** Not a version shipped during the run. */
  isOriginal(image: string): boolean {
    return !this.released.has(image) && this.apps.has(appOf(image));
  }

  has(image: string): boolean {
    return this.released.has(image) || this.apps.has(appOf(image));
  }

  sizeOf(image: string): { readonly bytes: number; readonly sharedBytes: number } {
    const app = this.apps.get(appOf(image)) ?? { bytes: 0, sharedBytes: 0 };
    return { bytes: this.released.get(image)?.bytes ?? app.bytes, sharedBytes: app.sharedBytes };
  }

  versionOf(app: string, image: string): ImageVersion {
    return this.released.get(image) ?? { bytes: this.apps.get(app)?.bytes ?? 0, cpuMilli: 1000, errorMilli: 0, crashMilli: 0 };
  }
}

function appOf(image: string): string {
  const name = image.slice(image.lastIndexOf(PREFIX) + PREFIX.length);
  const tag = name.search(/[:@]/);
  return tag < 0 ? name : name.slice(0, tag);
}
