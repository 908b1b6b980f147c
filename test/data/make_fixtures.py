"""Makes the small files of test/data/fixtures with the peers' own writers, and expected.json with what they hold.

Run: python test/data/make_fixtures.py   (numpy, scipy, h5py, tifffile, imagecodecs, Pillow; rasterio for GDAL's files)
The files are the tests' expectations where no Python is installed, and the seeds of the fuzzers.
"""

import io
import json
import struct
import sys
import tarfile
import zipfile
from pathlib import Path

import h5py
import numpy as np
import scipy.io
import scipy.sparse
import tifffile
from PIL import Image

OUT = Path(__file__).parent / "fixtures"
expected: dict[str, object] = {}
rng = np.random.default_rng(5)


def values(array):
    """An array as JSON: shape and numbers, imaginary parts apart, NaN and infinities as text."""
    array = np.asarray(array)
    if array.dtype.kind in "SU":
        return {"shape": list(array.shape), "text": [t.decode("latin1") if isinstance(t, bytes) else str(t) for t in array.ravel()]}
    plain = lambda part: [v if np.isfinite(v) else str(v) for v in np.asarray(part, dtype=float).ravel().tolist()]
    out = {"shape": list(array.shape), "data": plain(array.real)}
    if np.iscomplexobj(array):
        out["imaginary"] = plain(array.imag)
    return out


def image(dtype, height=11, width=13, bands=3):
    rows, columns = np.mgrid[:height, :width]
    ramp = rows[:, :, None] * 9 + columns[:, :, None] * 3 + np.arange(bands) * 5 + rng.integers(0, 3, (height, width, bands))
    return (ramp - (20 if np.dtype(dtype).kind in "if" else 0)).astype(dtype)


def npy():
    cases = {
        "f4": image("f4", 3, 4, 2), "f8-fortran": np.asfortranarray(image("f8", 3, 4, 2)), "be-i2": image(">i2", 3, 4, 2),
        "be-f8-fortran": np.asfortranarray(image(">f8", 3, 4, 2)), "u1-1d": np.arange(5, dtype="u1"), "scalar": np.float64(2.5),
        "i8": np.array([[1, -(2**40)]], "i8"), "be-u8": np.array([7, 2**50], ">u8"), "f2": np.array([1.5, -65504, 2**-24, np.inf, np.nan], "f2"),
        "b1": np.array([True, False]), "c8": np.array([[1 + 2j, 3 - 4j]], "c8"), "c16": np.array([1j], ">c16"), "empty": np.zeros((0, 3)),
        "g": np.array([1.25, -np.inf, 1e300], "g"), "U": np.array([["ab", "é"], ["", "xyz"]]), "S": np.array([b"ab", b"c"]),
        "M8": np.array(["2020-01-02", "1969-12-31"], "M8[D]"),
    }
    for name, array in cases.items():
        np.save(OUT / f"npy-{name}.npy", array)
        expected[f"npy-{name}.npy"] = values(array.astype("i8") if array.dtype.kind == "M" else array)
    record = np.array([(1, [2.0, 3.0]), (4, [5.0, 6.0])], dtype=[("a", ">i2"), ("b", "f4", (2,))])
    np.save(OUT / "npy-record.npy", record)
    expected["npy-record.npy"] = {"fields": {"a": values(record["a"]), "b": values(record["b"])}}
    for name, save in {"npz-plain": np.savez, "npz-deflated": np.savez_compressed}.items():
        arrays = {"cube": image("u2", 4, 5, 3), "map": np.array([[0, 1], [2, 3]], "u1")}
        save(OUT / f"{name}.npz", **arrays)
        expected[f"{name}.npz"] = {key: values(array) for key, array in arrays.items()}


