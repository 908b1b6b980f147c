import cliProgress from "cli-progress";

/** One report of a long task; `total` 0 where the end is not known. */
export interface BarEvent {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  readonly text: string;
}

/** Draws the phases of a long task on stderr: bars on a terminal, a few plain lines elsewhere. */
export interface Bar {
  readonly onProgress: (event: BarEvent) => void;
  /** Puts the terminal in order; also after an error. */
  readonly stop: () => void;
}

/** A bar for a stream; give `width` columns to the names of the phases. */
export function bar(stream: NodeJS.WriteStream = process.stderr, width = 10): Bar {
  return stream.isTTY ? drawn(stream, width) : plain(stream, width);
}

function drawn(stream: NodeJS.WriteStream, width: number): Bar {
  let phase = "";
  let now: cliProgress.SingleBar | undefined;
  const stop = () => {
    now?.stop();
    now = undefined;
  };
  const onProgress = (event: BarEvent) => {
    const key = event.phase + event.text;
    if (key !== phase) {
      stop();
      phase = key;
      if (event.total === 0) {
        stream.write(`${event.phase.padEnd(width)}${event.text}\n`);
        return;
      }
      now = new cliProgress.SingleBar({
        stream,
        format: `${event.phase.padEnd(width)}{bar}  {percentage} %  ${event.text}`,
        barCompleteChar: "━",
        barIncompleteChar: "─",
        barsize: 32,
        hideCursor: true,
        gracefulExit: false, // Ctrl-C belongs to the command
      });
      now.start(event.total, event.done);
    }
    now?.update(event.done);
  };
  return { onProgress, stop };
}

/** A line when a phase begins and at each quarter of it. */
function plain(stream: NodeJS.WriteStream, width: number): Bar {
  let last = "";
  const onProgress = ({ phase, done, total, text }: BarEvent) => {
    const percent = total > 0 ? Math.floor((4 * done) / total) * 25 : 0;
    const line = `${phase.padEnd(width)}${text}${percent > 0 ? ` · ${percent} %` : ""}`;
    if (line === last) return;
    last = line;
    stream.write(`${line}\n`);
  };
  return { onProgress, stop: () => {} };
}
