const HEADER_BYTES = 8;
const STDERR = 2;

/**
 * Takes apart the engine's attach stream: frames of `[stream, 0, 0, 0, length (4, big endian)]` and that many bytes. Keeps
 * nothing but an unfinished header, so that what it costs does not depend on what comes.
 */
export class Demultiplexer {
  private header = Buffer.alloc(0);
  private left = 0;
  private isError = false;

  constructor(
    private readonly stdout: (bytes: Buffer) => void,
    private readonly stderr: (bytes: Buffer) => void,
  ) {}

  push(chunk: Buffer): void {
    for (let at = 0; at < chunk.length; ) {
      if (this.left === 0) {
        const taken = Math.min(HEADER_BYTES - this.header.length, chunk.length - at);
        this.header = Buffer.concat([this.header, chunk.subarray(at, at + taken)]);
        at += taken;
        if (this.header.length < HEADER_BYTES) return;
        this.isError = this.header[0] === STDERR;
        this.left = this.header.readUInt32BE(4);
        this.header = Buffer.alloc(0);
        continue;
      }
      const bytes = chunk.subarray(at, Math.min(chunk.length, at + this.left));
      at += bytes.length;
      this.left -= bytes.length;
      (this.isError ? this.stderr : this.stdout)(bytes);
    }
  }
}
