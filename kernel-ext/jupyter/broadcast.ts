import type { SessionEvent } from "../session/events.js";
import { progressBundle } from "../session/progress.js";
import type { Content } from "./message.js";

/** A broadcast: its type and content. */
export interface Broadcast {
  readonly type: string;
  readonly content: Content;
}

// nbclient stumbles over `"transient": null`, so it is always an object.
const shown = (data: unknown, metadata: unknown, displayId?: string): Content => ({
  data,
  metadata,
  transient: displayId === undefined ? {} : { display_id: displayId },
});

/** Turns session events into Jupyter's broadcasts. Progress becomes an output that is updated in its place. */
export class Broadcaster {
  readonly #bars = new Set<string>();

  /** Null for events that are not broadcast. */
  from(event: SessionEvent): Broadcast | null {
    switch (event.type) {
      case "stream":
        return { type: "stream", content: { name: event.name, text: event.text } };
      case "display":
        return { type: "display_data", content: shown(event.data, event.metadata, event.displayId) };
      case "update":
        return { type: "update_display_data", content: shown(event.data, event.metadata, event.displayId) };
      case "result":
        return {
          type: "execute_result",
          content: { ...shown(event.data, event.metadata), execution_count: event.executionCount },
        };
      case "error":
        return {
          type: "error",
          content: { ename: event.name, evalue: event.message, traceback: event.traceback },
        };
      case "clear":
        return { type: "clear_output", content: { wait: event.wait } };
      case "progress": {
        if (event.shown) return null;
        const first = !this.#bars.has(event.id);
        if (event.finished) this.#bars.delete(event.id);
        else this.#bars.add(event.id);
        const content = shown(progressBundle(event), {}, `progress-${event.id}`);
        return { type: first ? "display_data" : "update_display_data", content };
      }
      default:
        return null;
    }
  }
}
