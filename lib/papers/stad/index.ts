import "../../device/autostart.js";

/** STAD, a small target aware detector for hyperspectral anomalies (Ma, Xie, Li), and the detectors beside it. */
export { type AedOptions, type AedSteps, aed, aedSteps } from "./aed.js";
export { fakeAnomalies } from "./blobs.js";
export { type CrdOptions, crd } from "./crd.js";
export type { CubeOptions } from "./cube.js";
export { type Detection, type DetectOptions, detect, detection } from "./detect.js";
export { type LrasrOptions, lrasr } from "./lrasr.js";
export { type LrxOptions, lrx } from "./lrx.js";
export { paper } from "./paper.js";
export type { DualWindow } from "./rings.js";
export { type RxOptions, rx } from "./rx.js";
export { type StfOptions, type StfSteps, stf, stfSteps } from "./stf.js";
export { type StageNetwork, type StudentSpec, student } from "./student.js";
export { type TeacherSpec, teacher } from "./teacher.js";
export { type Crops, distil, type Trained, type TrainOptions, trainTeacher } from "./train.js";
