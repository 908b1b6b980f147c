import { DISPLAY, type Face } from "../mime.js";
import type { View } from "../views/view.js";

/** The forms that a view brings. */
export const ownFace = (view: View): Promise<Face> =>
  (view as unknown as Record<typeof DISPLAY, () => Promise<Face>>)[DISPLAY]();

/** A view's face with other words for those who see no picture. */
export async function withText(view: View, text: string): Promise<Face> {
  const { data, metadata } = await ownFace(view);
  return { data: { ...data, "text/plain": text }, metadata };
}
