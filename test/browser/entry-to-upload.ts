import { zipSync } from 'fflate';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface UploadedFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

const EXAMPLE = resolve(__dirname, '..', '..', 'examples', 'kubernetes', 'resilient');

/** A Kubernetes example that ships, zipped as people zip a folder. */
export function entryToUpload(): UploadedFile {
  const names = readdirSync(EXAMPLE, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ya?ml|json)$/.test(name));
  const files = Object.fromEntries(names.map((name) => [name, new Uint8Array(readFileSync(join(EXAMPLE, name)))]));
  return { name: 'entry.zip', mimeType: 'application/zip', buffer: Buffer.from(zipSync(files)) };
}
