import Reports
import Testing

@Suite struct LanguageTests {
  @Test(arguments: [
    ("zh_CN.UTF-8", Language.zh), ("zh", .zh), ("ZH_TW", .zh), ("C", .en), ("POSIX", .en),
    ("en_GB.UTF-8", .en), ("", .en),
  ])
  func aLocaleNamesItsLanguage(locale: String, language: Language) {
    #expect(Language(locale: locale) == language)
  }
}
