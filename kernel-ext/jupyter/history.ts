import type { HistoryEntry } from "../session/api.js";
import type { Content } from "./message.js";

/** The number of this session in history replies; there is no older one. */
const SESSION = 1;

/** A glob (`*`, `?`) as a pattern for a whole cell. */
function globPattern(glob: string): RegExp {
  const escaped = glob.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", "[\\s\\S]*").replaceAll("?", "[\\s\\S]")}$`);
}

/** Only the latest of equal cells, each at the latest place. */
function unique(entries: readonly HistoryEntry[]): HistoryEntry[] {
  const bySource = new Map<string, HistoryEntry>();
  for (const entry of entries) {
    bySource.delete(entry.source);
    bySource.set(entry.source, entry);
  }
  return [...bySource.values()];
}

/** At most the last `n`; all when no number is given. */
const last = (entries: readonly HistoryEntry[], n: unknown) =>
  typeof n === "number" && n >= 0 ? entries.slice(Math.max(0, entries.length - n)) : entries;

function select(history: readonly HistoryEntry[], request: Content): readonly HistoryEntry[] {
  switch (request["hist_access_type"]) {
    case "range": {
      // 0 is the current session; an older one is asked for by its distance or number, and there is none.
      const session = Number(request["session"] ?? 0);
      if (session !== 0 && session !== SESSION) return [];
      const start = Number(request["start"] ?? 0);
      const stop = typeof request["stop"] === "number" ? request["stop"] : Number.POSITIVE_INFINITY;
      return history.filter(({ line }) => line >= start && line < stop);
    }
    case "search": {
      const pattern = globPattern(String(request["pattern"] ?? "*"));
      const found = history.filter(({ source }) => pattern.test(source));
      return last(request["unique"] ? unique(found) : found, request["n"]);
    }
    default:
      return last(history, request["n"]);
  }
}

/** The content of `history_reply`. */
export function historyReply(history: readonly HistoryEntry[], request: Content): Content {
  const withOutput = request["output"] === true;
  return {
    status: "ok",
    history: select(history, request).map(({ line, source, output }) => [
      SESSION,
      line,
      withOutput ? [source, output] : source,
    ]),
  };
}
