"""The data sets: dossiers with generated attachments, the same bytes on every machine."""

import pathlib
import random
import subprocess

FORM = pathlib.Path(__file__).parent.parent / "Tests/Fixtures/Samples/forms/cluster1-v1.docx"
NUMBERED = "佐证材料/二、主导产业情况/2-2-1 产供销一体化"
SURNAMES = "云溪竹木家居产业集群共享制造绿色低碳数字化转型质量品牌协同创新"


def name(source, index):
    """A file name as applicants write them: some Chinese characters and a number."""
    return "".join(source.choice(SURNAMES) for _ in range(source.randint(4, 14))) + f"{index}"


def fill(path, size, source):
    with open(path, "wb") as file:
        while size > 0:
            piece = source.randbytes(min(size, 1 << 20))
            file.write(piece)
            size -= len(piece)


def text(source, size):
    """Some Chinese lines, in UTF-8; of `size` bytes, or up to three fewer."""
    line = "".join(source.choice(SURNAMES) for _ in range(40)) + "。\n"
    return (line * (size // 100 + 1)).encode()[:size].decode(errors="ignore").encode()


def dossier(root, evpack):
    """An empty dossier with a filled form, its attachments' folder made."""
    subprocess.run(
        [evpack, "init", root, "--from", FORM], check=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)
    folder = pathlib.Path(root) / NUMBERED
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def scan(path, size, source):
    """A PDF of one page that is one picture, as a scanner makes it; some 800 bytes more than `size`."""
    picture = source.randbytes(size)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R "
        b"/Resources << /XObject << /I 4 0 R >> >> >>",
        b"<< /Type /XObject /Subtype /Image /Width 1654 /Height 2339 /BitsPerComponent 8 "
        b"/ColorSpace /DeviceRGB /Filter /DCTDecode /Length %d >>\nstream\n" % size
        + picture + b"\nendstream",
        b"<< /Length 24 >>\nstream\n595 0 0 842 0 0 cm /I Do\nendstream",
    ]
    data, places = b"%PDF-1.5\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 6\n0000000000 65535 f \n"
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    path.write_bytes(data)


def typical(root, evpack):
    """400 scans, 1 GB."""
    source = random.Random(400)
    folder = dossier(root, evpack)
    for index in range(400):
        size = int(source.lognormvariate(0.4, 0.8) * 1_250_000)
        scan(folder / f"{name(source, index)}.pdf", size, source)


def many_small(root, evpack, count=50_000):
    """50,000 texts of 1 to 8 KB with Chinese names in nested folders."""
    source = random.Random(50_000)
    folder = dossier(root, evpack)
    for index in range(count):
        if index % 100 == 0:
            place = folder / name(source, index // 1000) / name(source, index)
            place.mkdir(parents=True)
        file = place / f"{name(source, index)}.txt"
        file.write_bytes(text(source, source.randint(1024, 8192)))


def one_huge(root, evpack, size=4 << 30):
    """One file of 4 GB."""
    folder = dossier(root, evpack)
    fill(folder / "影像资料.bin", size, random.Random(4))


def tiny(root, evpack, count):
    """Texts of 0.2 to 1.2 KB, for growth."""
    source = random.Random(count)
    folder = dossier(root, evpack)
    for index in range(count):
        if index % 1000 == 0:
            place = folder / name(source, index)
            place.mkdir()
        (place / f"{index}.txt").write_bytes(text(source, source.randint(200, 1200)))
