/** A socket that can send; zeromq's fails with "busy" when a send begins before the one before has ended. */
interface Sending {
  send(frames: (Uint8Array | string)[]): Promise<void>;
}

/** Sends one message after the other, in the order of the calls. */
export class SendQueue {
  readonly #socket: Sending;
  readonly #waiting: (Uint8Array | string)[][] = [];
  #draining: Promise<void> | null = null;

  constructor(socket: Sending) {
    this.#socket = socket;
  }

  send(frames: (Uint8Array | string)[]): void {
    this.#waiting.push(frames);
    this.#draining ??= this.#drain();
  }

  /** Resolves when everything so far is with the network. */
  async flushed(): Promise<void> {
    await this.#draining;
  }

  async #drain(): Promise<void> {
    for (let frames = this.#waiting.shift(); frames; frames = this.#waiting.shift()) {
      try {
        await this.#socket.send(frames);
      } catch {
        // A client that went away must not take the others' messages along.
      }
    }
    this.#draining = null;
  }
}
