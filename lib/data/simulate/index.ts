/**
 * Simulators: small scenes with the structure that each paper's claim needs, made from one key. Whatever they return has an
 * `origin` of kind `simulated`, which every table, plot and report carries.
 */
export { type AnomalyOptions, type AnomalyScene, type AnomalySet, simulateAnomalies } from "./anomalies.js";
export { type CloudOptions, type CloudScene, type CloudSet, simulateClouds } from "./clouds.js";
export { type SimulatedFiles, writeSimulated } from "./files.js";
export { type HsiLidarOptions, simulateHsiLidar } from "./hsi-lidar.js";
export { type HsiLidarFederatedOptions, simulateHsiLidarFederated } from "./hsi-lidar-federated.js";
export { type HsiLidarTextureOptions, simulateHsiLidarTexture } from "./hsi-lidar-texture.js";
export { type ObjectImages, type ObjectOptions, type ObjectSet, simulateObjects } from "./objects.js";
export { findSimulator, type Simulator, type SimulatorId, simulators } from "./registry.js";
export {
  type SampleKind,
  type SampleOptions,
  type SampleSet,
  type Samples,
  simulateSamples,
} from "./samples.js";
export {
  type SarOptions,
  type SarScene,
  type SarSet,
  type SarTarget,
  sarCoco,
  simulateSar,
} from "./sar.js";
export { type SceneCrops, type SceneOptions, type SceneSet, simulateScenes } from "./scenes.js";
export { type ShardOptions, type ShardSet, simulateShards } from "./shards.js";
export type { Simulated, SimulateOptions } from "./simulated.js";
export type { LabelledImages } from "./support/images.js";
export type { TwoSensorScene, TwoSensorSet } from "./support/two-sensors.js";
