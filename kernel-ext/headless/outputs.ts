import type { CellError, DisplayEvent, SessionEvent } from "../session/events.js";
import { progressBundle } from "../session/progress.js";
import type { JsonObject, Output } from "./nbformat.js";

/** An output that later events may still change. */
interface Mutable {
  readonly output_type: Output["output_type"];
  name?: "stdout" | "stderr";
  text?: string;
  data?: JsonObject;
  metadata?: JsonObject;
  displayId?: string;
  ename?: string;
  evalue?: string;
  traceback?: readonly string[];
  execution_count?: number;
}

/** What one cell has shown so far. */
interface Shown {
  readonly outputs: Mutable[];
  /** The next output takes the place of all before it. */
  clearNext: boolean;
}

/**
 * Collects the events of cells as the outputs of a notebook file, as a Jupyter front end would: neighbouring stream text
 * joined, displays updated in place, cleared when asked. Whatever comes late (from a timer, say) goes to the cell that
 * caused it. A cell's run is told by the id that it was handed as its origin.
 */
export class OutputCollector {
  readonly #displays = new Map<string, Mutable[]>();
  readonly #cells = new Map<unknown, Shown>();

  /** The outputs of a cell as they stand now. */
  of(id: string): readonly Output[] {
    return (this.#cells.get(id)?.outputs ?? []).map(strip);
  }

  /** Says in other words how the cell failed. */
  replaceError(id: string, { name, message, traceback }: CellError): void {
    const { outputs } = this.#shown(id);
    const at = outputs.findLastIndex(({ output_type }) => output_type === "error");
    outputs.splice(at < 0 ? outputs.length : at, 1, {
      output_type: "error",
      ename: name,
      evalue: message,
      traceback,
    } as Mutable);
  }

  add(event: SessionEvent): void {
    switch (event.type) {
      case "stream": {
        const outputs = this.#room(event);
        const last = outputs.at(-1);
        if (last?.output_type === "stream" && last.name === event.name)
          last.text = `${last.text}${event.text}`;
        else outputs.push({ output_type: "stream", name: event.name, text: event.text });
        break;
      }
      case "display":
        this.#show(event);
        break;
      case "update":
        this.#update(event.displayId, event.data, event.metadata);
        break;
      case "result":
        this.#room(event).push({
          output_type: "execute_result",
          execution_count: event.executionCount,
          data: event.data,
          metadata: event.metadata,
        } as Mutable);
        break;
      case "error":
        this.#room(event).push({
          output_type: "error",
          ename: event.name,
          evalue: event.message,
          traceback: event.traceback,
        } as Mutable);
        break;
      case "clear":
        if (event.wait) this.#shown(event.cell.origin).clearNext = true;
        else this.#shown(event.cell.origin).outputs.length = 0;
        break;
      case "progress": {
        if (event.shown) break;
        const displayId = `progress-${event.id}`;
        const data = progressBundle(event);
        if (this.#displays.has(displayId)) this.#update(displayId, data, {});
        else this.#show({ ...event, type: "display", data, metadata: {}, displayId });
        break;
      }
      case "input":
        break;
    }
  }

  #shown(origin: unknown): Shown {
    const shown = this.#cells.get(origin) ?? { outputs: [], clearNext: false };
    this.#cells.set(origin, shown);
    return shown;
  }

  #room({ cell }: SessionEvent): Mutable[] {
    const shown = this.#shown(cell.origin);
    if (shown.clearNext) shown.outputs.length = 0;
    shown.clearNext = false;
    return shown.outputs;
  }

  #show(event: DisplayEvent): void {
    const { data, metadata, displayId } = event;
    const output = { output_type: "display_data", data, metadata } as Mutable;
    this.#room(event).push(output);
    if (displayId === undefined) return;
    output.displayId = displayId;
    this.#displays.set(displayId, [...(this.#displays.get(displayId) ?? []), output]);
  }

  #update(displayId: string, data: JsonObject, metadata: JsonObject): void {
    for (const output of this.#displays.get(displayId) ?? []) Object.assign(output, { data, metadata });
  }
}

function strip(output: Mutable): Output {
  const { displayId: _, ...rest } = output;
  return rest as unknown as Output;
}
