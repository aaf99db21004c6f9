import Evidence
import Foundation
import Testing

@testable import Inspection

/// Compound files ([MS-CFB]) and what keeps those of office programs closed.
struct OfficeFileTests {
  /// A compound file of sectors of 512 bytes: header, streams, directory, allocation table.
  struct Compound {
    var streams: [(name: String, content: [UInt8])]
    /// What stands in the table for sectors that are not there.
    var padding: UInt32 = .max
    /// Stands in the streams below 4096 bytes' place, in parts of 64 bytes.
    var root: [UInt8] = []

    static func little(_ value: UInt32) -> [UInt8] {
      (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    var bytes: [UInt8] {
      var sectors: [[UInt8]] = []
      var table: [UInt32] = []
      func add(_ content: [UInt8]) -> UInt32 {
        let first = UInt32(sectors.count)
        let count = (content.count + 511) / 512
        for index in 0..<count {
          let piece = Array(content[(index * 512)..<min(content.count, (index + 1) * 512)])
          sectors.append(piece + [UInt8](repeating: 0, count: 512 - piece.count))
          table.append(index + 1 < count ? first + UInt32(index) + 1 : 0xFFFF_FFFE)
        }
        return count == 0 ? 0xFFFF_FFFE : first
      }
      func entry(_ name: String, _ kind: UInt8, _ start: UInt32, _ size: Int) -> [UInt8] {
        let units = name.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        var entry = units + [UInt8](repeating: 0, count: 64 - units.count)
        entry += [UInt8(units.count + 2), 0, kind, 1] + [UInt8](repeating: 0xFF, count: 12)
        entry += [UInt8](repeating: 0, count: 36) + Self.little(start)
        return entry + Self.little(UInt32(size)) + [0, 0, 0, 0]
      }
      var small: [UInt8] = []
      var links: [UInt8] = []
      var entries: [[UInt8]] = []
      for (name, content) in streams where content.count < 4_096 {
        entries.append(entry(name, 2, UInt32(small.count / 64), content.count))
        let count = (content.count + 63) / 64
        for index in 0..<count {
          let next = UInt32(small.count / 64 + index + 1)
          links += Self.little(index + 1 < count ? next : 0xFFFF_FFFE)
        }
        small += content + [UInt8](repeating: 0, count: count * 64 - content.count)
      }
      for (name, content) in streams where content.count >= 4_096 {
        entries.append(entry(name, 2, add(content), content.count))
      }
      let rootEntry = entry("Root Entry", 5, add(small), small.count)
      let smallTable =
        links.isEmpty
        ? 0xFFFF_FFFE
        : add(
          links
            + Array(
              repeating: 0xFF, count: (512 - links.count % 512) % 512))
      let directory = add(([rootEntry] + entries).flatMap { $0 })
      table.append(0xFFFF_FFFD)
      let tablePlace = UInt32(sectors.count)
      while table.count < 128 { table.append(padding) }
      sectors.append(table.flatMap(Self.little))
      var header = CompoundFile.signature + [UInt8](repeating: 0, count: 16)
      header += [0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0] + [UInt8](repeating: 0, count: 10)
      header += Self.little(1) + Self.little(directory) + Self.little(0) + Self.little(4_096)
      header += Self.little(smallTable) + Self.little(smallTable == 0xFFFF_FFFE ? 0 : 1)
      header += Self.little(0xFFFF_FFFE) + Self.little(0) + Self.little(tablePlace)
      header += [UInt8](repeating: 0xFF, count: 512 - header.count)
      return header + sectors.flatMap { $0 }
    }
  }

  private static func word(_ flags: UInt8 = 0) -> [UInt8] {
    [0xEC, 0xA5, 0xC1, 0, 0, 0, 0, 0, 0, 0, 0, flags] + [UInt8](repeating: 1, count: 5_000)
  }

  @Test(arguments: ["WordDocument", "worddocument", "WORDDOCUMENT"])
  func `a document is known by its stream's name in any case`(name: String) throws {
    for padding: UInt32 in [.max, 0, 0xFFFF_FFFE] {
      let facts = try FormatTests.facts(
        Compound(streams: [(name, Self.word())], padding: padding).bytes)
      #expect(facts == FileFacts(.doc))
    }
  }

  @Test func `a last sector that is not filled is no damage, one that is missing is`() throws {
    let bytes = Compound(streams: [("1Table", Self.word()), ("WordDocument", Self.word())]).bytes
    #expect(try FormatTests.facts(bytes).state == .ok)
    #expect(try FormatTests.facts(bytes.dropLast(512)).state == .damaged)
    #expect(try FormatTests.facts(bytes.prefix(3_000)).state == .damaged)
  }

  /// [MS-DOC] 2.5.2: fEncrypted; with fObfuscated where it is XOR.
  @Test(arguments: [UInt8(1), 0x81])
  func `an encrypted document is told`(flags: UInt8) throws {
    let facts = try FormatTests.facts(
      Compound(streams: [("WordDocument", Self.word(flags))]).bytes)
    #expect(facts == FileFacts(.doc, .encrypted))
  }

  /// [MS-PPT] 2.3.2.
  @Test(arguments: [(UInt32(0xF3D1_C4DF), FileFacts.State.encrypted), (0xE391_C05F, .ok)])
  func `an encrypted presentation is told by its current user`(
    token: UInt32, state: FileFacts.State
  ) throws {
    let user: [UInt8] = [0, 0, 0xF6, 0x0F, 20, 0, 0, 0, 20, 0, 0, 0] + Compound.little(token)
    let facts = try FormatTests.facts(
      Compound(streams: [("PowerPoint Document", Self.word()), ("Current User", user)]).bytes)
    #expect(facts == FileFacts(.ppt, state))
  }

  /// The records that [MS-XLS] puts before all others: BOF, WriteProtect, FilePass.
  private static func workbook(filePass: [UInt8], isLarge: Bool) -> [UInt8] {
    let begin: [UInt8] = [9, 8, 16, 0, 0, 6, 5, 0] + [UInt8](repeating: 0, count: 12)
    return begin + [0x86, 0, 0, 0, 0x2F, 0, UInt8(filePass.count), 0] + filePass
      + [UInt8](repeating: 7, count: isLarge ? 5_000 : 500)
  }

  /// Verifiers by an independent implementation (msoffcrypto-tool 5.4), of the password that Excel
  /// tries by itself and of `secret`.
  static let verifiers: [(kind: String, isExcelsOwn: Bool, base64: String)] = [
    (
      "rc4", true,
      """
      AQABAAEAAAECAwQFBgcICQoLDA0ODwH9TgXcbg5y/MS3IXVoaIPe1kOjuYkXC8bhY7XeuvcU
      """
    ),
    (
      "capi128", true,
      """
      AQACAAIABAAAAEYAAAAEAAAAAAAAAAFoAAAEgAAAgAAAAAEAAAAAAAAAAAAAAE0AaQBjAHIAbwBzAG8AZgB0ACAARQ\
      BuAGgAYQBuAGMAZQBkAAAAEAAAAAABAgMEBQYHCAkKCwwNDg+gJKKV2RDc0Wsracnf7xkZFAAAAHSnDrDnJ4E26Fcx\
      i56aE9GRFdUL
      """
    ),
    (
      "capi40", true,
      """
      AQACAAIABAAAAEYAAAAEAAAAAAAAAAFoAAAEgAAAKAAAAAEAAAAAAAAAAAAAAE0AaQBjAHIAbwBzAG8AZgB0ACAARQ\
      BuAGgAYQBuAGMAZQBkAAAAEAAAAAABAgMEBQYHCAkKCwwNDg/IcnKPFLVdhJt93j98/ZanFAAAANXmyW1ZewcNeb8x\
      sVme3fLs6NRL
      """
    ),
    (
      "std", true,
      """
      AwACACQAAACMAAAAJAAAAAAAAAAOZgAABIAAAIAAAAAYAAAAAAAAAAAAAABNAGkAYwByAG8AcwBvAGYAdAAgAEUAbg\
      BoAGEAbgBjAGUAZAAgAFIAUwBBACAAYQBuAGQAIABBAEUAUwAgAEMAcgB5AHAAdABvAGcAcgBhAHAAaABpAGMAIABQ\
      AHIAbwB2AGkAZABlAHIAAAAQAAAAAAECAwQFBgcICQoLDA0OD8nDiK1JDpRwRUTbW7g4tu4UAAAAvlsTmUILMKa9EP\
      hHT8AcYLTqVKtU+vlOTmKicMIbuTM=
      """
    ),
    (
      "agile", true,
      """
      BAAEAEAAAAA8P3htbCB2ZXJzaW9uPSIxLjAiIGVuY29kaW5nPSJVVEYtOCIgc3RhbmRhbG9uZT0ieWVzIj8+Cjxlbm\
      NyeXB0aW9uIHhtbG5zPSJodHRwOi8vc2NoZW1hcy5taWNyb3NvZnQuY29tL29mZmljZS8yMDA2L2VuY3J5cHRpb24i\
      IHhtbG5zOnA9Imh0dHA6Ly9zY2hlbWFzLm1pY3Jvc29mdC5jb20vb2ZmaWNlLzIwMDYva2V5RW5jcnlwdG9yL3Bhc3\
      N3b3JkIiB4bWxuczpjPSJodHRwOi8vc2NoZW1hcy5taWNyb3NvZnQuY29tL29mZmljZS8yMDA2L2tleUVuY3J5cHRv\
      ci9jZXJ0aWZpY2F0ZSI+CiAgICA8a2V5RGF0YSBzYWx0U2l6ZT0iMTYiIGJsb2NrU2l6ZT0iMTYiIGtleUJpdHM9Ij\
      I1NiIgaGFzaFNpemU9IjY0IgogICAgICAgICAgICAgY2lwaGVyQWxnb3JpdGhtPSJBRVMiIGNpcGhlckNoYWluaW5n\
      PSJDaGFpbmluZ01vZGVDQkMiIGhhc2hBbGdvcml0aG09IlNIQTUxMiIgc2FsdFZhbHVlPSJjbk5aSURhMFUwdlRnK3\
      FuQ0hNQTVnPT0iIC8+CiAgICA8ZGF0YUludGVncml0eSBlbmNyeXB0ZWRIbWFjS2V5PSJzaGFmbTJPeTJmSEtNVk5S\
      SFJ6dnlLd2cxWHBIbU5oUXVVaXJBREVibk12QkxLejl4dERVclpZcnJTcXlXNnJRR21HOGQ1S2MrLzEyRlVNa0hBYz\
      UxZz09IiBlbmNyeXB0ZWRIbWFjVmFsdWU9IkFHQjgrMXR5QTUvbHZ2YW5SbzJFdFRJbzFtbGZVbUhMSVdiR1dmUWpO\
      M2xzdVcwRmJQdmtESG5TS085NzJDUi9POUdrRjVPankrekhnSTVVRkRFakpBPT0iIC8+CiAgICA8a2V5RW5jcnlwdG\
      9ycz4KICAgICAgICA8a2V5RW5jcnlwdG9yIHVyaT0iaHR0cDovL3NjaGVtYXMubWljcm9zb2Z0LmNvbS9vZmZpY2Uv\
      MjAwNi9rZXlFbmNyeXB0b3IvcGFzc3dvcmQiPgogICAgICAgICAgICA8cDplbmNyeXB0ZWRLZXkgc3BpbkNvdW50PS\
      IxMDAwMDAiIHNhbHRTaXplPSIxNiIgYmxvY2tTaXplPSIxNiIga2V5Qml0cz0iMjU2IgogICAgICAgICAgICAgICAg\
      ICAgICAgICAgICAgaGFzaFNpemU9IjY0IiBjaXBoZXJBbGdvcml0aG09IkFFUyIgY2lwaGVyQ2hhaW5pbmc9IkNoYW\
      luaW5nTW9kZUNCQyIgaGFzaEFsZ29yaXRobT0iU0hBNTEyIgogICAgICAgICAgICAgICAgICAgICAgICAgICAgc2Fs\
      dFZhbHVlPSIvQnUwVDdxS0NaNlhuTVBETnNFQlZBPT0iIGVuY3J5cHRlZFZlcmlmaWVySGFzaElucHV0PSJ4STYxeD\
      R2YWhOOGJ5UTRUaGFQWEZ3PT0iCiAgICAgICAgICAgICAgICAgICAgICAgICAgICBlbmNyeXB0ZWRWZXJpZmllckhh\
      c2hWYWx1ZT0iODN1Z1VCMjBOOTNxNGVSWTdyeXZQRVN1eHd1TW15L0xRanJ5OHc1dEowVlUxd0RMZjM5QmtmUHpzZU\
      82WCs5OWtyNVZ3Nk1GTXFPU1BBS2dHMlh4OXc9PSIgZW5jcnlwdGVkS2V5VmFsdWU9Ijg0Q0g3dldSMzJpai9YMEpR\
      Zk54ZUF1bkEwQjI1bkNCK2tpZWk3Rnd4Mm89IiAvPgogICAgICAgIDwva2V5RW5jcnlwdG9yPgogICAgPC9rZXlFbm\
      NyeXB0b3JzPgo8L2VuY3J5cHRpb24+Cg==
      """
    ),
    (
      "rc4", false,
      """
      AQABAAEAAAECAwQFBgcICQoLDA0OD2gs/ulOn2iJhXFA3ihKAN4IfuyDvec0TfRQpqU44WDU
      """
    ),
    (
      "capi128", false,
      """
      AQACAAIABAAAAEYAAAAEAAAAAAAAAAFoAAAEgAAAgAAAAAEAAAAAAAAAAAAAAE0AaQBjAHIAbwBzAG8AZgB0ACAARQ\
      BuAGgAYQBuAGMAZQBkAAAAEAAAAAABAgMEBQYHCAkKCwwNDg9yD+dP4HefNvlZMX2Y965JFAAAAHUp2Kf69K/5uDbZ\
      XOIUGYFNCixR
      """
    ),
    (
      "capi40", false,
      """
      AQACAAIABAAAAEYAAAAEAAAAAAAAAAFoAAAEgAAAKAAAAAEAAAAAAAAAAAAAAE0AaQBjAHIAbwBzAG8AZgB0ACAARQ\
      BuAGgAYQBuAGMAZQBkAAAAEAAAAAABAgMEBQYHCAkKCwwNDg/fg3aai5hGvrvaGggw38ciFAAAAOubfUP4ziOAVyfB\
      Y4dHu+gmffHF
      """
    ),
    (
      "std", false,
      """
      AwACACQAAACMAAAAJAAAAAAAAAAOZgAABIAAAIAAAAAYAAAAAAAAAAAAAABNAGkAYwByAG8AcwBvAGYAdAAgAEUAbg\
      BoAGEAbgBjAGUAZAAgAFIAUwBBACAAYQBuAGQAIABBAEUAUwAgAEMAcgB5AHAAdABvAGcAcgBhAHAAaABpAGMAIABQ\
      AHIAbwB2AGkAZABlAHIAAAAQAAAAAAECAwQFBgcICQoLDA0OD1lmgStPhXzrpBjNiJYnTOoUAAAAkoSHs1lZXMeWBx\
      Qz0i3pid8au+mbzy5rxojKguGSGRo=
      """
    ),
    (
      "agile", false,
      """
      BAAEAEAAAAA8P3htbCB2ZXJzaW9uPSIxLjAiIGVuY29kaW5nPSJVVEYtOCIgc3RhbmRhbG9uZT0ieWVzIj8+Cjxlbm\
      NyeXB0aW9uIHhtbG5zPSJodHRwOi8vc2NoZW1hcy5taWNyb3NvZnQuY29tL29mZmljZS8yMDA2L2VuY3J5cHRpb24i\
      IHhtbG5zOnA9Imh0dHA6Ly9zY2hlbWFzLm1pY3Jvc29mdC5jb20vb2ZmaWNlLzIwMDYva2V5RW5jcnlwdG9yL3Bhc3\
      N3b3JkIiB4bWxuczpjPSJodHRwOi8vc2NoZW1hcy5taWNyb3NvZnQuY29tL29mZmljZS8yMDA2L2tleUVuY3J5cHRv\
      ci9jZXJ0aWZpY2F0ZSI+CiAgICA8a2V5RGF0YSBzYWx0U2l6ZT0iMTYiIGJsb2NrU2l6ZT0iMTYiIGtleUJpdHM9Ij\
      I1NiIgaGFzaFNpemU9IjY0IgogICAgICAgICAgICAgY2lwaGVyQWxnb3JpdGhtPSJBRVMiIGNpcGhlckNoYWluaW5n\
      PSJDaGFpbmluZ01vZGVDQkMiIGhhc2hBbGdvcml0aG09IlNIQTUxMiIgc2FsdFZhbHVlPSIyWlNoUFNOMEtlV25MYm\
      00U2cyN0ZRPT0iIC8+CiAgICA8ZGF0YUludGVncml0eSBlbmNyeXB0ZWRIbWFjS2V5PSJuNGhHeTFXUVdQUGVFUExG\
      TkpTTXJobXNnTGNCUXZVVm9zTUI1VHJEcVlJNFZBclZLcmxoOXMxdGorOTliRHdwZkdrMG4wMG55T2czVm5VQlZnZz\
      MzZz09IiBlbmNyeXB0ZWRIbWFjVmFsdWU9Iit5clM2SXdMaUc5K0Q0ZVFTbHpMZllNR00xdUx2UmFPeWU3aTYwdW5q\
      Yy9hZVpOeVZBUFVHQlU3c29Qb1B3ZWszOFVYekVVYmw4QmRUeXhzM3M0dDN3PT0iIC8+CiAgICA8a2V5RW5jcnlwdG\
      9ycz4KICAgICAgICA8a2V5RW5jcnlwdG9yIHVyaT0iaHR0cDovL3NjaGVtYXMubWljcm9zb2Z0LmNvbS9vZmZpY2Uv\
      MjAwNi9rZXlFbmNyeXB0b3IvcGFzc3dvcmQiPgogICAgICAgICAgICA8cDplbmNyeXB0ZWRLZXkgc3BpbkNvdW50PS\
      IxMDAwMDAiIHNhbHRTaXplPSIxNiIgYmxvY2tTaXplPSIxNiIga2V5Qml0cz0iMjU2IgogICAgICAgICAgICAgICAg\
      ICAgICAgICAgICAgaGFzaFNpemU9IjY0IiBjaXBoZXJBbGdvcml0aG09IkFFUyIgY2lwaGVyQ2hhaW5pbmc9IkNoYW\
      luaW5nTW9kZUNCQyIgaGFzaEFsZ29yaXRobT0iU0hBNTEyIgogICAgICAgICAgICAgICAgICAgICAgICAgICAgc2Fs\
      dFZhbHVlPSJrZGcveldXRktPNEViV09lSnZIelhRPT0iIGVuY3J5cHRlZFZlcmlmaWVySGFzaElucHV0PSJkRTNEaj\
      BUZHhmd0swemUwUjFMbXpRPT0iCiAgICAgICAgICAgICAgICAgICAgICAgICAgICBlbmNyeXB0ZWRWZXJpZmllckhh\
      c2hWYWx1ZT0iQWNvcCthN2dBMlA5Z1RzVjBHYkNsQTNkWGxBMldKaGFqTXdVMUlEVURmM2ZVNXdpN3lrRzdxTTVoTT\
      haQkFCaDM4MHBpOFo2SzVhNFdtaU9aRWZFb3c9PSIgZW5jcnlwdGVkS2V5VmFsdWU9IkxncTRKSUlRSlBEZElSSXRD\
      ZUg0QnlSSmRIOGVXYkRlMjBFdlp6VzNhWFU9IiAvPgogICAgICAgIDwva2V5RW5jcnlwdG9yPgogICAgPC9rZXlFbm\
      NyeXB0b3JzPgo8L2VuY3J5cHRpb24+Cg==
      """
    ),
    (
      "xor", true,
      """
      AABZswqa
      """
    ),
    (
      "xor", false,
      """
      AABNAafa
      """
    ),
  ]

  @Test(arguments: verifiers)
  func `only a password that Excel does not know itself keeps a workbook closed`(
    kind: String, isExcelsOwn: Bool, base64: String
  ) throws {
    let bytes = [UInt8](try #require(Data(base64Encoded: base64)))
    let state: FileFacts.State = isExcelsOwn ? .ok : .encrypted
    if ["std", "agile"].contains(kind) {
      let facts = try FormatTests.facts(
        Compound(streams: [("EncryptedPackage", Self.word()), ("EncryptionInfo", bytes)]).bytes)
      #expect(facts == FileFacts(isExcelsOwn ? .xlsx : .protectedOffice, state))
      return
    }
    for isLarge in [true, false] {
      let workbook = Self.workbook(filePass: bytes, isLarge: isLarge)
      let facts = try FormatTests.facts(Compound(streams: [("Workbook", workbook)]).bytes)
      #expect(facts == FileFacts(.xls, state))
    }
  }

  @Test func `a header of a verifier that ends too early opens nothing`() {
    for (kind, _, base64) in Self.verifiers {
      guard let bytes = Data(base64Encoded: base64).map({ [UInt8]($0) }) else { continue }
      for count in stride(from: 0, to: bytes.count, by: 5) where kind != "agile" || count < 300 {
        let cut = Array(bytes.prefix(count))
        #expect(!ExcelPassword.opens(encryptionInfo: cut) && !ExcelPassword.opens(filePass: cut))
      }
    }
  }

  /// [MS-OFFCRYPTO] 1.3.3 and 2.2.
  @Test(arguments: ["\u{9}DRMContent", "DRMEncryptedTransform"])
  func `rights management is told as such`(name: String) throws {
    let streams = [(name, Self.word()), ("WordDocument", Self.word())]
    #expect(
      try FormatTests.facts(Compound(streams: streams).bytes)
        == FileFacts(.doc, encryptedBy: .rights))
  }

  @Test func `a drawing of Visio is one`() throws {
    let facts = try FormatTests.facts(Compound(streams: [("VisioDocument", Self.word())]).bytes)
    #expect(facts == FileFacts(.visio))
  }
}
