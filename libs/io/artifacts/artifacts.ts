import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

/** How artifacts reach the database: the store's `sql` fits. */
export interface ArtifactDatabase {
  query(text: string, parameters: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

export interface Artifact {
  readonly digest: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** Entries and run records by the digest that identifies them. What is there under a digest never changes. */
export interface Artifacts {
  put(digest: string, mediaType: string, bytes: Uint8Array): Promise<void>;
  get(digest: string): Promise<Artifact | null>;
}

const pack = promisify(gzip);
const unpack = promisify(gunzip);

export function openArtifacts(database: ArtifactDatabase): Artifacts {
  return {
    async put(digest, mediaType, bytes) {
      const packed = await pack(bytes, { level: 6 });
      await database.query('INSERT INTO artifact (digest, media_type, bytes) VALUES ($1, $2, $3) ON CONFLICT (digest) DO NOTHING', [digest, mediaType, packed]);
    },
    async get(digest) {
      const [row] = await database.query('SELECT media_type, bytes FROM artifact WHERE digest = $1', [digest]);
      if (row === undefined) return null;
      return { digest, mediaType: row['media_type'] as string, bytes: await unpack(row['bytes'] as Buffer) };
    },
  };
}
