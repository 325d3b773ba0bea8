const NEWLINE = 10;

/** Whole lines out of pieces, never holding more than one line of the greatest length. */
export class LineReader {
  private pieces: Buffer[] = [];
  private bytes = 0;

  constructor(
    private readonly most: number,
    private readonly onLine: (line: string, isMore: boolean) => void,
    private readonly onTooLong: () => void,
  ) {}

  push(piece: Buffer): void {
    let rest = piece;
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      this.keep(rest.subarray(0, end));
      const line = Buffer.concat(this.pieces).toString('utf8');
      this.pieces = [];
      this.bytes = 0;
      rest = rest.subarray(end + 1);
      this.onLine(line, rest.length > 0);
    }
    this.keep(rest);
  }

  get isEmpty(): boolean {
    return this.bytes === 0;
  }

  private keep(piece: Buffer): void {
    if (piece.length === 0) return;
    this.bytes += piece.length;
    if (this.bytes > this.most) {
      this.pieces = [];
      this.onTooLong();
    } else this.pieces.push(piece);
  }
}
