const KEPT_BYTES = 64 * 1024;

/** What a process wrote to standard error: counted all, kept at its beginning. */
export class Complaints {
  text = '';
  bytes = 0;

  add(piece: Buffer): void {
    if (this.bytes < KEPT_BYTES) this.text += piece.subarray(0, KEPT_BYTES - this.bytes).toString('utf8');
    this.bytes += piece.length;
  }

  get shown(): string {
    return this.bytes > KEPT_BYTES ? `${this.text}\n… ${this.bytes - KEPT_BYTES} more bytes` : this.text;
  }
}