def mat():
    arrays = {
        "double": image("f8", 3, 4, 2), "single": image("f4", 3, 4, 2), "small": np.array([[1.0, 2.0, 300.0]]),
        "complex": np.array([[1 + 2j, 3 - 4j], [0.5j, 0]]), "logical": np.array([[True, False, True]]),
        **{t: image(t, 2, 3, 2) for t in ["int8", "uint8", "int16", "uint16", "int32", "uint32"]},
        "int64": np.array([[2**60, -5]], "i8"), "uint64": np.array([[2**50]], "u8"), "empty": np.zeros((0, 3)),
    }
    others = {
        "text": "swath", "lines": np.array(["ab", "cd", "ef"]),
        "cell": np.array([[1.0, "two"], [np.arange(3.0), "x"]], dtype=object),
        "struct": {"name": "scene", "bands": np.arange(4.0), "inner": {"deep": 7.0}},
        "sparse": scipy.sparse.csc_matrix(np.array([[0, 1.5, 0], [2, 0, 0]])),
        "structs": np.array([(1.0, "a"), (2.0, "b")], dtype=[("x", object), ("t", object)]).reshape(1, 2),
    }
    for name, compress in {"mat5-plain": False, "mat5-compressed": True}.items():
        scipy.io.savemat(OUT / f"{name}.mat", {**arrays, **others}, do_compression=compress)
        expected[f"{name}.mat"] = {key: values(array) for key, array in arrays.items()}
    big_endian()
    with h5py.File(OUT / "mat73.mat", "w", userblock_size=512) as file:
        hdf5(file, arrays)
    head = b"MATLAB 7.3 MAT-file, made by h5py".ljust(124) + struct.pack("<H2s", 0x0200, b"IM")
    data = bytearray((OUT / "mat73.mat").read_bytes())
    data[:128] = head
    (OUT / "mat73.mat").write_bytes(bytes(data))
    expected["mat73.mat"] = {key: values(array) for key, array in arrays.items() if key != "empty"}


def hdf5(file, arrays):
    for name, array in arrays.items():
        if name == "empty":
            continue
        if np.iscomplexobj(array):
            pair = np.zeros(array.T.shape, dtype=[("real", "f8"), ("imag", "f8")])
            pair["real"], pair["imag"] = array.T.real, array.T.imag
            data = file.create_dataset(name, data=pair)
            kind = "double"
        else:
            stored = np.ascontiguousarray(array.T).astype("u1") if array.dtype == bool else np.ascontiguousarray(array.T)
            data = file.create_dataset(name, data=stored, compression="gzip", shuffle=True)
            kind = {"bool": "logical", "float64": "double", "float32": "single"}.get(str(array.dtype), str(array.dtype))
        data.attrs["MATLAB_class"] = np.bytes_(kind)
    text = file.create_dataset("text", data=np.array([[ord(c)] for c in "swath"], "u2"))
    text.attrs["MATLAB_class"] = np.bytes_("char")
    struct_ = file.create_group("struct")
    struct_.attrs["MATLAB_class"] = np.bytes_("struct")
    struct_.create_dataset("bands", data=np.arange(4.0)[:, None]).attrs["MATLAB_class"] = np.bytes_("double")
    refs = file.create_group("#refs#")
    for key, value in {"a": np.ones((1, 1)), "b": np.arange(3.0)[:, None]}.items():
        refs.create_dataset(key, data=value).attrs["MATLAB_class"] = np.bytes_("double")
    cell = file.create_dataset("cell", shape=(2, 1), dtype=h5py.ref_dtype)
    cell[0, 0], cell[1, 0] = refs["a"].ref, refs["b"].ref
    cell.attrs["MATLAB_class"] = np.bytes_("cell")
    sparse = file.create_group("sparse")
    sparse.attrs["MATLAB_class"] = np.bytes_("double")
    sparse.attrs["MATLAB_sparse"] = np.uint64(2)
    sparse["data"], sparse["ir"], sparse["jc"] = np.array([2.0, 1.5]), np.array([1, 0], "u8"), np.array([0, 1, 2, 2], "u8")


def big_endian():
    """SciPy writes the machine's order only: a file by hand, as the format's description has it."""
    array = image(">i2", 2, 3, 2)
    element = lambda kind, body: struct.pack(">II", kind, len(body)) + body + b"\0" * (-len(body) % 8)
    body = (
        element(6, struct.pack(">II", 10, 0)) + element(5, struct.pack(">3i", *array.shape))
        + element(1, b"cube") + element(3, array.tobytes(order="F"))
    )
    file = b"MATLAB 5.0 MAT-file, big-endian".ljust(124) + struct.pack(">H2s", 0x0100, b"MI") + element(14, body)
    (OUT / "mat5-big.mat").write_bytes(file)
    expected["mat5-big.mat"] = {"cube": values(array)}


