import Office

/// The words for Word forms and lists that can't be read.
extension Failure {
  private mutating func tellEmpty(_ file: String) {
    set(
      "\(file) 是空文件", "\(file) is empty",
      hint: ("请重新复制或另存一份", "copy or save it again"))
  }

  mutating func tell(_ error: WordDocumentError, _ file: String) {
    let resave = (
      "用 WPS 或 Word 打开，另存为 .docx 后再试", "open it in WPS or Word and save it as .docx"
    )
    switch error {
    case .empty: tellEmpty(file)
    case .notAWordFile:
      set("\(file) 不是 Word 文件", "\(file) is not a Word file", hint: resave)
    case .oldWordFile:
      set(
        "\(file) 是旧版 Office 或 WPS 文件（.doc、.xls、.wps、.et），无法读取",
        "\(file) is a file of an old Office or WPS (.doc, .xls, .wps, .et)", hint: resave)
    case .encrypted:
      set(
        "\(file) 设有密码，无法读取", "\(file) is protected by a password",
        hint: ("用 WPS 或 Word 打开，取消密码后另存", "open it in WPS or Word and save it without the password")
      )
    case .truncated:
      set(
        "\(file) 不完整，可能没有复制完", "\(file) is cut short",
        hint: ("重新复制一份完整的文件", "copy the file again"))
    case .missingPart(let part):
      set("\(file) 缺少内容（\(part)）", "\(file) lacks a part (\(part))", hint: resave)
    case .malformedXML(let part, let line, let column):
      set(
        "\(file) 已损坏（\(part)，第 \(line) 行第 \(column) 列）",
        "\(file) is damaged (\(part), line \(line), column \(column))", hint: resave)
    case .documentTypeDeclared(let part):
      set(
        "\(file) 含有不应有的内容（\(part)），为安全起见没有读取",
        "\(file) holds what no Word file has (\(part)) and was not read", hint: resave)
    case .tooLarge(let part, _):
      set(
        "\(file) 的内容过大（\(part)），没有读取", "\(file) is too large inside (\(part))", hint: resave)
    case .unreadable(let reason):
      set("\(file) 无法读取：\(reason)", "can't read \(file): \(reason)", hint: resave)
    case .unchecked:
      set(
        "\(file) 的内容异常，读取时超出了时间或内存的限制，没有读取",
        "\(file) is not as Word files are: reading it took too long or too much memory, and was stopped",
        hint: (
          "用 WPS 或 Word 打开，看内容是否正常，另存为新的 .docx 后再试；不是自己填的文件，请对方重新发来",
          "open it in WPS or Word, see whether it is in order, and save it as a new .docx; "
            + "if someone else filled it in, ask for it again"
        ))
    }
  }

  mutating func tell(_ error: ListFileError, _ file: String) {
    let resave = (
      "用 Excel 或 WPS 表格打开，另存为 .xlsx 后再试", "open it in Excel or WPS and save it as .xlsx"
    )
    switch error {
    case .empty: tellEmpty(file)
    case .notAList:
      set(
        "\(file) 不是表格文件，不能作为清单读取", "\(file) is no table that can be read as a list",
        hint: (
          "内容不是表格，改扩展名没有用：请从原系统重新导出，或用 Excel、WPS 表格制作，存为 .xlsx 或 .csv",
          "its content is no table, whatever its name; make the list in Excel or WPS and save it as "
            + ".xlsx or .csv"
        ))
    case .oldWorkbook:
      set(
        "\(file) 是旧版 Office 或 WPS 文件（.doc、.xls、.wps、.et），无法读取",
        "\(file) is a file of an old Office or WPS (.doc, .xls, .wps, .et)",
        hint: (
          "清单要用 .xlsx 或 .csv 文件：是表格就用 Excel 或 WPS 打开，另存为 .xlsx 后再试",
          "a list is an .xlsx or .csv file; open a workbook in Excel or WPS and save it as .xlsx"
        ))
    case .otherFormat(let format):
      let (chinese, english) = Self.words(format)
      set("\(file) \(chinese)，不能直接读取", "\(file) is \(english), which can't be read", hint: resave)
    case .encrypted:
      set(
        "\(file) 设有密码，无法读取", "\(file) is protected by a password",
        hint: (
          "用 Excel 或 WPS 打开，取消密码后另存", "open it in Excel or WPS and save it without the password"
        )
      )
    case .truncated:
      set(
        "\(file) 不完整，可能没有复制完", "\(file) is cut short",
        hint: ("重新复制一份完整的文件", "copy the file again"))
    case .damaged(let part, let line):
      set(
        line > 0 ? "\(file) 已损坏（\(part)，第 \(line) 行）" : "\(file) 已损坏（\(part)）",
        line > 0 ? "\(file) is damaged (\(part), line \(line))" : "\(file) is damaged (\(part))",
        hint: resave)
    case .documentTypeDeclared(let part):
      set(
        "\(file) 含有不应有的内容（\(part)），为安全起见没有读取",
        "\(file) holds what no workbook has (\(part)) and was not read", hint: resave)
    case .tooLarge:
      set(
        "\(file) 的内容太多，没有读取", "\(file) holds too much to be read",
        hint: ("只留清单本身，删去多余的工作表和行", "leave only the list in it; delete other sheets and rows"))
    case .unreadable(let reason):
      set("\(file) 无法读取：\(reason)", "can't read \(file): \(reason)", hint: resave)
    case .unchecked:
      set(
        "\(file) 的内容异常，读取时超出了时间或内存的限制，没有读取",
        "\(file) is not as workbooks are: reading it took too long or too much memory, and was stopped",
        hint: (
          "用 Excel 或 WPS 表格打开，把清单复制到新建的工作簿，另存为 .xlsx 后再试",
          "open it in Excel or WPS, copy the list into a new workbook, and save that as .xlsx"
        ))
    case .unknownEncoding:
      set(
        "\(file) 的文字编码认不出来", "the encoding of \(file) is unknown",
        hint: ("用记事本打开，另存为，编码选 UTF-8", "save it again with the encoding UTF-8"))
    }
  }

  private static func words(_ format: ListFileError.Format) -> (String, String) {
    switch format {
    case .webPage: ("实际上是网页（HTML）表格", "a table of a web page (HTML)")
    case .webArchive: ("实际上是单个文件的网页（.mht）", "a web page in one file (.mht)")
    case .xmlSpreadsheet: ("是 Excel 2003 的 XML 表格", "an XML table of Excel 2003")
    case .symbolicLink: ("实际上是 SYLK 表格（.slk）", "a SYLK table (.slk)")
    case .binaryWorkbook: ("是二进制工作簿（.xlsb）", "a binary workbook (.xlsb)")
    case .openDocument: ("是 OpenDocument 表格（.ods、.fods）", "an OpenDocument table (.ods, .fods)")
    case .numbers: ("是苹果电脑的 Numbers 表格", "a Numbers table of Apple")
    }
  }
}
