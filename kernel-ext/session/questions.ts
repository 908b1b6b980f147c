import type { CellRun, InputEvent } from "./events.js";
import { Interrupted } from "./traceback.js";

/** Questions that cells ask their user and that are not answered yet. */
export class Questions {
  readonly #open = new Set<InputEvent>();

  /** Asks; the promise settles with what the listener of `tell` says. */
  ask(
    cell: CellRun,
    { prompt, password }: { readonly prompt: string; readonly password: boolean },
    tell: (event: InputEvent) => void,
  ): Promise<string> {
    return new Promise((resolve, reject) => {
      const event: InputEvent = {
        type: "input",
        cell,
        prompt,
        password,
        answer: (text) => {
          this.#open.delete(event);
          resolve(text);
        },
        refuse: (reason) => {
          this.#open.delete(event);
          reject(reason === "interrupted" ? new Interrupted() : new Error(`input: ${reason}`));
        },
      };
      this.#open.add(event);
      tell(event);
    });
  }

  refuseAll(reason: string): void {
    for (const question of this.#open) question.refuse(reason);
  }
}
