import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";

/** The version of the protocol that is spoken here. */
export const PROTOCOL = "5.4";

/** The header of a message, as Jupyter's messaging specification has it. */
export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly version: string;
}

export type Content = Readonly<Record<string, unknown>>;

/** A message that came in. */
export interface Message {
  readonly identities: readonly Buffer[];
  readonly header: Header;
  readonly parent: Partial<Header>;
  readonly content: Content;
}

/** A message that goes out, still without its signature: the routing frames, then the four JSON parts. */
export interface Outgoing {
  readonly identities: readonly (Uint8Array | string)[];
  readonly parts: readonly [header: string, parent: string, metadata: string, content: string];
}

const DELIMITER = "<IDS|MSG>";

/** Signs and recognises messages with the key of the connection file; an empty key means no signatures. */
export class Signer {
  readonly #key: string;
  readonly #algorithm: string;

  constructor(key: string, scheme = "hmac-sha256") {
    this.#key = key;
    this.#algorithm = scheme.replace(/^hmac-/, "");
  }

  sign(parts: readonly (Uint8Array | string)[]): string {
    if (!this.#key) return "";
    const hash = createHmac(this.#algorithm, this.#key);
    for (const part of parts) hash.update(part);
    return hash.digest("hex");
  }

  verify(signature: string, parts: readonly Uint8Array[]): boolean {
    if (!this.#key) return true;
    const wanted = Buffer.from(this.sign(parts));
    const given = Buffer.from(signature);
    return wanted.length === given.length && timingSafeEqual(wanted, given);
  }
}

function record(part: Uint8Array): Record<string, unknown> {
  const value: unknown = JSON.parse(Buffer.from(part).toString("utf8"));
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("not an object");
  return value as Record<string, unknown>;
}

/**
 * Reads the frames of a message. Null for whatever is not one: cut short, not JSON, or signed with another key (the
 * kernel runs code with its user's rights, so such a message is not even answered).
 */
export function decode(frames: readonly Uint8Array[], signer: Signer): Message | null {
  const buffers = frames.map((frame) => Buffer.from(frame));
  const at = buffers.findIndex((frame) => frame.equals(Buffer.from(DELIMITER)));
  if (at < 0 || buffers.length < at + 6) return null;
  const signature = buffers[at + 1]!.toString("utf8");
  // Binary buffers follow the four parts; they are not covered by the signature.
  const parts = buffers.slice(at + 2, at + 6);
  if (!signer.verify(signature, parts)) return null;
  try {
    const [header, parent, , content] = parts.map(record);
    if (typeof header?.["msg_id"] !== "string" || typeof header["msg_type"] !== "string") return null;
    return {
      identities: buffers.slice(0, at),
      header: header as unknown as Header,
      parent: parent as Partial<Header>,
      content: content!,
    };
  } catch {
    return null;
  }
}

/** Makes outgoing messages of one kernel session. */
export class Composer {
  readonly session = randomUUID();

  compose(
    type: string,
    content: Content,
    parent: Partial<Header>,
    options: {
      readonly identities?: readonly (Uint8Array | string)[];
      readonly metadata?: Content;
    } = {},
  ): Outgoing {
    const header: Header = {
      msg_id: randomUUID(),
      msg_type: type,
      session: this.session,
      username: parent.username ?? "kernel",
      date: new Date().toISOString(),
      version: PROTOCOL,
    };
    return {
      identities: options.identities ?? [type],
      parts: [
        JSON.stringify(header),
        JSON.stringify(parent),
        JSON.stringify(options.metadata ?? {}),
        JSON.stringify(content),
      ],
    };
  }
}

/** The frames of an outgoing message, signed. */
export function encode(message: Outgoing, signer: Signer): (Uint8Array | string)[] {
  return [...message.identities, DELIMITER, signer.sign(message.parts), ...message.parts];
}
