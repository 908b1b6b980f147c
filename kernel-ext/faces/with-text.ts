import { DISPLAY, type Face } from "../mime.js";
import type { View } from "../views/view.js";

/** A view's face with other words for those who see no picture. */
export async function withText(view: View, text: string): Promise<Face> {
  const show = (view as unknown as Record<symbol, () => Promise<Face>>)[DISPLAY] as () => Promise<Face>;
  const { data, metadata } = await show.call(view);
  return { data: { ...data, "text/plain": text }, metadata };
}
