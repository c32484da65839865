"""Pictures for tests, made of the standard library."""
import struct
import zlib


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width=32, height=32, *, comment=b"", noise=False):
    """A picture with a comment in its metadata; with noise it hardly shrinks."""
    state, rows = 1, []
    for y in range(height):
        row = bytearray(b"\0")
        for x in range(width):
            state = (state * 1103515245 + 12345) & 0x7FFFFFFF
            row += bytes((state >> 16 & 255, state >> 8 & 255, y & 255) if noise else (x & 255, y & 255, 64))
        rows.append(bytes(row))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    text = chunk(b"tEXt", b"Comment\0" + comment) if comment else b""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + text + chunk(b"IDAT", zlib.compress(b"".join(rows), 1)) + chunk(b"IEND", b"")
