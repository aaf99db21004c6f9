public import Evidence

/// A drafted form definition for those who go on with it.
public enum DraftRendering {
  /// The definition, each check a comment before what it is about.
  ///
  /// - Parameter source: the name of the form's file.
  public static func definition(
    _ form: Form, checks: [Finding], from source: String, _ language: Language
  ) -> String {
    let wording = Wording(language, namesCommands: true)
    var comments: [String: [String]] = ["": [wording.phrase("draft.head", ["file": source.shown])]]
    for check in checks {
      comments[check.place == form.id ? "" : check.place, default: []].append(
        "check: \(wording.message(check).shown)")
    }
    return form.definition(comments: comments)
  }

  /// What was found, one line, and below it what is to be checked by hand, each kind once, and the
  /// next step.
  ///
  /// - Parameter file: where the definition was written to; nil where it was printed.
  public static func summary(
    _ form: Form, checks: [Finding], in file: String?, _ language: Language
  ) -> String {
    let wording = Wording(language, namesCommands: true)
    let boxes = form.places.count { $0.kind == .checkbox }
    let asked = form.requirements.filter { $0.level == .required }
    var lines = [
      wording.phrase(
        "draft.summary",
        [
          "sections": String(form.sections.count), "fields": String(form.fields.count),
          "boxes": String(boxes), "cells": String(form.places.count - boxes),
          "evidence": String(asked.count),
          "asked-boxes": String(asked.count { $0.option != nil }),
        ])
    ]
    if !checks.isEmpty { lines.append(wording["draft.check"]) }
    var told: [String] = []
    let messages = checks.map { check -> String in
      // What stands in the document may be an answer, which is not for the screen.
      var check = check
      check.details["text"] = nil
      return wording.message(check).shown
    }
    for message in messages where !told.contains(message) {
      told.append(message)
      let count = messages.count { $0 == message }
      let times = count > 1 ? wording.phrase("draft.times", ["count": String(count)]) : ""
      lines.append("  - \(message)\(times)")
    }
    lines.append(
      file.map { wording.phrase("draft.next", ["file": $0.shown]) } ?? wording["draft.next-screen"])
    return lines.joined(separator: "\n")
  }
}
