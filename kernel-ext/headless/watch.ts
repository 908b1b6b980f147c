import { parentPort, workerData } from "node:worker_threads";
import { StopSignal } from "../session/stop-signal.js";

/*
 * A thread that still hears the clock while a cell keeps the main thread busy: it stops a cell whose time is up, and
 * ends the process when whoever started it is gone (a busy process would never notice).
 */

/** What the thread is given. */
export interface WatchData {
  readonly stop: SharedArrayBuffer;
}

/** From the main thread: a cell begins and may take so long (ms), or it has ended. */
export type ToWatch = { readonly type: "begin"; readonly limit: number } | { readonly type: "end" };

/** To the main thread: the running cell's time is up (with the stop signal's number), or its end was heard. */
export type FromWatch = { readonly type: "late"; readonly count: number } | { readonly type: "ended" };

/** How long (ms) the main thread may take to notice before it gets a signal. */
const PATIENCE = 30;
const LOOK_FOR_PARENT = 500;

const port = parentPort!;
const stop = new StopSignal((workerData as WatchData).stop);
const parent = process.ppid;
const tell = (message: FromWatch) => port.postMessage(message);
let timer: NodeJS.Timeout | undefined;

function timeUp(): void {
  const count = stop.request();
  tell({ type: "late", count });
  // Inside vm only a signal reaches the code; elsewhere the loops look at the flag.
  timer = setTimeout(() => {
    if (!stop.isHandled && stop.running !== 0) process.kill(process.pid, "SIGINT");
  }, PATIENCE);
}

port.on("message", (message: ToWatch) => {
  clearTimeout(timer);
  if (message.type === "begin") timer = setTimeout(timeUp, message.limit);
  else tell({ type: "ended" });
});
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, "SIGKILL");
}, LOOK_FOR_PARENT);
