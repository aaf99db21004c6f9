"""Packages made without evpack, by Documentation/PackageFormat.md, and ways to spoil them."""

import hashlib

BLOCK = 512
SEALED_AT = 1_795_518_166
SEALED = "2026-11-24T11:02:46Z"


def padded(content):
    return content + bytes(-len(content) % BLOCK)


def with_sum(header):
    blanked = header[:148] + b" " * 8 + header[156:]
    return header[:148] + b"%06o\0 " % sum(blanked) + header[156:]


def block(name, size, type=b"0", time=SEALED_AT):
    header = name.ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2
    header += b"%011o\0%011o\0" % (size, time) + b" " * 8 + type + bytes(100)
    header += b"ustar\0" + b"00" + bytes(64) + b"0000000\0" * 2 + bytes(167)
    return with_sum(header)


def record(key, value):
    length = len(key) + len(value) + 3
    while len(b"%d" % length) + len(key) + len(value) + 3 != length:
        length = len(b"%d" % length) + len(key) + len(value) + 3
    return b"%d %s=%s\n" % (length, key, value)


def shortened(name):
    name = name[:100].decode("utf-8", "ignore").encode()
    return name.rstrip(b"/")


class Member:
    def __init__(self, name, content=b"", *, type=b"0", records=(), edit=lambda header: header):
        self.name = name.encode() if isinstance(name, str) else name
        self.content = content.encode() if isinstance(content, str) else content
        self.type, self.records, self.edit = type, list(records), edit

    @property
    def path(self):
        return self.name.split(b"/", 1)[-1]

    def tar(self):
        is_plain = len(self.name) <= 100 and self.name.isascii()
        records = [] if is_plain else [(b"path", self.name)]
        body = b"".join(record(*one) for one in records + self.records)
        extension = block(b"PaxHeader", len(body), b"x") + padded(body) if body else b""
        main = block(
            self.name if is_plain else shortened(self.name), len(self.content), self.type)
        return extension + with_sum(self.edit(main)) + padded(self.content)


def put(offset, value):
    return lambda header: header[:offset] + value + header[offset + len(value):]


def line(member, digest=None):
    digest = digest or hashlib.sha256(member.content).hexdigest()
    return digest.encode() + b"  " + member.path.replace(b"%", b"%25") + b"\n"


def package(payload, *, info=None, manifest=None, declaration=None, tags=(), tag_manifest=None,
            reorder=lambda members: members, tail=bytes(2 * BLOCK)):
    files = [one for one in payload if one.type == b"0"]
    octets = sum(len(one.content) for one in files)
    info = info if info is not None else (
        f"Payload-Oxum: {octets}.{len(files)}\nEvpack-Sealed: {SEALED}\n")
    if manifest is None:
        manifest = b"".join(map(line, files))
    first = Member("b/bagit.txt", declaration or (
        "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"))
    own = [Member("b/bag-info.txt", info), Member("b/manifest-sha256.txt", manifest), *tags]
    listed = b"".join(map(line, [first, *(one for one in own if one.type == b"0")]))
    members = [first, *payload, *own,
               Member("b/tagmanifest-sha256.txt", tag_manifest(listed) if tag_manifest else listed)]
    return b"".join(one.tar() for one in reorder(members)) + tail


# What every page begins with (§4.2).
PAGE = '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'


def small():
    """A sound package of a few blocks, with a short name and a long one."""
    return package([
        Member("b/data/evidence/a.txt", "text"), Member("b/data/evidence/图 1.pdf", "x" * 1_000)])


def foreign(version, algorithms, change=lambda files: None, name="{digest}  {path}\n"):
    """Another program's bag, with manifests of any algorithm."""
    files = {"bagit.txt": f"BagIt-Version: {version}\nTag-File-Character-Encoding: UTF-8\n".encode(),
             "data/a.txt": b"a", "data/50%.txt": b"b", "bag-info.txt": b"Payload-Oxum: 2.2\n"}
    listed = dict(files)
    for kind in "manifest", "tagmanifest":
        for algorithm in algorithms:
            paths = sorted(path for path in listed
                           if path.startswith("data/") == (kind == "manifest")
                           and not path.startswith("tagmanifest"))
            escape = "%25" if version == "1.0" else "%"
            listed[f"{kind}-{algorithm}.txt"] = "".join(name.format(
                digest=hashlib.new(algorithm, listed[path]).hexdigest(),
                path=path.replace("%", escape)) for path in paths).encode()
    files = dict(listed)
    change(files)
    return b"".join(Member(f"b/{path}", files[path]).tar() for path in files) + bytes(1024)


