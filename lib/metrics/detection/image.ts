import { ShapeError } from "../../errors.js";
import { allFinite, type Numbers, notNaN, rowsOf, validLabels } from "../check.js";

/** What a detector says about one image: four numbers a box, flat, with a score and a class each. */
export interface DetectedBoxes {
  readonly boxes: Numbers;
  readonly scores: Numbers;
  readonly classes: Numbers;
}

/** What is in one image. */
export interface TrueBoxes {
  readonly boxes: Numbers;
  readonly classes: Numbers;
}

/** Checks one image whole before anything of it is counted. */
export function validImage(operation: string, found: DetectedBoxes, truth: TrueBoxes, classes: number): void {
  validBoxes(operation, "detected", found, classes);
  validBoxes(operation, "true", truth, classes);
  if (found.scores.length !== found.classes.length) {
    throw new ShapeError(operation, `${found.classes.length} detected boxes, ${found.scores.length} scores`, {
      mend: "give one score a box",
    });
  }
  notNaN(operation, "score", found.scores);
}

function validBoxes(operation: string, which: string, boxes: TrueBoxes, classes: number): void {
  const count = rowsOf(operation, `numbers of ${which} boxes`, boxes.boxes, 4);
  if (boxes.classes.length !== count) {
    throw new ShapeError(operation, `${count} ${which} boxes, ${boxes.classes.length} classes`, {
      mend: "give one class a box",
    });
  }
  allFinite(operation, `number of the ${which} boxes,`, boxes.boxes);
  validLabels(operation, `class of ${which} box`, boxes.classes, classes);
}
