"""Writes files that mean harm to whoever opens them, or are hard to open, below the folder named."""
import os, sys, zlib, zipfile, io

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)

def save(name, data):
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)

def pdf(objects, trailer="/Root 1 0 R"):
    """A PDF of the objects, numbered from 1, with its table."""
    data, places = bytearray(b"%PDF-1.5\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, trailer.encode(), start)

catalogue = b"<< /Type /Catalog /Pages 2 0 R >>"
page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
pages = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"

save("sound.pdf", pdf([catalogue, pages, page]))
# One page, whatever the count says.
save("count.pdf", pdf([catalogue, b"<< /Type /Pages /Count 1000000 /Kids [3 0 R] >>", page]))
save("cycle.pdf", pdf([catalogue, b"<< /Type /Pages /Count 9 /Kids [3 0 R 2 0 R] >>", page]))
depth = 200000
save("nested.pdf", pdf([catalogue, pages, page, b"[" * depth + b"]" * depth],
                       trailer="/Root 1 0 R /Info 4 0 R"))
save("nested-page.pdf", pdf([catalogue, pages,
                             page[:-2] + b"/X " + b"[" * depth + b"]" * depth + b" >>"]))
tree = [catalogue] + [
    b"<< /Type /Pages /Count 1 /Kids [%d 0 R] /Parent %d 0 R >>" % (number + 1, number - 1)
    for number in range(2, 100002)]
save("deep-tree.pdf", pdf(tree + [b"<< /Type /Page /Parent 100001 0 R /MediaBox [0 0 9 9] >>"]))
# A table of 256 MB, packed into a quarter of one.
packer = zlib.compressobj(9)
bomb = b"".join(packer.compress(bytes(1 << 24)) for _ in range(16)) + packer.flush()
head = b"%PDF-1.5\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
table = b"5 0 obj\n<< /Type /XRef /Size 9 /W [1 2 1] /Root 1 0 R /Filter /FlateDecode /Length %d >>\nstream\n" % len(bomb)
save("bomb.pdf", head + table + bomb + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head))
save("garbage.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 400 + b"%%EOF\n")
save("header-only.pdf", b"%PDF-1.7\n")
# Endless: each table names itself as the one before.
save("loop.pdf", pdf([catalogue, pages, page], trailer="/Root 1 0 R /Prev 200"))

# A part of a document that unpacks to 256 MB.
buffer = io.BytesIO()
with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("OFD.xml", "<OFD/>")
    with archive.open("Doc_0/Document.xml", "w", force_zip64=True) as part:
        for _ in range(16):
            part.write(bytes(1 << 24))
save("bomb.ofd", buffer.getvalue())
buffer = io.BytesIO()
with zipfile.ZipFile(buffer, "w") as archive:
    for number in range(60000):
        archive.writestr(f"{number}.txt", "")
save("many.zip", buffer.getvalue())
# Directories of a compound file that lead in a circle.
ole = bytearray(1536)
ole[0:8] = bytes.fromhex("D0CF11E0A1B11AE1")
ole[24:34] = bytes.fromhex("3E000300FEFF09000600")
ole[44:48] = (1).to_bytes(4, "little")
ole[48:52] = (1).to_bytes(4, "little")
ole[68:72] = bytes(4)
ole[76:80] = bytes(4)
for index in range(128):
    ole[512 + index * 4:516 + index * 4] = (1).to_bytes(4, "little")
save("circle.doc", bytes(ole))
# A TIFF whose directory names itself as the next one; a picture of four billion dots a side.
save("circle.tif", b"II*\0\x08\0\0\0\0\0\x08\0\0\0")
ihdr = b"IHDR" + b"\xff\xff\xff\xff" * 2 + b"\x08\x02\0\0\0"
save("huge.png", b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4, "big") + ihdr
     + zlib.crc32(ihdr).to_bytes(4, "big") + bytes(4) + b"IEND\xaeB`\x82")
