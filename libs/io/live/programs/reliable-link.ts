/** What travels: a message with its number, and the number of the last one that arrived from the other side. */
export interface Frame<T> {
  readonly seq?: number;
  readonly ack: number;
  readonly message?: T;
}

/**
 * Messages in order, each once, over a connection that may be cut and made again: what was not acknowledged is sent again. It
 * is what lets a node agent go on after a partition as if it had only been slow.
 */
export class ReliableLink<Out, In> {
  private sent: { readonly seq: number; readonly message: Out }[] = [];
  private lastSent = 0;
  private lastHeard = 0;

  constructor(
    private readonly transmit: (frame: Frame<Out>) => void,
    private readonly deliver: (message: In) => void,
  ) {}

  post(message: Out): void {
    const seq = ++this.lastSent;
    this.sent.push({ seq, message });
    this.transmit({ seq, ack: this.lastHeard, message });
  }

  onFrame(frame: Frame<In>): void {
    while (this.sent[0] !== undefined && this.sent[0].seq <= frame.ack) this.sent.shift();
    if (frame.seq === undefined) return;
    const isNext = frame.seq === this.lastHeard + 1;
    if (isNext) this.lastHeard = frame.seq;
    this.transmit({ ack: this.lastHeard });
    if (isNext && frame.message !== undefined) this.deliver(frame.message);
  }

  /** The connection is there again. */
  resend(): void {
    for (const { seq, message } of this.sent) this.transmit({ seq, ack: this.lastHeard, message });
  }

  /** What the other side never confirmed. */
  get unconfirmed(): readonly Out[] {
    return this.sent.map(({ message }) => message);
  }
}
