import type { SessionEvent } from "../session/events.js";
import type { JsonObject, Output } from "./nbformat.js";

/** An output that later events may still change. */
interface Mutable {
  readonly output_type: Output["output_type"];
  name?: "stdout" | "stderr";
  text?: string;
  data?: JsonObject;
  metadata?: JsonObject;
  displayId?: string;
}

/**
 * Collects a cell's events as the outputs of a notebook file, as a Jupyter front end would: neighbouring stream text
 * joined, displays updated in place (also those of earlier cells), cleared when asked.
 */
export class OutputCollector {
  readonly #displays = new Map<string, Mutable[]>();
  #outputs: Mutable[] = [];
  #clearNext = false;

  /** Starts with the next cell; what is displayed stays known for updates. */
  begin(): void {
    this.#outputs = [];
    this.#clearNext = false;
  }

  get outputs(): readonly Output[] {
    return this.#outputs.map(strip);
  }

  /** Every output of an earlier cell that an update has changed is the same object: strip it again when writing. */
  static strip(outputs: readonly Output[]): readonly Output[] {
    return outputs.map((output) => strip(output as unknown as Mutable));
  }

  /** The live outputs of this cell, which later updates may still change. */
  get live(): readonly Output[] {
    return this.#outputs as unknown as readonly Output[];
  }

  add(event: SessionEvent): void {
    switch (event.type) {
      case "stream": {
        const last = this.#room().at(-1);
        if (last?.output_type === "stream" && last.name === event.name)
          last.text = `${last.text}${event.text}`;
        else this.#outputs.push({ output_type: "stream", name: event.name, text: event.text });
        break;
      }
      case "display":
        this.#show(event.data, event.metadata, event.displayId);
        break;
      case "update":
        this.#update(event.displayId, event.data, event.metadata);
        break;
      case "result":
        this.#room().push({
          output_type: "execute_result",
          execution_count: event.executionCount,
          data: event.data,
          metadata: event.metadata,
        } as Mutable);
        break;
      case "error":
        this.#room().push({
          output_type: "error",
          ename: event.name,
          evalue: event.message,
          traceback: event.traceback,
        } as unknown as Mutable);
        break;
      case "clear":
        if (event.wait) this.#clearNext = true;
        else this.#outputs.length = 0;
        break;
      // Whoever reports progress also displays it; the event is for bars on a terminal.
      case "progress":
      case "input":
        break;
    }
  }

  #room(): Mutable[] {
    if (this.#clearNext) this.#outputs.length = 0;
    this.#clearNext = false;
    return this.#outputs;
  }

  #show(data: JsonObject, metadata: JsonObject, displayId: string | undefined): void {
    const output = { output_type: "display_data", data, metadata } as Mutable;
    this.#room().push(output);
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
