/** A box around an object, in pixels from the image's upper-left corner; it ends at x + width and y + height. */
export interface Box {
  /** Name of the class, or its number where the file names none. */
  readonly label: string | number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** How sure a detector is, where the file is a detector's. */
  readonly score?: number;
  /** VOC: hard to recognise, not counted in its average precision. */
  readonly difficult?: boolean;
  /** VOC: reaches beyond the image's edge. */
  readonly truncated?: boolean;
  /** Outline as x, y, x, y …, where the file has one. */
  readonly outline?: readonly number[];
}

/** The objects of one image. */
export interface ImageLabels {
  /** The image's file name, where the file names it. */
  readonly image?: string;
  readonly height: number;
  readonly width: number;
  readonly boxes: readonly Box[];
}
