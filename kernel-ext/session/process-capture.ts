import { StringDecoder } from "node:string_decoder";

/** Where the process's own words go while a session lives. */
export interface CaptureSink {
  readonly write: (name: "stdout" | "stderr", text: string) => void;
  /** An error that nobody caught. */
  readonly fail: (error: unknown) => void;
}

type Write = typeof process.stdout.write;

/** Replaces a stream's `write`; returns the way back. */
function captureStream(name: "stdout" | "stderr", sink: CaptureSink): () => void {
  const stream = process[name];
  const original = stream.write;
  const decoder = new StringDecoder("utf8");
  const write = (chunk: string | Uint8Array, encoding?: unknown, callback?: unknown): boolean => {
    sink.write(name, typeof chunk === "string" ? chunk : decoder.write(Buffer.from(chunk)));
    const done = typeof encoding === "function" ? encoding : callback;
    if (typeof done === "function") process.nextTick(done as () => void);
    return true;
  };
  stream.write = write as Write;
  return () => {
    stream.write = original;
  };
}

/** Warnings about Node's own experiments are not the notebook's business. */
const isNoise = (warning: Error) =>
  warning.name === "ExperimentalWarning" ||
  (warning.name === "DeprecationWarning" && /punycode|url\.parse/.test(warning.message));

/**
 * Takes over standard output and error, warnings and uncaught errors of this process, and keeps cells from ending it.
 * Returns the function that gives everything back.
 */
export function captureProcess(sink: CaptureSink): () => void {
  const undo = [captureStream("stdout", sink), captureStream("stderr", sink)];
  const { exit } = process;
  process.exit = () => {
    throw new Error("process.exit: the kernel lives on after a cell; to end it, use Restart or Shut Down");
  };
  undo.push(() => {
    process.exit = exit;
  });
  const listeners = process.listeners("warning");
  process.removeAllListeners("warning");
  const warn = (warning: Error) => {
    if (!isNoise(warning)) sink.write("stderr", `${warning.name}: ${warning.message}\n`);
  };
  process.on("warning", warn);
  process.on("uncaughtException", sink.fail);
  process.on("unhandledRejection", sink.fail);
  undo.push(() => {
    process.off("warning", warn);
    for (const listener of listeners) process.on("warning", listener);
    process.off("uncaughtException", sink.fail);
    process.off("unhandledRejection", sink.fail);
  });
  return () => {
    for (const step of undo.reverse()) step();
  };
}
