#!/usr/bin/env python3
"""Makes src/test/resources/org/lesionlens/io/formats/: `make_format_fixtures.py` (numpy, tifffile, imagecodecs).

One ramp of 5 columns, 4 rows and 3 slices, x + 10 y + 50 z, as NRRD, MetaImage and TIFF. Those of one oblique grid have
spacing 0.5, 0.75 and 2.5 mm, the origin -10, 20.5, 30 (LPS) and axes turned by 30 degrees about z; TiffStackTest and
FormatFixturesTest know it in closed form. NRRD and MetaImage are written by hand after their specifications.
"""
import gzip
import sys
import zlib
from pathlib import Path

import numpy as np
import tifffile

TARGET = Path(__file__).parents[1] / "resources/org/lesionlens/io/formats"
Z, Y, X = np.meshgrid(np.arange(3), np.arange(4), np.arange(5), indexing="ij")
RAMP = X + 10 * Y + 50 * Z
C, S = np.cos(np.pi / 6), 0.5
DIRECTION = np.array([[C, -S, 0], [S, C, 0], [0, 0, 1]])
STEPS = DIRECTION * (0.5, 0.75, 2.5)
ORIGIN = np.array([-10, 20.5, 30])


def vector(numbers):
    return "(" + ",".join(f"{n:.17g}" for n in numbers) + ")"


def nrrd(dtype, encoding, space, signs, data_file=""):
    steps = (np.diag(signs) @ STEPS).T
    order = ["endian: " + ("big" if dtype.startswith(">") else "little")] if np.dtype(dtype).itemsize > 1 else []
    name = {"u1": "unsigned char", "i1": "signed char", "u2": "uint16", "i2": "short", "u4": "unsigned int", "i4": "int",
            "u8": "uint64", "i8": "long long int", "f4": "float", "f8": "double"}[dtype[-2:]]
    lines = ["NRRD0004", "# made by make_format_fixtures.py", f"type: {name}", "dimension: 3", f"space: {space}",
             "sizes: 5 4 3", "space directions: " + " ".join(map(vector, steps)), "kinds: domain domain domain", *order,
             f"encoding: {encoding}", f"space origin: {vector(signs * ORIGIN)}", "patient:=nobody"]
    if data_file:
        lines.append(f"data file: {data_file}")
    return ("\n".join(lines) + "\n" + ("" if data_file else "\n")).encode()


def meta_image(dtype, compressed, data_file="LOCAL"):
    name = {"u1": "MET_UCHAR", "i2": "MET_SHORT", "u2": "MET_USHORT", "f4": "MET_FLOAT", "f8": "MET_DOUBLE"}[dtype[-2:]]
    matrix = " ".join(f"{n:.17g}" for n in DIRECTION.T.ravel())
    return "\n".join([
        "ObjectType = Image", "NDims = 3", "BinaryData = True",
        f"BinaryDataByteOrderMSB = {dtype.startswith('>')}", f"CompressedData = {compressed}",
        f"TransformMatrix = {matrix}", "Offset = " + " ".join(map(str, ORIGIN)), "CenterOfRotation = 0 0 0",
        "AnatomicalOrientation = RAI", "ElementSpacing = 0.5 0.75 2.5", "DimSize = 5 4 3", f"ElementType = {name}",
        f"ElementDataFile = {data_file}", ""]).encode()


