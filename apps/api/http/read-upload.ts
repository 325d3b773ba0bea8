import busboy from 'busboy';
import type { Request } from 'express';
import { Refusal } from './refusal.js';

export interface Upload {
  readonly name: string;
  readonly bytes: Buffer;
}

export const MAX_UPLOAD_BYTES = 8 * 1024 * 1024;
export const UPLOAD_ENDINGS = ['.yaml', '.yml', '.json', '.zip', '.tar.gz', '.tgz'] as const;
/** Boundaries and part headers around the file. */
const MULTIPART_OVERHEAD = 64 * 1024;
/** How long a refused sender may go on before the connection is cut: time to read the answer. */
const LINGER_MS = 1_000;

const tooLarge = () => new Refusal('too-large', `An entry may have at most ${MAX_UPLOAD_BYTES / 1024 / 1024} MiB.`);
const malformed = (why: string) => new Refusal('upload-malformed', why);

/**
 * Reads the multipart field `file`, never holding more than the limit: a longer upload is refused at the byte that is
 * too many (or before the first, when its length is announced), and its connection cut instead of being drained.
 */
export async function readUpload(request: Request, maxBytes = MAX_UPLOAD_BYTES): Promise<Upload> {
  try {
    if (Number(request.headers['content-length'] ?? 0) > maxBytes + MULTIPART_OVERHEAD) throw tooLarge();
    return await parse(request, maxBytes);
  } catch (error) {
    cutAfterAnswer(request);
    throw error;
  }
}

function parse(request: Request, maxBytes: number): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const parser = openParser(request, maxBytes);
    const chunks: Buffer[] = [];
    let name: string | undefined;
    const fail = (error: Refusal) => {
      request.unpipe(parser);
      parser.removeAllListeners();
      parser.on('error', () => undefined);
      reject(error);
    };
    parser.on('file', (field, stream, info) => {
      if (field !== 'file') return fail(malformed(`The field must be called \`file\`, not \`${field.slice(0, 40)}\`.`));
      const named = info.filename ?? '';
      if (named === '') return fail(malformed('The file needs a name: its ending says what it is.'));
      if (!UPLOAD_ENDINGS.some((ending) => named.toLowerCase().endsWith(ending)))
        return fail(new Refusal('unsupported-media-type', `The name of an entry ends in ${UPLOAD_ENDINGS.join(', ')}.`));
      name = named;
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('limit', () => fail(tooLarge()));
      stream.on('error', () => fail(malformed('The upload ended in the middle of the file.')));
    });
    parser.on('field', (field) => fail(malformed(`The upload has one field, \`file\`, with a file name; \`${field.slice(0, 40)}\` is not it.`)));
    parser.on('filesLimit', () => fail(malformed('One file an upload: put several into a .zip or .tar.gz.')));
    parser.on('partsLimit', () => fail(malformed('One file an upload: put several into a .zip or .tar.gz.')));
    parser.on('error', (error: Error) => fail(malformed(error.message)));
    parser.on('close', () => {
      if (name === undefined) return fail(new Refusal('upload-missing', 'Send the entry as multipart/form-data in the field `file`.'));
      resolve({ name, bytes: Buffer.concat(chunks) });
    });
    request.on('aborted', () => fail(malformed('The upload was broken off.')));
    request.pipe(parser);
  });
}

function openParser(request: Request, maxBytes: number): busboy.Busboy {
  if (!/^multipart\/form-data\b/i.test(request.headers['content-type'] ?? ''))
    throw new Refusal('unsupported-media-type', 'Send the entry as multipart/form-data in the field `file`.');
  try {
    // The limit fires when it is reached, so one byte more is let through: exactly maxBytes is allowed.
    return busboy({ headers: request.headers, defParamCharset: 'utf8', limits: { fileSize: maxBytes + 1, files: 1, fields: 1, parts: 2, headerPairs: 20 } });
  } catch (error) {
    throw malformed(error instanceof Error ? error.message : 'The multipart header cannot be read.');
  }
}

/**
 * Bytes that nobody reads are discarded for a moment, so that the answer is not lost to a reset (`Connection: close`
 * would end the socket with the answer still under way); then the connection is cut.
 */
function cutAfterAnswer(request: Request): void {
  if (request.complete) return;
  request.resume();
  const cut = setTimeout(() => request.socket.destroy(), LINGER_MS);
  const settle = () => clearTimeout(cut);
  request.once('end', settle);
  request.socket.once('close', settle);
}
