import { ShapeError, SwathError } from "../../errors.js";
import { isNative } from "../native/op.js";
import { type Tensor, tf, type Variable } from "../tf.js";
import { type Key, start } from "./key.js";
import { drawNatively } from "./native.js";
import {
  countOf,
  type IntegerOptions,
  type NormalOptions,
  type Size,
  type UniformOptions,
} from "./options.js";
import { type Position, skip } from "./philox.js";
import { carryOut, flagPlan, integerPlan, normalPlan, type Plan, uniformPlan } from "./plan.js";

/** Blocks set aside for a value, as TensorFlow's own generator does: enough for every rejection. */
const BLOCKS_PER_VALUE = 256;

/**
 * The places that tensors made here stand for. An engine on a graphics card cannot read its data at once; a tensor's
 * data never changes, so what was written need not be read, in whichever variable it has come to lie.
 */
const positions = new WeakMap<object, Position>();

/**
 * A stream of tensors whose place is a variable, for use inside a training step: dropout masks, noise, augmentation.
 * The numbers are the same on every engine (normals to the rounding of float32), op by op and captured, and the first
 * draw is what the function of the same name in this module gives for the key.
 *
 * `state` is [3, 2] int32, the low and high words of counter low, counter high and key: the three 64-bit numbers of
 * TensorFlow's `tf.random.Generator`, which Python can continue. List the generator in the `state` of `capture`; save
 * it and assign it like any variable, and the stream goes on from there.
 *
 * @example
 * ```ts
 * import { random } from "swath/device";
 *
 * const noise = random.generator(random.seed(7));
 * noise.normal([2, 3]); // a tensor [2, 3]
 * noise.normal([2, 3]); // another one
 * const mask = noise.bernoulli([4], 0.9); // bool
 * mask.dtype; // "bool"
 * noise.dispose();
 * ```
 */
export class Generator {
  readonly state: Variable;

  constructor(key: Key) {
    const initial = encode(start(key));
    this.state = tf.variable(initial, false);
    initial.dispose();
  }

  /** Numbers spread evenly over [min, max), [0, 1) unless told. */
  uniform(shape: Size, options?: UniformOptions): Tensor {
    return this.#draw("generator.uniform", shape, uniformPlan("generator.uniform", options));
  }

  /** Normally distributed numbers, mean 0 and standard deviation 1 unless told. */
  normal(shape: Size, options?: NormalOptions): Tensor {
    return this.#draw("generator.normal", shape, normalPlan("generator.normal", "normal", options));
  }

  /** Normally distributed numbers within two standard deviations of the mean. */
  truncatedNormal(shape: Size, options?: NormalOptions): Tensor {
    const plan = normalPlan("generator.truncatedNormal", "truncatedNormal", options);
    return this.#draw("generator.truncatedNormal", shape, plan);
  }

  /** Integers from [min, max), int32; `min` is 0 unless told. */
  integers(shape: Size, options: IntegerOptions): Tensor {
    return this.#draw("generator.integers", shape, integerPlan("generator.integers", options));
  }

  /** True with probability `p` (0.5 unless told), a bool tensor. */
  bernoulli(shape: Size, p = 0.5): Tensor {
    return this.#draw("generator.bernoulli", shape, flagPlan("generator.bernoulli", p));
  }

  /** Frees the state. */
  dispose(): void {
    this.state.dispose();
  }

  #draw(operation: string, size: Size, plan: Plan): Tensor {
    const n = countOf(operation, size);
    const shape = typeof size === "number" ? [size] : [...size];
    if (this.state.isDisposed) {
      throw new SwathError("STATE", operation, "the generator was disposed", { mend: "make a new one" });
    }
    const blocks = n * BLOCKS_PER_VALUE;
    if (isNative()) return drawNatively(this.state, shape, plan, blocks);

    const position = this.#position(operation);
    const drawn = tf.tensor(carryOut(plan, position, n), shape, dtypeOf(plan));
    const next = encode(advance(position, blocks));
    this.state.assign(next as typeof this.state);
    next.dispose();
    return drawn;
  }

  #position(operation: string): Position {
    const known = positions.get(this.state.dataId);
    if (known) return known;
    try {
      return decode(operation, this.state.dataSync() as Int32Array);
    } catch (cause) {
      if (cause instanceof SwathError) throw cause;
      throw new SwathError(
        "STATE",
        operation,
        `the ${tf.getBackend()} engine cannot read the assigned state at once`,
        {
          mend: "assign a tensor made from numbers: generator.state.assign(tf.tensor(await saved.data(), [3, 2], 'int32'))",
          cause,
        },
      );
    }
  }
}

/**
 * A generator that begins at `key`. See {@link Generator}.
 *
 * @example
 * ```ts
 * import { random } from "swath/device";
 *
 * const key = random.seed(7).fold("dropout");
 * const g = random.generator(key);
 * g.uniform([3]).dataSync(); // the same three numbers as random.uniform(key, 3)
 * g.dispose();
 * ```
 */
export function generator(key: Key): Generator {
  return new Generator(key);
}

/** As the graph does it: a 64-bit sum in the low half of the counter. */
function advance(position: Position, blocks: number): Position {
  const [low, high] = skip(position, blocks).counter;
  return { key: position.key, counter: [low, high, position.counter[2], position.counter[3]] };
}

function encode(position: Position): Tensor {
  const state = tf.tensor(Int32Array.of(...position.counter, ...position.key), [3, 2], "int32");
  positions.set(state.dataId, position);
  return state;
}

function decode(operation: string, words: Int32Array): Position {
  if (words.length !== 6) {
    throw new ShapeError(operation, `a state of ${words.length} words`, {
      mend: "assign int32 of shape [3, 2]",
    });
  }
  const [c0, c1, c2, c3, k0, k1] = Uint32Array.from(words) as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return { key: [k0, k1], counter: [c0, c1, c2, c3] };
}

function dtypeOf({ kind }: Plan): "float32" | "int32" | "bool" {
  return kind === "integers" ? "int32" : kind === "bernoulli" ? "bool" : "float32";
}
