import Desk
import Evidence
import Files
import Glibc
import Manifest
import Office
import Reports
import Volume

/// An error in words: what, which, why, and what to do next.
struct Failure {
  var message: String
  var hint: String?
  var exit = Exit.failed
  var isInterruption = false

  let language: Language

  init(_ error: any Error, _ language: Language) {
    self.language = language
    message = "\(error)"
    switch error {
    case let error as DeskError: tell(error)
    case let error as SealingError: tell(error)
    case let error as VerificationError: tell(error)
    case .package(let error) as ExtractionError: tell(error)
    case .target(let error) as ExtractionError: tell(error)
    case .targetExists(let path) as ExtractionError:
      let (zh, en) = path.hasPrefix("审核/") ? ("审核2", "review2") : ("审核", "review")
      set(
        "\(path) 已存在，没有解开", "\(path) exists already; nothing was extracted",
        hint: (
          "用 --directory 指定另一个文件夹，例如 --directory \(zh)",
          "choose another folder, as --directory \(en)"
        ))
    case .targetBusy(let path) as ExtractionError: tell(DeskError.busy(file: path))
    case let error as SignatureError: tell(error)
    case let error as VolumeFailure: tell(error)
    case PassphraseError.noTerminal(let file):
      set(
        "\(file) 设有密码，这里没有终端可以询问",
        "\(file) is encrypted, and there is no terminal to ask for its passphrase on",
        hint: (
          "请在终端窗口里运行，会询问密码；在脚本里用 --passphrase-fd 3 3< 密码文件",
          "run it in a terminal window, where the passphrase is asked for; in a script use --passphrase-fd 3 3< FILE"
        ))
    case PassphraseError.interrupted: interrupted()
    case let error as StagedFile.Failure: tell(DeskError(error))
    case let error as SystemError: tell(error)
    case is PackagePath.Problem:
      set("有文件名不能放进材料包", "a file's name can't stand in a package")
    default: break
    }
  }

