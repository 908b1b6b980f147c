import { describe, expect, it } from "vitest";
import { bibtex, citationText } from "../../../lib/data/manifest/citation.js";
import { croissant } from "../../../lib/data/manifest/croissant.js";
import { manifest, manifests } from "../../../lib/data/manifest/load.js";
import { missingPeers, python } from "../support/python.js";

type Json = Readonly<Record<string, unknown>>;
const noPeer = missingPeers("mlcroissant");

describe("Croissant metadata", () => {
  it("hold the digest of the archive and the images in it", () => {
    const { distribution } = croissant(manifest("eurosat")) as { readonly distribution: readonly Json[] };
    expect(distribution).toEqual([
      expect.objectContaining({
        "@type": "cr:FileObject",
        "@id": "images-archive",
        contentUrl: "eurosat-rgb.tar.gz",
        sha256: "012351abbce74254055c5ae09c3071fb17eff739b25bc9e4b203d042154794d9",
      }),
      expect.objectContaining({
        "@type": "cr:FileSet",
        "@id": "images",
        includes: "EuroSAT_RGB/*/*.jpg",
        containedIn: { "@id": "images-archive" },
      }),
    ]);
  });

  it("name bands with GeoCroissant's words where they are known, and make none up where they are not", () => {
    const fyh = croissant(manifest("fyh"));
    expect(fyh["geocr:bandConfiguration"]).toMatchObject({ "geocr:totalBands": 14 });
    expect(fyh["geocr:spectralBandMetadata"]).toHaveLength(14);
    expect(fyh["geocr:spatialResolution"]).toMatchObject({ value: 4000, unitText: "m" });
    const trento = croissant(manifest("trento"));
    expect(trento["geocr:bandConfiguration"]).toBeUndefined();
    const imagenet = croissant(manifest("imagenet-1k"));
    expect(JSON.stringify(imagenet)).not.toContain("geocr");
  });

  it("leave out a licence that nobody stated", () => {
    expect("license" in croissant(manifest("abu"))).toBe(false);
    expect(croissant(manifest("eurosat"))["license"]).toBe("MIT");
  });

  it.skipIf(noPeer !== undefined)(
    `of every data set are accepted by the reference validator${noPeer ? ` (skipped: ${noPeer})` : ""}`,
    () => {
      const all = manifests().map(croissant);
      const broken = {
        ...croissant(manifest("eurosat")),
        distribution: [{ "@type": "cr:FileObject", "@id": "x" }],
      };
      const found = python<readonly (readonly string[])[]>(
        `
import json, sys, logging
logging.disable(logging.CRITICAL)
import mlcroissant as mlc
out = []
for doc in json.load(sys.stdin):
    try:
        dataset = mlc.Dataset(jsonld=doc)
        errors = [str(e) for e in dataset.metadata.ctx.issues.errors]
        classes = next((r for r in doc["recordSet"] if r["@id"] == "classes"), None)
        if classes and len(list(dataset.records("classes"))) != len(classes["data"]):
            errors.append("the classes are not read back")
        if len(dataset.metadata.distribution) != len(doc["distribution"]):
            errors.append("a file is lost")
        out.append(errors)
    except Exception as error:
        out.append([str(error)])
json.dump(out, sys.stdout)`,
        [...all, broken],
      );
      expect(found.slice(0, -1)).toEqual(all.map(() => []));
      expect(found.at(-1)).not.toEqual([]);
    },
  );
});

describe("citations", () => {
  it("come as BibTeX, with what is known", () => {
    expect(bibtex(manifest("ssdd"))).toBe(
      [
        "@article{ssdd,",
        "  author = {Zhang and others},",
        "  journal = {Remote Sensing},",
        "  year = {2021},",
        "  volume = {13},",
        "  number = {18},",
        "  pages = {3690},",
        "  doi = {10.3390/rs13183690}",
        "}",
      ].join("\n"),
    );
    expect(bibtex(manifest("trento"))).toBeUndefined();
  });

  it("come as one line", () => {
    const { citation, doi } = manifest("ssdd");
    expect(citation && citationText(citation, doi)).toBe(
      "Zhang and others. Remote Sensing. 13(18). 3690. 2021. doi:10.3390/rs13183690",
    );
  });
});
