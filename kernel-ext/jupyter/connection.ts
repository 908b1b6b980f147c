import { readFileSync } from "node:fs";
import { FormatError } from "../../lib/errors.js";

/** What a connection file says. */
export interface Connection {
  readonly transport: string;
  readonly ip: string;
  readonly key: string;
  readonly signature_scheme: string;
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly control_port: number;
  readonly hb_port: number;
}

type Channel = "shell" | "iopub" | "stdin" | "control" | "hb";

const CHANNELS: readonly Channel[] = ["shell", "iopub", "stdin", "control", "hb"];

/** Reads and checks a connection file. */
export function readConnection(path: string): Connection {
  let value: Partial<Record<keyof Connection, unknown>>;
  try {
    value = JSON.parse(readFileSync(path, "utf8")) as typeof value;
  } catch (cause) {
    throw new FormatError("kernel", `cannot read the connection file ${path}`, {
      mend: "Jupyter writes it; give its path with -f",
      cause,
    });
  }
  for (const channel of CHANNELS) {
    if (typeof value[`${channel}_port`] === "number") continue;
    throw new FormatError("kernel", `the connection file ${path} names no ${channel}_port`, {
      mend: "let Jupyter write the file",
    });
  }
  return {
    ...(value as Connection),
    transport: String(value.transport ?? "tcp"),
    ip: String(value.ip ?? "127.0.0.1"),
    key: String(value.key ?? ""),
    signature_scheme: String(value.signature_scheme ?? "hmac-sha256"),
  };
}

/** Where a channel's socket listens. */
export function address(connection: Connection, channel: Channel): string {
  const separator = connection.transport === "ipc" ? "-" : ":";
  return `${connection.transport}://${connection.ip}${separator}${connection[`${channel}_port`]}`;
}