def foreign_bags():
    """Bags of other programs, sound ones and spoiled ones."""
    for version in "1.0", "0.97", "0.96":
        for algorithms in ["md5"], ["sm3"], ["sha256"], ["md5", "sm3"]:
            for number, change in enumerate([
                    lambda files: None,
                    lambda files: files.update({"data/a.txt": b"x"}),
                    lambda files: files.update({"data/new": b"x"}),
                    lambda files: files.pop("data/50%.txt"),
                    lambda files: files.update({"data/._a.txt": b"x", ".DS_Store": b"x"})]):
                yield f"bag-{version}-{number}", foreign(version, algorithms, change)
            yield f"bag-{version}-star", foreign(version, algorithms, name="{digest} *{path}\n")


def strangers(good):
    """Packages whose digests are right, and that hold or lack what they should not."""
    plain = "Payload-Oxum: 4.1\n"
    flat = lambda all: [Member(one.path, one.content) for one in all]
    yield "flat", package([good], reorder=flat)
    yield "flat", package([good], info=plain, reorder=flat)
    for name in ["x.exe", "meta/x", "data/x", "data/form/x.exe", "data/form/a/x.docx"]:
        member = Member("b/" + name, "MZ")
        inside = name.startswith("data/")
        order = sorted([good, member], key=lambda one: not one.path.startswith(b"data/form"))
        yield "stray", package(order if inside else [good], tags=[] if inside else [member])
    for text in ["", "<p>x</p>", PAGE[:-1], PAGE.upper(), PAGE.replace("utf-8", "gbk"), "\ufeff" + PAGE,
                 PAGE.encode("utf-16"), PAGE.encode() + b"\xff", PAGE.encode() + b"\xed\xa0\x80",
                 PAGE.replace("\n", "\r\n"), PAGE.replace("zh-CN", "x y")] + [PAGE + text for text in [
                 "<script>x</script>", "<p>x</p>", "<a href='x'>", "<!-- x -->", "", "<p onclick=\"x\">",
                 "<a href=\"data/x\">x</a>", "<a href=\"data/%2e%2e/../x\">x</a>",
                 "<style>p { background: URL(x) }</style>", "<div class=\"count\">1 / 2 <small>",
                 "<DIV CLASS=\"count\">1 / 2</DIV>", "<meta name=\"referrer\">", "<", "a\0b",
                 "<div class=\"count\">2 / 2 <small>", "\x1b$B", "\t", "\x7f\x85\u202e", "&amp;&lt;&#39;", "&#60;",
                 "<meta charset=\"utf-8\">", "<p  id=\"a\">", "<p id=\"a\" id=\"b\">", "<p id=\"<\">", "</p >",
                 "<title>a</title>", "<title><b></title>", "<title>", "<style></style>", "<style>p{}",
                 "<style><b></style>", "<style>p { width: min(1px, var(--a)) }</style>", "<style>@page</style>",
                 "<style>@media(x) {}</style>", "<style>@import 'x'</style>", "<style>u\\72l(x)</style>",
                 "<style>image-set('x' 1x)</style>", "<style>图</style>", "<p style=\"width: 40%\">",
                 "<p style=\"width: 4000%\">", "<p style=\"\">", "<a href=\"#a-b\">", "<a href=\"#a b\">",
                 "<a href=\"\">", "<a href=\"data/\">", "<a href=\"data/a//b\">", "<a href=\"data/./b\">",
                 "<a href=\"data/..\\b\">", "<a href=\"data/%5Cb\">", "<a href=\"data/%2E%2E/b\">",
                 "<a href=\"data/%41\">", "<a href=\"data/%e5%9b%be\">", "<a href=\"data/%E5%9B%BE~.b\">",
                 "<a href=\"data/%00\">", "<a href=\"data/%7F\">", "<a href=\"data/%2\">", "<a href=\"data/图\">",
                 "<p href=\"data/a\">", "<p id=\"" + "a" * 16_374 + "\">", "<p id=\"" + "a" * 16_375 + "\">"]]:
        for record in ["{}", '{"schema": "x", "form": {"id": "x"}, "name": "", "requirements": [],'
                       ' "summary": {"required": {"held": 2, "asked": 2}, "errors": 0}}']:
            yield "page", package([good], tags=[
                Member("b/evidence.json", record), Member("b/index.html", text)])
    for name, text in [("evidence.json", "{}"), ("form.json", '{"form": "x", "version": 1}'),
                       ("form.json", "[]")]:
        yield "unlabelled", package([good], info=plain, tags=[Member("b/" + name, text)])
    added = [Member("b/data/evidence/._a.txt", "x"), Member("b/._evidence.json", "x"), Member("._b", "x")]
    for info in None, plain:
        yield "mac", package([good], info=info, reorder=lambda all: [*all, *added])


