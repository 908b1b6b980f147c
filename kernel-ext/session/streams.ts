type StreamName = "stdout" | "stderr";

/** Text waits at most this long (ms) for more of its kind … */
const WAIT = 20;
/** … and is sent at once when so much (characters) has come together. */
const ENOUGH = 64 * 1024;

/**
 * Joins neighbouring pieces of text before they are sent: ten thousand prints become a few messages, in order. Whoever
 * sends something else flushes first, so that outputs keep their order.
 */
export class StreamJoiner<Cell> {
  readonly #send: (cell: Cell, name: StreamName, text: string) => void;
  #cell: Cell | null = null;
  #name: StreamName = "stdout";
  #pieces: string[] = [];
  #size = 0;
  #since = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(send: (cell: Cell, name: StreamName, text: string) => void) {
    this.#send = send;
  }

  write(cell: Cell, name: StreamName, text: string): void {
    if (text === "") return;
    if (this.#pieces.length && (cell !== this.#cell || name !== this.#name)) this.flush();
    if (this.#pieces.length === 0) {
      this.#cell = cell;
      this.#name = name;
      this.#since = performance.now();
    }
    this.#pieces.push(text);
    this.#size += text.length;
    // A cell that blocks the thread still shows what it prints: the clock is looked at with every print.
    if (this.#size >= ENOUGH || performance.now() - this.#since >= WAIT) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), WAIT);
  }

  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#pieces.length === 0 || !this.#cell) return;
    const text = this.#pieces.join("");
    this.#pieces = [];
    this.#size = 0;
    this.#send(this.#cell, this.#name, text);
  }
}
