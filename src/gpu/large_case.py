"""A volume of more slices: those of a NIfTI file again and again, as bytes. python3 large_case.py INPUT OUTPUT"""
import gzip
import struct
import sys

REPEATS = 8
DIMENSION_3, DATA = 46, 352  # places in a NIfTI-1 file

data = gzip.open(sys.argv[1]).read()
(slices,) = struct.unpack_from("<h", data, DIMENSION_3)
header = bytearray(data[:DATA])
struct.pack_into("<h", header, DIMENSION_3, slices * REPEATS)
with open(sys.argv[2], "wb") as file, gzip.GzipFile("", "wb", fileobj=file, mtime=0) as out:
    out.write(bytes(header) + data[DATA:] * REPEATS)
