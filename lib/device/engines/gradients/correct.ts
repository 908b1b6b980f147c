import { correctBroadcasting } from "./broadcasting.js";
import { correctConstants } from "./constants.js";
import { correctConv3dTranspose } from "./conv3d-transpose.js";
import { correctConvolution } from "./convolution.js";
import { correctCumulative } from "./cumulative.js";
import { correctMirrorPad } from "./mirror-pad.js";
import { correctProducts } from "./products.js";
import { correctResize } from "./resize.js";
import { correctSelection } from "./selection.js";
import { correctSplitting } from "./splitting.js";

let done = false;

/**
 * Puts right the gradients of public tfjs operations that are silently wrong, fail, or do not exist. tfjs keeps
 * gradients apart from engines, so this holds on all of them. What is left without a gradient throws.
 */
export function correctGradients(): void {
  if (done) return;
  done = true;
  correctBroadcasting();
  correctConstants();
  correctConvolution();
  correctConv3dTranspose();
  correctCumulative();
  correctMirrorPad();
  correctProducts();
  correctResize();
  correctSelection();
  correctSplitting();
}