def forgeries():
    """Packages with right checksums and digests, most of them with one defect: name, bytes."""
    good = Member("b/data/evidence/a.txt", "text")
    other = Member("b/data/evidence/图 1.pdf", "other")
    digest = hashlib.sha256(b"text").hexdigest().encode()
    listed = line(good)
    yield from strangers(good)
    yield from foreign_bags()
    yield "sound", package([good, other])
    yield "sound-percent", package([Member("b/data/evidence/100%.txt", "x")])
    yield "sound-long", package([Member("b/data/evidence/" + "很长" * 30 + "/x.txt", "x")])
    yield "sound-tag-file", package([good], tags=[Member("b/evidence.json", "{}")])
    yield "sound-hostile-report", package([good], tags=[Member(
        "b/evidence.json", '{"requirements": [null, 1, {"attachments": [null, {"path": 5}]}]}')])
    yield "sound-case-of-eszett", package(
        [Member("b/data/evidence/ss", "1"), Member("b/data/evidence/ß", "2")])
    for type, name in zip([b"1", b"2", b"3", b"4", b"5", b"6", b"7", b"S", b"V", b"\0"],
                          ["hard", "soft", "char", "block", "folder", "fifo", "old", "sparse",
                           "volume", "nul"]):
        yield f"type-{name}", package([good, Member("b/data/evidence/b", type=type)])
    for number, name in enumerate([
        "b/data/../x", "/b/data/x", "b/data//x", "b/data/a\\b", "b/data/a\x1bx", "b/data/./x",
        "b/data/" + "n" * 256, "b/data/" + "d/" * 70 + "x", "b/", "b", "./b/data/x", "c/x",
        b"b/data/\xff", "b/data/e\u0301\u202e"]):
        yield f"name-{number}", package([good], tags=[Member(name, "x")])
    for one, two in [("A.txt", "a.txt"), ("e\u0301", "é"), ("x", "x/y"), ("a.txt", "a.txt"),
                     ("İ", "i̇"), ("ΟΔΟΣ", "οδοσ"), ("Ω", "\u2126")]:
        yield f"twins-{one}", package(
            [Member("b/data/evidence/" + one, "1"), Member("b/data/evidence/" + two, "2")])
    for offset, value in [(100, b"0000755"), (108, b"0001750"), (116, b"0001750"), (265, b"root"),
                          (297, b"root"), (329, b"0000001"), (337, b"0000001"), (500, b"x"),
                          (124, b" 0000000004"), (136, b"15301232222"), (157, b"x"), (345, b"p"),
                          (263, b"  "), (124, b"\x80" + bytes(10) + b"\x04"), (124, b"00000000005"),
                          (124, b"77777777777"), (124, b"0000000000x"), (136, b"x")]:
        yield f"header-{offset}-{value[:3].hex()}", package(
            [Member(good.name, good.content, edit=put(offset, value)), other])
    for key, value in [(b"SCHILY.xattr.x", b"1"), (b"mtime", b"1.5"), (b"mtime", b"now"),
                       (b"comment", b"1"), (b"size", b"-1"), (b"size", b"3"), (b"size", b"4"),
                       (b"GNU.sparse.major", b"1"), (b"VENDOR.x", b"1"), (b"path", b"b/data/y"),
                       (b"path", b"b/data/y\0z")]:
        yield f"record-{key.decode()}-{value[:3].hex()}", package(
            [Member(good.name, good.content, records=[(key, value)])])
    for number, manifest in enumerate([
        b"", listed.upper().replace(b"DATA/EVIDENCE/A.TXT", b"data/evidence/a.txt"), listed * 2,
        listed[:-1], listed.replace(b"  ", b" "), listed.replace(b"\n", b"\r\n"),
        b"0" * 64 + listed[64:], listed + b"0" * 64 + b"  data/gone\n", b"\xef\xbb\xbf" + listed,
        listed + b"\n", listed + digest + b"\n", listed + digest + b"  \n",
        listed + digest + b"  ../x\n", listed + digest + b"  /x\n", listed + digest + b"  bagit.txt\n",
        listed + digest + b"  data/%2e\n", digest + b"  *data/evidence/a.txt\n",
        digest + b"  ./data/evidence/a.txt\n", digest + b"  data/evidence/a%2Etxt\n"]):
        yield f"manifest-{number}", package([good], manifest=manifest)
    for number, info in enumerate([
        f"Payload-Oxum: 5.1\nEvpack-Sealed: {SEALED}\n", f"Evpack-Sealed: {SEALED}\n",
        f"Payload-Oxum: 4.1\nPayload-Oxum: 4.1\nEvpack-Sealed: {SEALED}\n",
        f"Payload-Oxum: 04.01\nEvpack-Sealed: {SEALED}\n", "Payload-Oxum: 4.1\nEvpack-Form: x\n",
        "Payload-Oxum: 4.1\n", "", f"Payload-Oxum: 4.1\nEvpack-Sealed: {SEALED}",
        f"Payload-Oxum: 4.1\nno colon\nEvpack-Sealed: {SEALED}\n",
        f"Payload-Oxum:4.1\nEvpack-Sealed: {SEALED}\n", f" x\nEvpack-Sealed: {SEALED}\n",
        f"PAYLOAD-OXUM: 4.1\r\nevpack-sealed: {SEALED}\r\n",
        f"Payload-Oxum: 4.1\nX: a\n  b\nEvpack-Sealed: {SEALED}\nEvpack-Sealed: {SEALED}\n"]):
        yield f"info-{number}", package([good], info=info)
    yield "declaration", package([good], declaration=(
        "BagIt-Version: 1.0\r\nTag-File-Character-Encoding: UTF-8\n"))
    yield "fetch", package([good], tags=[Member("b/fetch.txt", "http://x/ 1 data/x\n")])
    yield "unlisted", package([good, other], manifest=listed)
    yield "unlisted-tag", package(
        [good], reorder=lambda all: all[:3] + [Member("b/a.json", "1")] + all[3:])
    yield "no-payload", package([])
    yield "no-declaration", package([good], reorder=lambda all: all[1:])
    yield "no-info", package([good], reorder=lambda all: [one for one in all if one.path != b"bag-info.txt"])
    yield "no-manifest", package([good], reorder=lambda all: [one for one in all if one.path != b"manifest-sha256.txt"])
    yield "no-tag-manifest", package([good], reorder=lambda all: all[:-1])
    yield "tag-manifest-order", package(
        [good], tag_manifest=lambda listed: b"".join(reversed(listed.splitlines(True))))
    yield "tag-manifest-case", package(
        [good], tag_manifest=lambda listed: listed[:64].upper() + listed[64:])
    yield "order", package([other, good])
    yield "order-of-tags", package([good], reorder=lambda all: all[:2] + [all[3], all[2], all[4]])
    yield "tail-of-zeros", package([good], tail=bytes(10240))
    yield "tail", package([good], tail=bytes(1024) + b"x")
    yield "no-tail", package([good], tail=b"")
    yield "half-tail", package([good], tail=bytes(512))


