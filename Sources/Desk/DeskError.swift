public import Evidence
public import Files
public import Office

/// Why a piece of work on a dossier or a package could not be done.
public enum DeskError: Error, Sendable {
  /// What is wrong with a line of YAML.
  public enum YAMLProblem: Hashable, Sendable {
    case empty
    case syntax(String)
    case notAMapping
    case notAList
    case notText(String)
    case notTrueOrFalse(String)
    /// The value of a key is none of those that it may have.
    case notOneOf(key: String, allowed: [String])
    case notANumber(String)
    case notAPath
    /// A file that a dossier names must be one of its own.
    case notInDossier(String)
    case unknownKey(String)
    case missingKey(String)
    case repeatedKey(String)
    case tooManyAliases
    case tooDeep
    /// It is sound, and written so that only a person should change it.
    case notChangeable
  }

  /// Why a package can't be compared with another one.
  public enum Incomparable: Hashable, Sendable {
    case noPackage, cutOff
    /// Its catalogue or its answers are not what was sealed.
    case damaged
    /// It holds no dossier that evpack sealed.
    case foreign
  }

  /// There is no such folder.
  case noFolder(String)
  /// What should be a dossier's folder is a file.
  case notAFolder(file: String)
  /// The folder holds no `dossier.yaml`; `enclosing` is the dossier that it lies in.
  case noDossier(folder: String, enclosing: String?)
  /// A report would stand among a dossier's files, or in the place of one.
  case partOfDossier(file: String)
  /// A report would stand in an unpacked package, which a file more makes another one.
  case partOfPackage(file: String)
  /// The folder holds a dossier for another form already.
  case otherForm(folder: String, form: String)
  case unknownForm(id: String)
  /// The Word file is sound, and another form.
  case otherWordForm(file: String, form: String)
  /// The Word file is sound, and none of several forms.
  case unknownWordForm(file: String, known: [String])
  /// The Word file may be either of several forms.
  case severalForms(file: String, forms: [(id: String, title: String)])
  /// The Word file is this form, and all but blank, where `kept` boxes and blanks are filled in.
  case blankerForm(file: String, given: Int, kept: Int)
  /// The Word file is sound, and asks for nothing: no form.
  case notAForm(file: String)
  case badForm(file: String, FormDefinitionError)
  case malformed(file: String, line: Int, problem: YAMLProblem)
  case notUTF8(file: String)
  case tooLarge(file: String, limit: Int)
  case wordForm(file: String, WordDocumentError)
  case listFile(file: String, ListFileError)
  /// The form asks for no list of this kind.
  case noSuchList(form: String)
  /// The folder's name can't name a package.
  case badFolderName(String)
  /// The file to be linked is none, or lies outside the dossier.
  case notAnAttachment(file: String)
  /// The file was there when its name was shown, and is no longer.
  case vanished(file: String)
  /// Systems and Office leave files of this name about, which nobody made.
  case junk(file: String)
  /// A file that is to lie among packages is called as neither a package nor its signatures are.
  case notAPackage(file: String)
  case unknownRequirement(number: String)
  case notLinked(number: String, file: String)
  /// A file that lies in a requirement's folder can't be unlinked but by moving it.
  case linkedByFolder(number: String, file: String)
  /// The dossier has errors; `missing` of them are required evidence that is not there.
  case incomplete(folder: String, missing: Int, errors: Int)
  case notComparable(package: String, Incomparable)
  /// What is to be superseded is a seal number in part: the short one, or a digit is missing.
  case partialSealNumber(String)
  /// What is to be superseded is no seal number, and no file.
  case nothingToSupersede(String)
  /// What is to be superseded is no intact package.
  case notSuperseding(package: String)
  /// Papers are wanted of a package that is not intact, or that evpack did not seal.
  case notIntact(package: String)
  /// The file is no volume that evpack bound, or one of before supplements.
  case notAVolume(file: String)
  /// A supplement is wanted to a volume that has none of the dossier's files.
  case otherVolume(file: String)
  case alreadyThere(file: String)
  /// No log of renamed files that could be undone.
  case noNamesLog(folder: String)
  /// The logs of renamed files are not this user's own; the newest is `log`.
  case foreignNamesLog(folder: String, log: String)
  /// The file is no log of renamed files.
  case notANamesLog(file: String, line: Int)
  /// The dossier is no longer as whoever wants to change it saw it.
  case outdated(folder: String)
  /// The box is none that the form has, or the answer none that it takes.
  case unknownBox(id: String)
  /// The file beside a package is none of a reviewer's marks.
  case notReviewMarks(file: String)
  /// There is no change that could be taken back, or what it made has changed since.
  case nothingToUndo(folder: String)
  /// Another process is writing the same file.
  case busy(file: String)
  /// The caller asked to stop.
  case cancelled
  case system(SystemError)

  /// Descriptors, memory or processes ran out, which says nothing of any file.
  var isShortage: Bool {
    if case .system(let error) = self { error.isShortage } else { false }
  }
}
