import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';

/** SHA-256 of text (as UTF-8) or bytes, in lower-case hexadecimal. */
export function sha256Hex(data: string | Uint8Array): string {
  return bytesToHex(sha256(typeof data === 'string' ? utf8ToBytes(data) : data));
}

/** SHA-256 over many pieces, without holding them. */
export class DigestBuilder {
  private readonly hash = sha256.create();

  add(data: string | Uint8Array): this {
    this.hash.update(typeof data === 'string' ? utf8ToBytes(data) : data);
    return this;
  }

  hex(): string {
    return bytesToHex(this.hash.clone().digest());
  }
}
