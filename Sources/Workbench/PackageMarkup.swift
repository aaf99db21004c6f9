internal import Pages
internal import Reports

extension PackagePage {
  var html: HTML {
    PageFrame(
      lang: lang, title: name, say: say, body: #"data-base="\#(base)""#,
      scripts:
        #"<script src="/assets/marks.js" defer></script><script src="/assets/items.js" defer></script>"#
    ).page(
      HTML {
        #"""
        <header class="masthead">
        <div class="whose" lang="zh-CN"><p><a href="/">\#(say["shelf"])</a></p><h1>\#(name)</h1></div>
        <p class="marked" id="marked" data-live>\#(marked)</p>
        <a class="language" href="?language=\#(otherLanguage)" lang="\#(otherLanguageTag)" hreflang="\#(otherLanguageTag)">\#(say["other-language"])</a>
        </header>
        <div class="desk reviewing">
        <main id="content" class="sheet">
        <p class="verdict \#(isWell ? "held" : "missing")">\#(headline)</p>
        <div class="cards" id="verdicts" data-live>
        """#
        for card in verdicts {
          #"<section class="card \#(card.outcome)"><h2>\#(card.name)</h2><p class="outcome">\#(card.words)</p><p>\#(card.remark)</p></section>"#
        }
        "</div>"
        table(
          say["facts"], facts.map { ($0.label, $0.value) }, attributes: "", cells: #" lang="zh-CN""#
        )
        actions
        findings
        evidence
        if hasAnswers {
          table(
            say["answers"], answers.map { ($0.place, $0.value) }, attributes: #" class="answers""#,
            body: #" lang="zh-CN""#)
        }
        #"""
        </main>
        \#(say.preview)
        </div>
        """#
      })
  }

  /// A table that opens with a click.
  private func table(
    _ summary: String, _ rows: [(String, String)], attributes: HTML, body: HTML = "",
    cells: HTML = ""
  ) -> HTML {
    HTML {
      #"""
      <details\#(attributes)>
      <summary>\#(summary)</summary>
      <table><tbody\#(body)>
      """#
      for (label, value) in rows {
        #"<tr><th scope="row">\#(label)</th><td\#(cells)>\#(value)</td></tr>"#
      }
      """
      </tbody></table>
      </details>
      """
    }
  }

  private var actions: HTML {
    HTML {
      #"<p class="actions"><a class="button" href="\#(base)/download" download>\#(say["download"])</a> \#(papers, if: isIntact)\#(notice, if: hasNotice)</p>"#
      if !others.isEmpty {
        #"<form action="\#(base)/diff" method="get" target="_blank"><p><label>\#(say["diff-with"]) <select name="with" lang="zh-CN">\#(each: others, { "<option\(" selected", if: $0.isReplaced)>\($0.name)</option>" })</select></label> <button>\#(say["diff"])</button></p></form>"#
      }
    }
  }

  private var papers: HTML {
    #"<a class="button" href="\#(base)/receipt">\#(say["receipt"])</a> <a class="button" href="\#(base)/paper/catalogue.docx" download>\#(say["catalogue-docx"])</a> <a class="button" href="\#(base)/paper/catalogue.xlsx" download>\#(say["catalogue-xlsx"])</a> \#(#"<a class="button" href="\#(base)/paper/volume.pdf" download>\#(say["paper-volume"])</a> "#, if: !sections.isEmpty)"#
  }

  private var notice: HTML {
    #"<a class="button" href="\#(base)/notice" target="_blank" rel="noopener">\#(say["notice"])</a>"#
  }

  private var findings: HTML {
    HTML {
      if hasSigners {
        "<h2>\(say["signers"])</h2>"
        #"<ul class="lines" lang="zh-CN">"#
        for signer in signers { "<li>\(signer)</li>" }
        "</ul>"
      }
      if let copies { #"<p class="explained">\#(copies)</p>"# }
      if hasFindings {
        "<h2>\(say["findings"])</h2>"
        for level in levels { level.html }
      }
    }
  }

  private var evidence: HTML {
    HTML {
      "<h2>\(say["evidence"])</h2>"
      #"<div id="earlier" data-live>"#
      if hasEarlierMarks { #"<p class="explained">\#(say["earlier-marks"])</p>"# }
      "</div>"
      filters
      for section in sections {
        #"<div data-group><h3 lang="zh-CN">\#(section.title)</h3>"#
        if let note = section.note { #"<p class="printed" lang="zh-CN">\#(note)</p>"# }
        for item in section.items { item.html(say) }
        "</div>"
      }
    }
  }
}

extension PackagePage {
  /// What the page's script shows the items by.
  private var filters: HTML {
    let kinds = [
      ("", say["filter-all"]), ("lacking", say["filter-not-held"]),
      ("unmarked", say["filter-unmarked"]), ("doubtful", say["filter-doubtful"]),
    ]
    return
      #"""
      <div class="filters" id="item-filters">
      <label>\#(say["search"]) <input type="search" id="search"></label>
      <span role="group" aria-label="\#(say["filter"])">\#(each: kinds, { #"<button type="button" data-items="\#($0.0)" aria-pressed="\#($0.0.isEmpty ? "true" : "false")">\#($0.1) <span></span></button> "# })</span>
      <button type="button" id="accept-held">\#(say["accept-held"])</button>
      </div>
      <p class="explained">\#(say["item-keys"])</p>

      """#
  }
}

extension PackagePage.Item {
  fileprivate func html(_ say: Words) -> HTML {
    HTML {
      #"""
      <section class="requirement \#(standing)" id="\#(anchor)" data-live aria-labelledby="\#(anchor)-title">
      <p class="number">\#(number)</p>
      <div class="what">
      <h4 id="\#(anchor)-title" lang="zh-CN">\#(title)</h4>
      """#
      if let note { #"<p class="printed" lang="zh-CN">\#(note)</p>"# }
      if let stated {
        #"<p class="stated">\#(say["stated"]) <span lang="zh-CN">\#(stated)</span></p>"#
      }
      if hasFiles {
        #"<ul class="files">"#
        for file in files { file.html }
        "</ul>"
      }
      #"""
      <form class="mark" data-mark="\#(number)">
      <fieldset><legend class="unseen">\#(say["mark"]) \#(number)</legend>\#(each: marks, { #"<label class="\#($0.value)"><input type="radio" name="mark" value="\#($0.value)" id="\#($0.id)"\#(" checked", if: $0.isChosen)> \#($0.words)</label> "# })</fieldset>
      <input name="remark" value="\#(remark)" maxlength="2000" aria-label="\#(say["remark"]) \#(number)" placeholder="\#(say["remark"])">
      <button>\#(say["keep"])</button>\#(#" <button type="button" class="quiet" data-unmark aria-label="\#(say["unmark"]) \#(number)">\#(say["unmark"])</button>"#, if: isMarked)
      </form>
      """#
      for line in earlier { #"<p class="earlier">\#(line)</p>"# }
      #"""
      </div>
      <div class="state"><p class="standing">\#(standingWords)</p></div>
      </section>
      """#
    }
  }
}

extension PackagePage.File {
  fileprivate var html: HTML {
    HTML {
      #"<li class="file"><a href="\#(href)" lang="zh-CN"\#(preview, { #" data-preview="\#($0)""# })>\#(name)</a> <span class="facts">\#(facts)</span>"#
      for problem in problems { problem.html }
      for line in shared { #"<p class="problem warning">\#(line)</p>"# }
      "</li>"
    }
  }
}