def damage(whole):
    """A sound package with bits flipped, cut, and with its blocks moved: name, bytes."""
    blocks = [whole[place:place + BLOCK] for place in range(0, len(whole), BLOCK)]
    fields = [0, 99, 100, 108, 116, 124, 134, 136, 146, 148, 153, 155, 156, 157, 257, 263, 265, 297,
              329, 337, 345, 500, 511]
    places = {number * BLOCK + (number * 37) % BLOCK for number in range(len(blocks))}
    places |= {number * BLOCK + field for number in (0, 2, 3, 4) for field in fields}
    for place in sorted(places):
        if place < len(whole):
            flipped = bytearray(whole)
            flipped[place] ^= 1 << place % 8
            yield f"bit-{place}", bytes(flipped)
    for length in sorted({0, 1, 511, 512, 513, *range(0, len(whole), 1531), len(whole) - 512,
                          len(whole) - 1024, len(whole) - 1025, len(whole) - 1}):
        yield f"cut-{length}", whole[:length]
    for number in range(len(blocks)):
        rest = blocks[:number], blocks[number + 1:]
        changes = {
            "removed": [], "doubled": [blocks[number]] * 2, "zeroed": [bytes(BLOCK)],
        }
        for name, change in changes.items():
            if change != [blocks[number]]:
                yield f"{name}-{number}", b"".join(rest[0] + change + rest[1])
        if rest[1] and blocks[number] != rest[1][0]:
            yield f"swapped-{number}", b"".join(
                rest[0] + [rest[1][0], blocks[number]] + rest[1][1:])
