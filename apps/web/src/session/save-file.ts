import { ApiError } from '../api/api-error';
import { readToken } from './token';

/** Saves what an address gives as a file. A plain link could not carry the token. */
export async function saveFile(path: string, name: string): Promise<void> {
  const token = readToken();
  const response = await fetch(path, token === null ? {} : { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw ApiError.from(response.status, await response.json().catch(() => null));
  saveBlob(await response.blob(), name);
}

export function saveBlob(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