def main():
    TARGET.mkdir(parents=True, exist_ok=True)
    lps, ras, las = (np.array(s) for s in ((1, 1, 1), (-1, -1, 1), (1, -1, 1)))
    for name, dtype, encoding, space, signs in (
            ("u1_raw_lps", "u1", "raw", "left-posterior-superior", lps), ("i2_gzip_ras", "<i2", "gzip", "right-anterior-superior", ras),
            ("u2_big_raw_las", ">u2", "raw", "LAS", las), ("f8_big_gzip_lps", ">f8", "gz", "LPS", lps)):
        data = RAMP.astype(dtype).tobytes()
        (TARGET / f"{name}.nrrd").write_bytes(nrrd(dtype, encoding, space, signs) + (gzip.compress(data, mtime=0) if "g" in encoding else data))
    (TARGET / "detached.nhdr").write_bytes(nrrd("<f4", "gzip", "right-anterior-superior", ras, "./detached.raw.gz"))
    (TARGET / "detached.raw.gz").write_bytes(gzip.compress(RAMP.astype("<f4").tobytes(), mtime=0))
    (TARGET / "i2.mha").write_bytes(meta_image("<i2", False) + RAMP.astype("<i2").tobytes())
    (TARGET / "f8_big_zlib.mha").write_bytes(meta_image(">f8", True) + zlib.compress(RAMP.astype(">f8").tobytes()))
    (TARGET / "pair.mhd").write_bytes(meta_image(">u2", False, "pair.raw"))
    (TARGET / "pair.raw").write_bytes(RAMP.astype(">u2").tobytes())
    hyperstack = RAMP[None, :, None] + np.array([0, 1000])[None, None, :, None, None]  # T Z C Y X
    tifffile.imwrite(TARGET / "imagej.tif", RAMP.astype(np.uint16), imagej=True, resolution=(1 / 0.5, 1 / 0.75),
                     metadata={"spacing": 2.5, "unit": "mm", "axes": "ZYX"})
    tifffile.imwrite(TARGET / "imagej_channels.tif", hyperstack.astype(np.uint16), imagej=True, resolution=(2, 2),
                     metadata={"spacing": 2.5, "unit": "um", "axes": "TZCYX"})
    size = {"PhysicalSizeX": 500, "PhysicalSizeY": 0.75, "PhysicalSizeYUnit": "mm", "PhysicalSizeZ": 0.25, "PhysicalSizeZUnit": "cm"}
    tifffile.imwrite(TARGET / "ome.ome.tif", RAMP.astype(np.float32), ome=True, compression="zlib", metadata={"axes": "ZYX", **size})
    tifffile.imwrite(TARGET / "ome_channels.ome.tif", np.moveaxis(hyperstack[0], 1, 0).astype(np.uint16), ome=True,
                     metadata={"axes": "CZYX", **size})
    tifffile.imwrite(TARGET / "pages.tif", RAMP.astype(np.uint8), photometric="minisblack", metadata=None)
    tifffile.imwrite(TARGET / "high.tif", (RAMP + 2**32 - 256).astype(np.uint32), photometric="minisblack", metadata=None)
    for name, dtype, how in (
            ("big_lzw_predictor", "<u2", {"bigtiff": True, "compression": "lzw", "predictor": True}),
            ("deflate_predictor_i2_big_endian", ">i2", {"compression": "zlib", "predictor": True}),
            ("lzw_predictor_u4_tiles", "<u4", {"compression": "lzw", "predictor": True, "tile": (16, 16)}),
            ("float_predictor_big_endian", ">f4", {"compression": "zlib", "predictor": True, "rowsperstrip": 3}),
            ("double_predictor_tiles", "<f8", {"compression": "zlib", "predictor": True, "tile": (16, 16)}),
            ("half", "<f2", {}),
            ("half_predictor_big", "<f2", {"bigtiff": True, "compression": "zlib", "predictor": True})):
        tifffile.imwrite(TARGET / f"{name}.tif", RAMP.astype(dtype), photometric="minisblack", metadata=None,
                         byteorder=dtype[0], **how)
    tifffile.imwrite(TARGET / "white_is_zero.tif", (255 - RAMP).astype(np.uint8), photometric="miniswhite", metadata=None,
                     compression="packbits")
    tifffile.imwrite(TARGET / "colour_planes_predictor.tif", np.stack([RAMP] * 3, 1).astype(np.uint16), photometric="rgb",
                     metadata=None, planarconfig="separate", compression="zlib", predictor=True)
    for path in sorted(TARGET.iterdir()):
        print(path.name, path.stat().st_size)


if __name__ == "__main__":
    sys.exit(main())
