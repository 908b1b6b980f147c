import { open } from "../../data/index.js";
import { type ResolvedDataset, resolveDataset } from "../../data/manifest/index.js";
import { Raster } from "../../data/raster/raster.js";
import { simulateAnomalies } from "../../data/simulate/index.js";
import { integers, type Key, permutation, seed } from "../../device/random/index.js";
import { SwathError } from "../../errors.js";
import type { DataSource } from "../../experiment/paper.js";
import { manifestSource, simulatedSource } from "../../experiment/sources.js";
import { cubeOf } from "./cube.js";
import type { Crops } from "./train.js";

/** Anomaly-free images of other scenes to train on. */
export interface TrainingScenes {
  /** What they are, for the record: names of scenes or of the simulator. */
  readonly names: readonly string[];
  readonly load: (signal?: AbortSignal) => Promise<readonly LabelledScene[]>;
}

/** A scene with its truth: 1 = anomaly. */
export interface LabelledScene {
  readonly scene: Raster;
  readonly truth: Uint8Array;
}

/** What a run gets: a scene to test on, and scenes of other places to train on. */
export interface StadData extends LabelledScene {
  readonly training: TrainingScenes;
}

async function labelled(file: string): Promise<LabelledScene> {
  const scene = await open(file);
  if (!(scene instanceof Raster)) {
    throw new SwathError("FORMAT", "stad", `${file} holds no scene`, {
      mend: "give data and map in one file",
    });
  }
  const layer = ["map", "groundtruth"].find((name) => Object.hasOwn(scene.layers, name));
  if (layer === undefined) {
    throw new SwathError("FORMAT", "stad", `${file} holds no truth`, { mend: "it needs a layer called map" });
  }
  return {
    scene,
    truth: Uint8Array.from(scene.mask(layer).data as Float64Array, (value) => (value > 0 ? 1 : 0)),
  };
}

const isAirport = (name: string): boolean => name.startsWith("airport");

/**
 * What a scene's network is trained on: the airports for every other scene, the beaches and towns for the airports, so no
 * network is tested where it was trained. The truth is used only to leave anomalies out, as HAD100's training set has none.
 */
function others(abu: Pick<ResolvedDataset, "names" | "file">, tested: string): TrainingScenes | undefined {
  const names = abu.names.filter((name) => isAirport(name) !== isAirport(tested));
  if (names.length === 0) return undefined;
  return {
    names: names.map((name) => `abu/${name}`),
    load: () => Promise.all(names.map((name) => labelled(abu.file(name)))),
  };
}

/** The ABU scenes that are there (sheet, 2.3). */
export const abu: DataSource<StadData> = manifestSource("abu", {
  parts: (found) =>
    found.names.flatMap((name) => {
      const training = others(found, name);
      if (!training) return [];
      return [
        {
          part: name,
          files: [name],
          load: async () => ({ ...(await labelled(found.file(name))), training }),
        },
      ];
    }),
});

/** Four single scenes; their network is trained on the airports of ABU, or on the other scenes where ABU is not there. */
export const hadScenes: DataSource<StadData> = manifestSource("had-scenes", {
  parts: async (found) => {
    const abuFound = await resolveDataset("abu", { partial: true, operation: "reproduce" }).catch(
      () => undefined,
    );
    return found.names.flatMap((name) => {
      const rest = found.names.filter((other) => other !== name);
      const training: TrainingScenes | undefined = (abuFound && others(abuFound, name)) ?? {
        names: rest.map((other) => `had-scenes/${other}`),
        load: () => Promise.all(rest.map((other) => labelled(found.file(other)))),
      };
      if (training.names.length === 0) return [];
      return [
        {
          part: name,
          files: [name],
          load: async () => ({ ...(await labelled(found.file(name))), training }),
        },
      ];
    });
  },
});

