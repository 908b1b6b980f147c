import { afterEach, describe, expect, it } from "vitest";
import type { HostMessage } from "../../../kernel-ext/scope/host.js";
import { watch } from "../../../kernel-ext/scope/watch.js";

const KEY = Symbol.for("swath.host");
const globals = globalThis as { [KEY]?: unknown };

/** Stands for a session: hears what a cell says. */
function listen() {
  const said: HostMessage[] = [];
  const controller = new AbortController();
  globals[KEY] = {
    signal: controller.signal,
    cell: 1,
    emit: (message: HostMessage) => said.push(message),
    hold: () => {},
    where: () => null,
  };
  const progress = () => said.flatMap((one) => (one.type === "progress" ? [one] : []));
  return { said, progress, controller };
}

afterEach(() => {
  delete globals[KEY];
});

describe("watch", () => {
  it("counts the steps that work tells, and how many there will be", () => {
    const { progress } = listen();
    const { report } = watch("a trial");
    for (let i = 1; i <= 4; i++) report(i / 4, `step ${i}`, { loss: 1 / i });
    expect(progress().at(-1)).toMatchObject({
      label: "a trial",
      done: 4,
      total: 4,
      values: { loss: 0.25 },
      finished: true,
    });
  });

  it("keeps curves apart whose values come now and then", () => {
    const { progress } = listen();
    const { report } = watch();
    report(1 / 3, "", { loss: 3 });
    report(2 / 3, "", { accuracy: 0.5 });
    report(1, "", { loss: 1 });
    const { values } = progress().at(-1)!;
    expect(values["loss"]).toBe(1);
    expect(values["accuracy"]).toBeNaN();
  });

  it("hands on the cell's signal, and says that work was stopped", () => {
    const { progress, controller } = listen();
    const { report, signal } = watch();
    report(0.5);
    controller.abort();
    expect(signal.aborted).toBe(true);
    expect(progress().at(-1)).toMatchObject({ done: 1, total: 2, finished: true });
  });

  it("says nothing of work that an interrupt met before its first step or after its last", () => {
    const before = listen();
    watch();
    before.controller.abort();
    expect(before.said).toEqual([]);
    const after = listen();
    watch().report(1);
    const heard = after.said.length;
    after.controller.abort();
    expect(after.said.length).toBe(heard);
  });

  it("works outside a notebook", () => {
    const { report, signal } = watch();
    report(1, "done", { loss: 0 });
    expect(signal.aborted).toBe(false);
  });
});
