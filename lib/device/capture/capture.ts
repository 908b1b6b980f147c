import type { Tensor } from "../tf.js";
import type { Captured, CaptureOptions } from "./captured.js";
import type { Step } from "./record.js";
import { Group } from "./runner.js";

type AnyStep = (...inputs: never[]) => unknown;
type Steps = Readonly<Record<string, AnyStep>>;
/** As {@link CaptureOptions}, with `inputs` for each step by name. */
export type CaptureAllOptions<S extends Steps> = Omit<CaptureOptions, "inputs"> & {
  readonly inputs?: { readonly [K in keyof S]?: CaptureOptions["inputs"] };
};
type CapturedOf<F> = F extends (...inputs: infer A) => infer R ? Captured<A, R> : never;
type InWorker<F> = F extends (...inputs: infer A) => infer R ? Captured<A, Promise<R>> : never;

/**
 * Turns a training step into one call. The first call (or `inputs`) records every operation, forward, gradients and
 * updates; from then on TensorFlow runs the whole as one graph. On engines without graphs the same call runs the step
 * operation by operation, with the same results.
 *
 * The step must be a pure function of its arguments and the state: it may not read values, and what JavaScript computes
 * in it is found out and refused instead of frozen.
 *
 * @example
 * ```ts
 * import { capture, nn, seed, tf } from "swath";
 *
 * const model = nn.linear({ in: 4, out: 1, key: seed(1) });
 * const optimizer = nn.sgd({ momentum: 0.9 }).init(model.params);
 * const step = capture((x: tf.Tensor, y: tf.Tensor, lr: tf.Tensor) => {
 *   const { loss, grads } = nn.valueAndGrad(() => nn.mse(model(x), y), model.params);
 *   optimizer.apply(grads, { lr });
 *   return loss;
 * }, { state: [model, optimizer] });
 *
 * const [x, y] = [tf.ones([8, 4]), tf.ones([8, 1])];
 * const first = step(x, y, 0.1).dataSync()[0];
 * const second = step(x, y, 0.1).dataSync()[0];
 * second < first; // true
 * step.dispose();
 * ```
 */
export function capture<A extends readonly unknown[] = Tensor[], R = unknown>(
  step: (...inputs: A) => R,
  options: CaptureOptions & { readonly thread: "worker" },
): Captured<A, Promise<R>>;
export function capture<A extends readonly unknown[] = Tensor[], R = unknown>(
  step: (...inputs: A) => R,
  options?: CaptureOptions,
): Captured<A, R>;
export function capture<A extends readonly unknown[], R>(
  step: (...inputs: A) => R,
  options: CaptureOptions = {},
): Captured<A, R> {
  const { run } = captureAll({ run: step as AnyStep }, {
    ...options,
    ...(options.inputs && { inputs: { run: options.inputs } }),
  } as never);
  return run as unknown as Captured<A, R>;
}

/**
 * Captures several steps over one state: training, evaluation, sampling, other batch sizes. The variables live in one
 * session, so nothing is copied between the programs.
 *
 * @example
 * ```ts
 * import { captureAll, nn, seed, tf } from "swath";
 *
 * const model = nn.linear({ in: 2, out: 2, key: seed(1) });
 * const optimizer = nn.sgd({ lr: 0.1 }).init(model.params);
 * const programs = captureAll(
 *   {
 *     train: (x: tf.Tensor, y: tf.Tensor) => {
 *       const { loss, grads } = nn.valueAndGrad(() => nn.mse(model(x), y), model.params);
 *       optimizer.apply(grads);
 *       return loss;
 *     },
 *     predict: (x: tf.Tensor) => model(x),
 *   },
 *   { state: [model, optimizer] },
 * );
 * programs.train(tf.ones([4, 2]), tf.zeros([4, 2]));
 * programs.predict(tf.ones([1, 2])).shape; // [1, 2]
 * programs.train.dispose();
 * ```
 */
export function captureAll<S extends Steps>(
  steps: S,
  options: CaptureAllOptions<S> & { readonly thread: "worker" },
): { readonly [K in keyof S]: InWorker<S[K]> };
export function captureAll<S extends Steps>(
  steps: S,
  options?: CaptureAllOptions<S>,
): { readonly [K in keyof S]: CapturedOf<S[K]> };
export function captureAll<S extends Steps>(
  steps: S,
  options: CaptureAllOptions<S> = {},
): { readonly [K in keyof S]: CapturedOf<S[K]> } {
  const group = new Group(options);
  const captured = Object.entries(steps).map(([name, step]) => {
    const runner = group.runner(name, step as Step);
    const specs = options.inputs?.[name];
    if (specs) runner.prepare(specs);
    return [name, runner.callable] as const;
  });
  return Object.fromEntries(captured) as unknown as { readonly [K in keyof S]: CapturedOf<S[K]> };
}