/** HAD100, the paper's own data (sheet, 2.1): one network for all its test scenes, from its anomaly-free images. */
export const had100: DataSource<StadData> = manifestSource("had100", {
  parts: (found) => {
    const train = found.names.includes("train") ? found.files("train") : [];
    const tests = found.names.includes("test") ? found.files("test") : [];
    if (train.length === 0) return [];
    const training: TrainingScenes = {
      names: ["had100/train"],
      load: () =>
        Promise.all(
          train.map(async (file) => {
            const scene = (await open(file)) as Raster;
            return { scene, truth: new Uint8Array(scene.height * scene.width) };
          }),
        ),
    };
    return tests.map((file, i) => ({
      part: (/([^/\\]+)\.mat$/.exec(file)?.[1] ?? String(i + 1)).toLowerCase(),
      files: ["test"],
      load: async () => ({ ...(await labelled(file)), training }),
    }));
  },
});

/** Simulated scenes (sheet, 6): four to test on; those to train on are other places of the same simulation. */
export const simulated = (size: number, bands: number, parts = 4): DataSource<StadData> =>
  simulatedSource("anomalies", {
    title: `simulated scenes of ${size} × ${size} pixels and ${bands} bands`,
    parts: Array.from({ length: parts }, (_, i) => String(i + 1)),
    load: async (key, part) => {
      const { test } = simulateAnomalies({ key, size, bands, train: 0, test: parts });
      const { raster } = test[Number(part) - 1] as { readonly raster: Raster };
      return {
        scene: raster,
        truth: Uint8Array.from(raster.mask("map").data as Uint8Array),
        training: {
          names: [`simulated/anomalies of ${key}`],
          load: async () => {
            const { train } = simulateAnomalies({ key, size, bands, train: 8, test: 0 });
            return train.map(({ raster: scene }) => ({ scene, truth: new Uint8Array(size * size) }));
          },
        },
      };
    },
  });

/** The same square crops whatever the test scene: at random places where no pixel is anomalous, each scaled by itself. */
export function cropsOf(
  scenes: readonly LabelledScene[],
  {
    count,
    size,
    bands,
    key,
  }: { readonly count: number; readonly size: number; readonly bands: number; readonly key: Key },
): Crops {
  const data = new Float32Array(count * size * size * bands);
  const usable = scenes.filter(
    ({ scene }) => scene.height >= size && scene.width >= size && scene.bands >= bands,
  );
  const order = permutation(key.fold("scenes"), Math.max(1, usable.length));
  for (let i = 0; i < count; i++) {
    const one = usable[order[i % usable.length] as number];
    const place = one && freePlace(one, size, key.fold("place").fold(i));
    if (!one || !place) {
      throw new SwathError(
        "VALUE",
        "stad",
        `no anomaly-free ${size} × ${size} crop with ${bands} bands was found`,
        {
          mend: "take smaller crops, fewer bands or more scenes",
        },
      );
    }
    const { scene } = one;
    const piece = new Float64Array(size * size * scene.bands);
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const at = ((place.row + row) * scene.width + place.column + column) * scene.bands;
        const spectrum = scene.data.subarray(at, at + scene.bands);
        for (let band = 0; band < scene.bands; band++) {
          piece[(row * size + column) * scene.bands + band] = Number(spectrum[band]);
        }
      }
    }
    const crop = new Raster(piece, { height: size, width: size, bands: scene.bands });
    data.set(cubeOf("stad", crop, { bands }).data, i * size * size * bands);
  }
  return { count, size, bands, data };
}

function freePlace(
  { scene, truth }: LabelledScene,
  size: number,
  key: Key,
): { readonly row: number; readonly column: number } | undefined {
  const tries = 500;
  const rows = integers(key.fold("row"), [tries], { max: scene.height - size + 1 });
  const columns = integers(key.fold("column"), [tries], { max: scene.width - size + 1 });
  for (let i = 0; i < tries; i++) {
    const [row, column] = [rows[i]!, columns[i]!];
    let free = true;
    for (let r = row; r < row + size && free; r++) {
      for (let c = column; c < column + size && free; c++) free = truth[r * scene.width + c] === 0;
    }
    if (free) return { row, column };
  }
  return undefined;
}

/** The key of everything that does not depend on a run's seed. */
export const fixed: Key = seed(12345);
