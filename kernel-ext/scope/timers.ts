/** What the timers of cells need of their session. */
export interface TimerHost {
  readonly signal: () => AbortSignal;
  /** An error that no caller can catch. */
  readonly fail: (error: unknown) => void;
}

type Callback = (...args: unknown[]) => unknown;

/** The functions that a cell sees in place of the global ones. */
export interface CellTimers {
  readonly setTimeout: typeof setTimeout;
  readonly setInterval: typeof setInterval;
  readonly setImmediate: typeof setImmediate;
  readonly fetch: typeof fetch;
  /** Stops every timer that cells have started. */
  readonly stopAll: () => void;
  /** How many timers wait. */
  readonly size: () => number;
}

/**
 * Timers and `fetch` for cells: they end with an interrupt, and what their callbacks throw is shown with the cell that
 * started them instead of ending the process. Other code keeps the global ones.
 */
export function cellTimers(host: TimerHost): CellTimers {
  const live = new Set<NodeJS.Timeout | NodeJS.Immediate>();
  const guarded =
    (callback: Callback, once: (() => void) | null): Callback =>
    (...args) => {
      once?.();
      try {
        const returned = callback(...args);
        if (returned instanceof Promise) returned.catch(host.fail);
      } catch (error) {
        host.fail(error);
      }
    };
  const start = <T extends NodeJS.Timeout | NodeJS.Immediate>(make: (done: () => void) => T): T => {
    const timer: T = make(() => live.delete(timer));
    live.add(timer);
    return timer;
  };
  const later = (callback: Callback, ms?: number, ...args: unknown[]) =>
    start((done) => setTimeout(guarded(callback, done), ms, ...args));
  const repeatedly = (callback: Callback, ms?: number, ...args: unknown[]) =>
    start(() => setInterval(guarded(callback, null), ms, ...args));
  const soon = (callback: Callback, ...args: unknown[]) =>
    start((done) => setImmediate(guarded(callback, done), ...args));
  return {
    // The promisified forms (util.promisify) are kept as the global functions have them.
    setTimeout: Object.assign(later, setTimeout) as typeof setTimeout,
    setInterval: repeatedly as unknown as typeof setInterval,
    setImmediate: Object.assign(soon, setImmediate) as typeof setImmediate,
    fetch: (resource, init) => {
      const signals = [host.signal(), ...(init?.signal ? [init.signal] : [])];
      return fetch(resource, { ...init, signal: AbortSignal.any(signals) });
    },
    stopAll: () => {
      for (const timer of live) {
        if ("hasRef" in timer && "refresh" in timer) clearTimeout(timer as NodeJS.Timeout);
        else clearImmediate(timer as NodeJS.Immediate);
      }
      live.clear();
    },
    size: () => live.size,
  };
}