  func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }

  mutating func set(_ zh: String, _ en: String, hint: (String, String)? = nil) {
    message = say(zh, en)
    self.hint = hint.map { say($0.0, $0.1) }
  }

  // MARK: Dossiers

  private mutating func tell(_ error: DeskError) {
    switch error {
    case .noFolder(let folder):
      set(
        "没有文件夹 \(folder)", "there is no folder \(folder)",
        hint: ("请核对名称和位置", "check its name and where it is"))
    case .notAFolder(let file):
      set(
        "\(file) 是文件，这里要写申报材料文件夹",
        "\(file) is a file, but a dossier's folder is needed",
        hint: file.lowercased().hasSuffix(".tar")
          ? ("校验材料包请运行 evpack verify \(file)", "evpack verify \(file) checks a package")
          : ("请写文件所在的申报材料文件夹", "name the dossier's folder that it lies in"))
    case .noDossier(let folder, let enclosing):
      set(
        "\(folder) 不是申报材料文件夹（没有 dossier.yaml）",
        "\(folder) is not a dossier folder: it has no dossier.yaml",
        hint: next(folder, in: enclosing))
    case .partOfDossier(let file):
      set(
        "\(file) 在申报材料里，报告不能写在那里",
        "\(file) is among a dossier's files, where no report may stand",
        hint: (
          "换一个文件名，或写到“佐证材料”以外的文件夹",
          "choose another name, or a folder outside of 佐证材料"
        ))
    case .partOfPackage(let file):
      set(
        "\(file) 在解开的材料包里，报告不能写在那里",
        "\(file) is in an unpacked package, where no report may stand",
        hint: ("写到材料包以外的文件夹", "choose a folder outside of the package"))
    case .otherForm(let folder, let form):
      set(
        "\(folder) 已经是另一种申报表（\(form)）的材料文件夹",
        "\(folder) is a dossier for another form already (\(form))",
        hint: ("换一个文件夹，或去掉 --form", "choose another folder, or leave --form out"))
    case .unknownForm(let id):
      set(
        "没有编号为 \(id) 的申报表", "there is no form \(id)",
        hint: (
          "运行 evpack forms list 查看自带的申报表；定义文件要写全文件名（.yaml）",
          "evpack forms list shows the forms; name a definition file with its ending (.yaml)"
        ))
    case .notAVolume(let file):
      set(
        "\(file) 不是 evpack 做的合订本", "\(file) is no volume that evpack bound",
        hint: (
          "请选择 evpack volume 写出的 PDF；用旧版做的请先重做一次",
          "choose a PDF that evpack volume wrote; one by an older version has to be made anew"
        ))
    case .otherVolume(let file):
      set(
        "\(file) 里没有这份材料的任何文件，不能做它的补充册",
        "\(file) has none of these files, so that there is no supplement to it",
        hint: (
          "请核对：是不是选了别的申报单位的合订本",
          "check whether it is another applicant's volume"
        ))
    case .otherWordForm(let file, let form):
      set(
        "\(file) 不是《\(form)》", "\(file) is not the form \(form)",
        hint: ("请选择填好的申报表文件", "choose the filled form"))
    case .unknownWordForm(let file, let known):
      let titles = known.map { "《\($0)》" }
      set(
        "\(file) 不是已知的申报表（\(titles.joined(separator: "、"))）",
        "\(file) is none of the forms that are known (\(known.joined(separator: ", ")))",
        hint: (
          "请选择填好的申报表文件；是新的申报表的，向发文单位要它的定义文件，放进定义文件夹",
          "choose the filled form; if it is a new one, ask the office that issues it for its definition, and put that into the folder of definitions"
        ))
    case .severalForms(let file, let forms):
      let titles = forms.map { "《\($0.title)》" }
      set(
        "\(file) 分不清是哪一种申报表：\(titles.joined(separator: "、"))",
        "\(file) may be any of these forms: \(forms.map { $0.title }.joined(separator: ", "))",
        hint: (
          "把定义文件夹里用不到的定义移走，再试一次",
          "move definitions that are not needed out of their folder, and try again"
        ))
    case .blankerForm(let file, let given, let kept):
      set(
        "\(file) 只填了 \(given) 处，现在的申报表填了 \(kept) 处",
        "\(file) fills in \(given) places, the present form \(kept)",
        hint: (
          "确实要换成它的，再确认一次；换下的申报表会留着",
          "confirm once more if that is meant; the present form is kept"
        ))
    case .notAForm(let file):
      set(
        "\(file) 里没有找到可填写的内容，不像是申报表",
        "\(file) asks for nothing: it has neither boxes nor blanks or tables to fill in",
        hint: ("请选择没有填写过的空白申报表（.docx）", "choose a blank form (.docx)"))
    case .badForm(let file, let error):
      let lines = error.findings.map { FormRendering.problem($0, in: file, language) }
      set(
        "申报表定义有误：\n" + lines.joined(separator: "\n"),
        "the form's definition is faulty:\n" + lines.joined(separator: "\n"))
    case .malformed(let file, let line, let problem):
      let what = text(problem)
      set(
        "\(file) 第 \(line) 行：\(what)", "\(file), line \(line): \(what)",
        hint: ("用记事本打开 \(file)，改正这一行", "open \(file) in a text editor and mend that line"))
    case .notUTF8(let file):
      set(
        "\(file) 不是 UTF-8 编码", "\(file) is not in UTF-8",
        hint: ("用记事本打开，另存为，编码选 UTF-8", "save it again with the encoding UTF-8"))
    case .tooLarge(let file, let limit):
      set(
        "\(file) 超过 \(ByteCount.text(Int64(limit)))，无法读取",
        "\(file) is larger than \(ByteCount.text(Int64(limit)))")
    case .wordForm(let file, let error): tell(error, file)
    case .listFile(let file, let error): tell(error, file)
    case .noSuchList(let form):
      set("《\(form)》没有要求这种清单", "the form \(form) asks for no such list")
    case .notAnAttachment(let file):
      set(
        "\(file) 不是这个材料文件夹里可作佐证的文件",
        "\(file) is not a file of this dossier that can serve as evidence",
        hint: (
          "先把文件放进材料文件夹；不在当前文件夹时用 --dir 指定材料文件夹",
          "put the file into the dossier first; name the dossier with --dir"
        ))
    case .vanished(let file):
      set(
        "\(file) 已经不在了：刚刚被移走、改名或删除",
        "\(file) is no longer there: it has just been moved, renamed or deleted",
        hint: ("请看过现在的内容之后再操作一次", "look at what it is now, and repeat what you did"))
    case .junk(let file):
      set(
        "\(file) 是 Office 或系统的临时文件，不用交",
        "\(file) is a temporary file of Office or of the system, and is not asked for")
    case .notAPackage(let file):
      set(
        "\(file) 不是材料包，也不是材料包的签章文件",
        "\(file) is neither a package nor the signatures of one",
        hint: (
          "材料包是 .tar、.zip 等文件，签章文件是 .tar.p7s；请把收到的原文件放进来",
          "a package is a .tar or .zip file, its signatures a .tar.p7s file; put in what you received, as it is"
        ))
    case .badFolderName(let name):
      set(
        "“\(name)”不能用作材料文件夹的名称", "\"\(name)\" can't be a dossier's name",
        hint: (
          "换一个名称：不超过 60 个字，不以点开头，没有 / \\ : * ? \" < > | 和首尾空格，也不是 CON 等系统保留的名称",
          "choose another name: at most 60 characters, no dot in front, no / \\ : * ? \" < > | and no blanks at its ends, and none that Windows keeps for itself, such as CON"
        ))
    case .unknownRequirement(let number):
      set(
        "申报表没有编号为 \(number) 的佐证要求", "the form has no requirement \(number)",
        hint: ("运行 evpack forms show 查看全部编号", "evpack forms show lists the numbers"))
    case .notLinked(let number, let file):
      set("\(file) 没有关联到 \(number)", "\(file) is not linked to \(number)")
    case .linkedByFolder(let number, let file):
      set(
        "\(file) 是按所在文件夹或文件名关联到 \(number) 的",
        "\(file) is linked to \(number) by its folder or its name",
        hint: ("把文件移到别的文件夹，或改文件名", "move the file to another folder, or rename it"))
    case .incomplete(let folder, let missing, let errors):
      exit = .incomplete
      let hint = (
        "运行 evpack check \(folder) 查看；确需先行封装请加 --incomplete",
        "evpack check \(folder) lists them; --incomplete seals nevertheless"
      )
      if missing == 0 {
        set(
          "还不能封装：佐证材料齐了，但有 \(errors) 处错误要改正",
          "not sealed: the evidence is there, but errors need mending: \(errors)", hint: hint)
      } else {
        set(
          "材料不齐，没有封装：缺 \(missing) 项佐证材料，共 \(errors) 个必须解决的问题",
          "not sealed: \(missing) required items of evidence are missing, \(errors) errors in all",
          hint: hint)
      }
    case .notComparable(let package, let reason): tell(package, reason)
    case .partialSealNumber(let text):
      set(
        "“\(text)”不是完整的封装编号（完整的有 64 位）",
        "\"\(text)\" is not a seal number in full, which has 64 digits",
        hint: (
          "写上一次材料包的文件名；只有编号时，完整的在封装后显示的“封装编号”一行，或 evpack verify 显示的“完整编号”一行",
          "name the earlier package's file; the number in full is what sealing printed, and in evpack verify's line \"In full\""
        ))
    case .nothingToSupersede(let text):
      set(
        "没有文件 \(text)，它也不是封装编号", "there is no file \(text), and it is no seal number",
        hint: (
          "请核对上一次材料包的文件名和位置，或写它的完整封装编号（64 位）",
          "check the earlier package's name and place, or give its seal number in full (64 digits)"
        ))
    case .notSuperseding(let package):
      set(
        "\(package) 不是完好的佐证材料包，不能由新的材料包取代",
        "\(package) is no intact package that evpack sealed, so none can take its place",
        hint: (
          "运行 evpack verify \(package) 查看原因；换一份完好的，或写它的完整封装编号（64 位）",
          "evpack verify \(package) says why; take a sound copy, or give its seal number in full (64 digits)"
        ))
    case .notIntact(let package):
      exit = .notIntact
      set(
        "\(package) 不完好，或者没有封装编号，不能据此出具目录、隔页、合订本或回执",
        "\(package) is not intact, or has no seal number, so there are no papers of it",
        hint: (
          "运行 evpack verify \(package) 查看原因", "evpack verify \(package) says why"
        ))
    case .alreadyThere(let file):
      set(
        "\(file) 已存在，没有覆盖", "\(file) exists already and was not overwritten",
        hint: ("换一个文件名，或先移走它", "choose another name, or move it away first"))
    case .noNamesLog(let folder):
      set(
        "\(folder) 里没有可以撤销的改名记录", "there is nothing in \(folder) to undo",
        hint: (
          "改名记录在材料文件夹的 .evpack 里，撤销过的不能再撤销",
          "the logs are in the dossier's .evpack folder; one that was undone can't be undone again"
        ))
    case .foreignNamesLog(let folder, let log):
      set(
        "\(folder) 里的改名记录不是您在这台电脑上改名时写的，没有按它改动任何文件",
        "the logs in \(folder) were not written by your own renaming on this computer; nothing was changed",
        hint: (
          "它可能是随材料一起来的：先用记事本看一看，确实要按它恢复再运行 evpack names \(folder) --undo --log \(log)",
          "they may have come along with the dossier: look into the file first, and if you do want it undone, run evpack names \(folder) --undo --log \(log)"
        ))
    case .notANamesLog(let file, let line):
      set(
        "\(file) 不是改名记录（第 \(line) 行读不懂），没有改动任何文件",
        "\(file) is no log of renamed files (line \(line)); nothing was changed",
        hint: (
          "用 evpack names --fix 结束时告诉的那个文件", "name the file that evpack names --fix told at its end"
        ))
    case .outdated(let folder):
      set(
        "没有改动：\(folder) 刚刚由另一个窗口或程序改过",
        "nothing was changed: another window or program has just changed \(folder)",
        hint: ("请看过现在的内容之后再操作一次", "look at what it is now, and repeat what you did"))
    case .unknownBox(let id):
      set(
        "申报表没有选择框 \(id)", "the form has no box \(id)",
        hint: ("编号见 evpack answers --json 里的 id", "the ids are in evpack answers --json"))
    case .notReviewMarks(let file):
      set(
        "\(file) 不是审核意见文件", "\(file) is no file of a reviewer's marks",
        hint: ("把它移走或改名，再标注一次", "move it away or rename it, and mark again"))
    case .nothingToUndo(let folder):
      set(
        "\(folder) 没有可以撤销的改动，或改动过的内容后来又变了",
        "there is nothing to undo in \(folder), or what was changed has changed again since",
        hint: (
          "只能撤销自己在这台电脑上做的最后一次改动",
          "only the last change that you made yourself on this computer can be undone"
        ))
    case .busy(let file):
      set(
        "\(file) 正由另一个程序写入", "\(file) is being written by another program",
        hint: (
          "稍等片刻再试一次；还是不行，看看别的窗口里是不是也在运行 evpack",
          "try again in a moment; if that does not help, see whether evpack runs in another window"
        ))
    case .cancelled: interrupted()
    case .system(let error): tell(error)
    }
  }

  private mutating func tell(_ package: String, _ reason: DeskError.Incomparable) {
    if reason != .foreign { exit = .notIntact }
    switch reason {
    case .noPackage:
      set(
        "\(package) 不是佐证材料包，无法比较", "\(package) is not a package, so it can't be compared",
        hint: ("请指定两个 .tar 材料包", "name two packages, .tar files"))
    case .cutOff:
      set(
        "\(package) 不完整，后面的内容丢失了，无法比较",
        "\(package) is cut off, and the rest is lost, so it can't be compared",
        hint: (
          "传输或复制没有完成：请对方重新发送同一个文件",
          "the transfer or copy was not finished: ask for the same file again"
        ))
    case .damaged:
      set(
        "\(package) 不完好，读不出里面的材料目录，无法比较",
        "\(package) is not intact: its catalogue can't be read, so it can't be compared",
        hint: (
          "运行 evpack verify \(package) 查看原因，再请对方重新发送",
          "evpack verify \(package) says why; then ask for it again"
        ))
    case .foreign:
      set(
        "\(package) 不是 evpack 封装的佐证材料包，无法比较",
        "\(package) is no package that evpack sealed, so it can't be compared",
        hint: ("请指定两个用 evpack 封装的 .tar 材料包", "name two packages that evpack sealed"))
    }
  }

  private func text(_ problem: DeskError.YAMLProblem) -> String {
    switch problem {
    case .empty: say("文件是空的", "the file is empty")
    case .syntax(let text):
      say("格式有误：冒号后面要有一个空格，同级的行要左对齐，引号要成对", "malformed (\(text))")
    case .notAMapping: say("这里应是“名称: 内容”", "a mapping (name: value) was expected here")
    case .notAList: say("这里应是列表（每项以 - 开头）", "a list (items with -) was expected here")
    case .notText(let key): say("\(key) 的内容应是文字", "\(key) should be text")
    case .notTrueOrFalse(let key):
      say("\(key) 是选择框，只能写 true 或 false", "\(key) is a box: true or false")
    case .notOneOf(let key, let allowed):
      say(
        "\(key) 只能写 \(allowed.joined(separator: "、"))",
        "\(key) is one of \(allowed.joined(separator: ", "))")
    case .notANumber(let text):
      say("“\(text)”不是佐证要求的编号", "\"\(text)\" is no requirement's number")
    case .notAPath: say("文件路径有误", "unusable file path")
    case .notInDossier(let name):
      say(
        "“\(name)”不是材料文件夹里文件的名称，只能写材料文件夹里的文件",
        "\"\(name)\" is no file in the dossier's folder, and only such a file can stand here")
    case .unknownKey(let key): say("不认识的名称“\(key)”", "unknown key \"\(key)\"")
    case .missingKey(let key): say("缺少“\(key)”", "\"\(key)\" is missing")
    case .notChangeable:
      say(
        "这里的写法不能自动修改，请用记事本改", "written in a way that only a person should change")
    case .tooManyAliases: say("引用（*名称）太多", "too many aliases (*name)")
    case .tooDeep: say("层次太深", "lists and mappings too deep in each other")
    case .repeatedKey(let key): say("“\(key)”写了两次", "\"\(key)\" stands twice")
    }
  }

  /// What to do where a folder is no dossier.
  private func next(_ folder: String, in enclosing: String?) -> (String, String) {
    if let enclosing {
      return ("请用上一级的材料文件夹：\(enclosing)", "use the dossier that it lies in: \(enclosing)")
    }
    // `/`, `/home`, the user's own folder: no place to make a dossier of.
    let path = resolvedPath(folder)
    let home = getenv("HOME").map { resolvedPath(String(cString: $0)) }
    if path.split(separator: "/").count < 2 || path == home {
      return ("请写明申报材料文件夹", "name the dossier's folder")
    }
    return (
      "先运行 evpack init \(folder) --from 申报表.docx",
      "run evpack init \(folder) --from FORM.docx first"
    )
  }

  // MARK: Packages

  private mutating func tell(_ error: SealingError) {
    switch error {
    case .sourceChanged(let path, _):
      set(
        "\(path) 在封装过程中被改动，没有生成材料包", "\(path) changed while it was sealed; nothing was written",
        hint: ("关闭正在使用该文件的程序，再封装一次", "close the program that uses it and seal again"))
    case .sourceUnreadable(let error), .targetUnwritable(let error): tell(error)
    case .targetExists(let path): tell(DeskError.alreadyThere(file: path))
    case .targetBusy(let path): tell(DeskError.busy(file: path))
    case .badBagName(let name, _):
      set("“\(name)”不能用作材料包的名称", "\"\(name)\" can't be a package's name")
    case .pathTooLong(let path):
      set(
        "\(path) 的路径太长", "the path \(path) is too long", hint: ("缩短文件名", "shorten the file's name"))
    case .badDate:
      set(
        "封装时间无效（SOURCE_DATE_EPOCH）", "the sealing time is unusable (SOURCE_DATE_EPOCH)")
    case .cancelled: interrupted()
    default: break
    }
  }

  private mutating func tell(_ error: VerificationError) {
    switch error {
    case .unreadable(let error): tell(error)
    case .notAFile(let path):
      set(
        "\(path) 不是文件", "\(path) is not a file",
        hint: (
          "要解开的是 .tar 材料包；文件夹不用解开，直接运行 evpack verify 核验",
          "name a package, a .tar file; a folder needs no extracting, evpack verify checks it"
        ))
    case .notATar(let path):
      set(
        "\(path) 是压缩包，evpack 只解开 .tar 材料包",
        "\(path) is compressed; evpack extracts plain .tar packages only",
        hint: (
          "用解压软件解开，再运行 evpack verify 核验解出的文件夹",
          "unpack it with another program, then run evpack verify on the folder"
        ))
    case .changedWhileRead(let path):
      set("\(path) 在读取过程中被改动", "\(path) changed while it was read")
    case .libcrypto: break
    case .cancelled: interrupted()
    }
  }

  mutating func interrupted() {
    isInterruption = true
    set("已中断，没有留下任何文件", "interrupted; nothing was left behind")
  }

  /// What ran out says nothing of the file at which it did.
  private mutating func tellShortage(_ error: SystemError) {
    let others = ("关掉一些别的程序，再试一次", "close other programs, then try again")
    if error.isTooManyOpenFiles {
      set(
        "没有完成：同时打开的文件太多，超过了系统的限制",
        "not done: more files would have to be open at once than this system allows",
        hint: (
          "先运行 ulimit -n 1024，再试一次；还是不行，关掉一些别的程序",
          "run ulimit -n 1024, then try again; if that does not help, close other programs"
        ))
    } else if error.isOutOfMemory {
      set("没有完成：内存不足", "not done: there is not enough memory", hint: others)
    } else {
      set(
        "没有完成：系统暂时开不出更多的程序", "not done: the system starts no more programs for now",
        hint: others)
    }
  }

  private mutating func tell(_ error: SystemError) {
    if error.isShortage { return tellShortage(error) }
    let isWriting = ![.open, .read, .inspect, .list].contains(error.operation)
    let why: (zh: String, en: String)
    if error.isNotAFile {
      why = ("这是管道或设备，应是文件", "it is a pipe or a device, but a file is needed")
    } else if error.isNotFound, isWriting {
      why = ("要放入的文件夹不存在", "the folder to put it into does not exist")
    } else if error.isUnusableName {
      why = ("名称不能用在这里", "the name can't be used here")
    } else if error.isNameTooLong {
      why = ("名称太长", "the name is too long")
    } else if error.isNotFound {
      why = ("文件不存在", "there is no such file")
    } else if error.isDiskFull {
      why = ("磁盘空间不足", "the disk is full")
    } else if error.isSymbolicLink {
      why = ("这是一个链接，不会跟随", "it is a symbolic link, which is not followed")
    } else if error.isForbidden {
      why = ("没有权限", "permission denied")
    } else if error.isFolder {
      why = ("这是文件夹，应是文件", "it is a folder, but a file is needed")
    } else if error.isNotAFolder {
      why = ("路径中有一段不是文件夹", "part of the path is not a folder")
    } else if error.isAlreadyThere {
      why = ("已存在同名文件", "a file of that name exists")
    } else {
      why = (Wording(.zh).reason(error.reason), Wording(.en).reason(error.reason))
    }
    let path = error.path == "-" && isWriting ? say("标准输出", "standard output") : error.path
    let verb: (zh: String, en: String) =
      switch error.operation {
      case .open, .read, .inspect, .list: ("无法读取", "can't read")
      case .write, .synchronise, .create, .link, .rename, .lock: ("无法写入", "can't write")
      case .remove: ("无法删除", "can't remove")
      }
    set("\(verb.zh) \(path)：\(why.zh)", "\(verb.en) \(path): \(why.en)")
    if error.isNotAFile {
      hint = say("换成普通文件，再试一次", "put an ordinary file in its place, then try again")
    } else if error.isSymbolicLink {
      hint = say(
        "把链接换成文件或文件夹本身，再试一次",
        "put the file or folder itself in the link's place, then try again")
    } else if error.isDiskFull {
      hint = say("清理磁盘或换一个位置后再试", "free some space, or choose another place")
    } else if error.isNotFound, isWriting {
      hint = say(
        "先建好这个文件夹，或换一个已有的文件夹",
        "make that folder first, or choose one that is there")
    } else if error.isForbidden {
      hint =
        isWriting
        ? say(
          "换一个自己能写入的文件夹（如 -o 写的位置）", "choose a folder that you may write to, as with -o")
        : say(
          "复制到自己的文件夹再试，或请管理员开通权限",
          "copy it to a folder of your own, or ask whoever manages this computer")
    }
  }
}
