import Volume

extension Failure {
  mutating func tell(_ error: VolumeFailure) {
    switch error {
    case .noLibraries:
      set(
        "这台电脑缺少排版用的组件，不能做合订本",
        "the libraries that lay out pages are not installed, so that there is no volume",
        hint: (
          "请管理员安装 libpangocairo-1.0-0 和 libqpdf（Debian、Ubuntu：apt install libpangocairo-1.0-0 libqpdf29）",
          "install libpangocairo-1.0-0 and libqpdf29 (Debian, Ubuntu: apt install …)"
        ))
    case .noChineseFont:
      set(
        "这台电脑没有中文字体，不能做合订本", "there is no font with Chinese characters here",
        hint: (
          "请管理员安装字体 fonts-noto-cjk（Debian、Ubuntu：apt install fonts-noto-cjk）",
          "install one, as fonts-noto-cjk (Debian, Ubuntu: apt install fonts-noto-cjk)"
        ))
    case .nothingNew:
      set(
        "没有新的材料，不用做补充册", "there is nothing new, so that no supplement is needed",
        hint: (
          "原来的合订本已经包含全部材料；材料有改动时再做",
          "the earlier volume holds everything; make a supplement when something was changed"
        ))
    case .wrong(let place):
      set(
        "做出的合订本与计划不符（\(place)），没有写出",
        "the volume that was made is not what was planned (\(place)), and was not written",
        hint: (
          "这是程序的错误；请把这句话连同用到的材料情况告诉维护人员",
          "this is a fault of the program; please report it with these words"
        ))
    case .brokenDown:
      set(
        "做合订本时用尽了内存或时间，没有写出",
        "making the volume took more memory or time than it may, and nothing was written",
        hint: (
          "用 --split-pages 分册，或把特别大的文件拆小，再试一次",
          "split it with --split-pages, or make very large files smaller, and try again"
        ))
    case .unwritable:
      set(
        "合订本写不进去，磁盘可能满了", "the volume could not be written; the disk may be full",
        hint: ("清出空间，或换一个位置再试", "make room, or write it elsewhere"))
    case .cancelled: interrupted()
    }
  }
}
