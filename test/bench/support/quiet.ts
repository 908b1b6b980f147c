/** Whether the machine belongs to the process that is measured: Linux tells who used the processor. */
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

const TICKS_A_SECOND = 100;

function ticks(pid: number): { readonly all: number; readonly own: number } | undefined {
  try {
    const cpu = readFileSync("/proc/stat", "utf8").split("\n")[0]!.trim().split(/\s+/).slice(1).map(Number);
    const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = cpu;
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return {
      all: user + nice + system + irq + softirq + steal,
      own: Number(fields[11]) + Number(fields[12]),
    };
  } catch {
    return undefined;
  }
}

/**
 * Starts watching; the result tells which share of the processors others used since then, or nothing where the
 * machine does not tell.
 */
export function watch(pid: number): () => number | undefined {
  const before = ticks(pid);
  const begin = performance.now();
  return () => {
    const after = ticks(pid);
    if (!before || !after) return undefined;
    const others = after.all - before.all - (after.own - before.own);
    const seconds = (performance.now() - begin) / 1000;
    return others / TICKS_A_SECOND / (seconds * availableParallelism());
  };
}