def tiff():
    cases = [
        ("u1-lzw", "u1", dict(compression="lzw", rowsperstrip=4)), ("u2-deflate", "u2", dict(compression="zlib", predictor=True, tile=(16, 16))),
        ("i2-packbits", "i2", dict(compression="packbits", byteorder=">")), ("f4-tiled", "f4", dict(tile=(16, 16), compression="zlib", predictor=True)),
        ("f8-planar", "f8", dict(planarconfig="separate", compression="lzw", predictor=True)), ("f2", "f2", dict(byteorder=">")),
        ("u4-big", "u4", dict(bigtiff=True, byteorder=">", compression="zlib")), ("i1", "i1", dict(rowsperstrip=3)),
        ("i8", "i8", dict(compression="zlib")), ("u2-zstd", "u2", dict(compression="zstd", predictor=True)),
        ("f4-lzw-be", "f4", dict(compression="lzw", predictor=True, byteorder=">")),
    ]
    for name, dtype, options in cases:
        array = image(dtype)
        data = np.moveaxis(array, 2, 0) if options.get("planarconfig") == "separate" else array
        tifffile.imwrite(OUT / f"tiff-{name}.tif", data, photometric="minisblack", metadata=None, **{"planarconfig": "contig", **options})
        expected[f"tiff-{name}.tif"] = values(array)
    jpeg = image("u1", 16, 16) * 1
    tifffile.imwrite(OUT / "tiff-jpeg.tif", jpeg, photometric="rgb", compression="jpeg", metadata=None)
    expected["tiff-jpeg.tif"] = values(tifffile.imread(OUT / "tiff-jpeg.tif"))
    pages = [image("u1", 12, 12, 1)[:, :, 0], image("u1", 6, 6, 1)[:, :, 0]]
    with tifffile.TiffWriter(OUT / "tiff-overview.tif") as file:
        file.write(pages[0], photometric="minisblack", metadata=None)
        file.write(pages[1], photometric="minisblack", metadata=None, subfiletype=1)
    expected["tiff-overview.tif"] = values(pages[0][:, :, None])
    gdal()


def gdal():
    import rasterio
    from rasterio.transform import from_origin

    cases = [("uint16", "DEFLATE", "PIXEL", 2), ("float32", "LZW", "BAND", 3), ("uint8", "LERC", "PIXEL", 1), ("int16", "ZSTD", "PIXEL", 2)]
    for dtype, compress, interleave, predictor in cases:
        array = image(dtype, 19, 21)
        name = f"gdal-{compress.lower()}.tif"
        with rasterio.open(
            OUT / name, "w", driver="GTiff", height=19, width=21, count=3, dtype=dtype, compress=compress, interleave=interleave,
            tiled=True, blockxsize=16, blockysize=16, crs="EPSG:32632", transform=from_origin(5e5, 4e6, 10, 20), nodata=7, predictor=predictor,
        ) as file:
            file.write(np.moveaxis(array, 2, 0))
            file.scales, file.offsets = [0.5, 1, 2], [1, 2, 3]
            for band, text in enumerate(["blue & co", "green", "red"], 1):
                file.set_band_description(band, text)
        expected[name] = values(array)
    for bits in (1, 2, 4, 12):
        array = rng.integers(0, 2**bits, (9, 11)).astype("u1" if bits <= 8 else "u2")
        with rasterio.open(OUT / f"gdal-bits{bits}.tif", "w", driver="GTiff", height=9, width=11, count=1, dtype=array.dtype, nbits=bits) as file:
            file.write(array, 1)
        expected[f"gdal-bits{bits}.tif"] = values(array[:, :, None])


