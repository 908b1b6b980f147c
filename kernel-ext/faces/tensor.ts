import type { Face } from "../mime.js";
import type { View } from "../views/view.js";
import { summarise, summaryText, valuesText } from "./numbers.js";
import { withText } from "./with-text.js";

/** What is asked of a tensor; `tf.Tensor` is one. */
export interface TensorLike {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly size: number;
  readonly isDisposed: boolean;
  data(): Promise<ArrayLike<number>>;
}

export const isTensorLike = (value: unknown): value is TensorLike =>
  typeof value === "object" && value !== null && "dataId" in value && "rankType" in value && "dtype" in value;

/** Up to so many numbers are printed themselves. */
const PRINTED = 32;
/** More than so many are not read only to be shown. */
const READ = 64_000_000;
/** Images smaller than that say more as numbers. */
const SMALLEST_SIDE = 8;

/** Shape, dtype, engine, range and NaN count, with a picture of an image and a histogram of anything else. */
export async function tensorFace(tensor: TensorLike): Promise<Face> {
  const kind = "assign" in tensor ? "Variable" : "Tensor";
  const head = `${kind} ${tensor.dtype} [${tensor.shape}]`;
  if (tensor.isDisposed) return words(`${head} · disposed`);
  const { engine } = await import("../../lib/device/engine.js");
  const where = `${head} · ${engine().name}`;
  if (tensor.size > READ) return words(`${where} · too large to be shown whole; look at a slice of it`);
  if (tensor.dtype === "string" || tensor.dtype === "complex64") return words(where);
  const values = await tensor.data();
  if (tensor.size === 0) return words(`${where} · empty`);
  if (tensor.size <= PRINTED) return words(`${where}\n${valuesText(values, tensor.shape)}`);
  const text = `${where} · ${summaryText(summarise(values))}`;
  return withText(await draw(tensor, values), text);
}

const words = (text: string): Face => ({ data: { "text/plain": text }, metadata: {} });

async function draw({ shape, dtype }: TensorLike, values: ArrayLike<number>): Promise<View> {
  const { view } = await import("../views/index.js");
  const image = imageOf(shape);
  const title = `${dtype} [${shape}]`;
  if (!image) return view.histogram(values, { title, height: 180, width: 420 });
  const { height, width, bands, from } = image;
  const data = Float32Array.from({ length: height * width * bands }, (_, i) => Number(values[from + i]));
  if (bands === 1 || bands === 3) return view.raster({ data, height, width, bands }, { size: 280 });
  return view.featureMaps({ data, height, width, bands }, { title, max: 8 });
}

/** How a shape is looked at: [h, w], [h, w, c], and the first of a batch [n, h, w, c]. */
function imageOf(
  shape: readonly number[],
): { height: number; width: number; bands: number; from: number } | null {
  const [height = 0, width = 0, bands = 1] = shape.length === 4 ? shape.slice(1) : shape;
  if (shape.length < 2 || shape.length > 4 || Math.min(height, width) < SMALLEST_SIDE) return null;
  // A matrix of weights is no image: a histogram says more about it.
  if (shape.length === 2 && Math.max(height, width) > 16 * Math.min(height, width)) return null;
  return { height, width, bands, from: 0 };
}