def pictures():
    rgb = image("u1", 24, 20)
    modes = {
        "rgb": Image.fromarray(rgb), "grey": Image.fromarray(rgb[:, :, 0]), "rgba": Image.fromarray(image("u1", 24, 20, 4)),
        "la": Image.fromarray(image("u1", 24, 20, 2), "LA"), "palette": Image.fromarray(rgb).quantize(7), "bits1": Image.fromarray(rgb[:, :, 0] > 90),
        "grey16": Image.fromarray(image("u2", 24, 20, 1)[:, :, 0] * 200),
    }
    for name, picture in modes.items():
        picture.save(OUT / f"png-{name}.png", optimize=True)
        array = np.asarray(picture)
        expected[f"png-{name}.png"] = values(array.reshape(24, 20, -1))
    for name, options in {"444": dict(subsampling=0), "422": dict(subsampling=1), "420": dict(subsampling=2, optimize=True), "progressive": dict(progressive=True), "rgb": dict(keep_rgb=True)}.items():
        modes["rgb"].save(OUT / f"jpeg-{name}.jpg", quality=85, **options)
    modes["grey"].save(OUT / "jpeg-grey.jpg")
    Image.fromarray(image("u1", 8, 8, 4), "CMYK").save(OUT / "jpeg-cmyk.jpg")
    for path in sorted(OUT.glob("jpeg-*.jpg")):
        if path.stem != "jpeg-cmyk":
            expected[path.name] = values(np.asarray(Image.open(path)).reshape(*Image.open(path).size[::-1], -1))


def archives():
    members = {"cat/1.png": (OUT / "png-grey.png").read_bytes(), "dog/2.jpg": (OUT / "jpeg-grey.jpg").read_bytes(), "notes.txt": b"swath"}
    long = "folder/" + "x" * 120 + "/3.png"
    for name, form in {"tar-pax.tar": tarfile.PAX_FORMAT, "tar-gnu.tar": tarfile.GNU_FORMAT, "tar-gnu.tar.gz": tarfile.GNU_FORMAT}.items():
        with tarfile.open(OUT / name, "w:gz" if name.endswith("gz") else "w", format=form) as file:
            for path, content in {**members, long: members["cat/1.png"]}.items():
                info = tarfile.TarInfo(path)
                info.size = len(content)
                file.addfile(info, io.BytesIO(content))
    with zipfile.ZipFile(OUT / "zip-mixed.zip", "w") as file:
        for i, (path, content) in enumerate(members.items()):
            file.writestr(zipfile.ZipInfo(path), content, zipfile.ZIP_DEFLATED if i else zipfile.ZIP_STORED)
    with zipfile.ZipFile(OUT / "zip-64.zip", "w") as file:
        with file.open(zipfile.ZipInfo("a/big.txt"), "w", force_zip64=True) as member:
            member.write(b"sixty-four")


def labels():
    (OUT / "labels-yolo.txt").write_text("0 0.5 0.5 0.2 0.4\n1 0.1 0.1 0.1 0.1 0.9\n0 0.1 0.1 0.5 0.1 0.5 0.6\n")
    voc = "<annotation><filename>1.jpg</filename><size><width>50</width><height>40</height><depth>3</depth></size>"
    voc += "<object><name>ship</name><difficult>1</difficult><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>10</xmax><ymax>20</ymax></bndbox></object></annotation>"
    (OUT / "labels-voc.xml").write_text(f'<?xml version="1.0"?>\n<!-- made here -->\n{voc}\n')
    coco = {
        "images": [{"id": 1, "file_name": "a.jpg", "height": 9, "width": 8}], "categories": [{"id": 1, "name": "ship"}],
        "annotations": [
            {"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "area": 12, "iscrowd": 0, "segmentation": [[1, 2, 4, 2, 4, 6]]},
            {"id": 2, "image_id": 1, "category_id": 1, "bbox": [0, 0, 8, 9], "area": 20, "iscrowd": 1, "segmentation": {"size": [9, 8], "counts": [10, 20, 42]}},
        ],
    }
    (OUT / "labels-coco.json").write_text(json.dumps(coco))
    records = b"".join(bytes([i]) + rng.integers(0, 4, 3072, "u1").tobytes() for i in (3, 9))
    (OUT / "cifar10.bin").write_bytes(records)
    header = json.dumps({"__metadata__": {"format": "pt"}, "w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}).encode()
    header += b" " * (-len(header) % 8)
    (OUT / "weights.safetensors").write_bytes(struct.pack("<Q", len(header)) + header + struct.pack("<2f", 1, 2))


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    for make in (npy, mat, tiff, pictures, archives, labels):
        make()
    (OUT / "expected.json").write_text(json.dumps(expected))
    print(f"{len(list(OUT.iterdir()))} files, {sum(p.stat().st_size for p in OUT.iterdir())} bytes", file=sys.stderr)
