// Why this file exists: one file of logrotate's configuration, directive by directive.

import Configuration
import Platform

/// Reads one file into a `LogrotateReader`.
struct LogrotateParser {
    private var cursor: LogrotateCursor
    private let file: String
    private let depth: Int
    /// The block that is read; nil outside of one.
    private var rule: LogrotateRule?
    /// The key of the directive before, within a block.
    private var lastKey: String?
    /// Comments that wait for what they are about.
    private var comments: [String] = []
    private var isGood = true
    /// The rest of the file is left out.
    private var isOver = false

    init(_ bytes: [UInt8], file: String, depth: Int) {
        cursor = LogrotateCursor(bytes)
        self.file = file
        self.depth = depth
    }

    /// Reads it all; false if logrotate would refuse anything of it.
    /// - Parameter outer: the block within which the file is included.
    mutating func parse(into outer: inout LogrotateRule?, _ reader: inout LogrotateReader) -> Bool {
        let isInBlock = outer != nil
        rule = outer
        while !isOver, let byte = cursor.next {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"):
                cursor.advance()
            case UInt8(ascii: "#"):
                readComment()
            case UInt8(ascii: "}") where rule != nil && !isInBlock:
                close(&reader)
            case UInt8(ascii: "/"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "~"):
                if rule == nil {
                    open(&reader)
                } else {
                    fail("a log is named within a block; is a } missing?", cursor.line, &reader)
                    _ = cursor.restOfLine()
                }
            case _ where LogrotateCursor.isLetter(byte):
                directive(&reader)
            default:
                let shown =
                    byte == 0x0D ? "a carriage return" : "“\(String(decoding: [byte], as: UTF8.self))”"
                fail(
                    "\(shown) cannot stand here; a line begins with a directive or an absolute path",
                    cursor.line, &reader)
                _ = cursor.restOfLine()
            }
        }
        if isInBlock {
            outer = rule
        } else if rule != nil {
            if isOver { rule?.isBad = true }
            finish(&reader)
        }
        if !comments.isEmpty { flush(&reader) }
        return isGood
    }

    private mutating func readComment() {
        let isAboutLine = !cursor.isFirstOnLine
        let text = Self.comment(cursor.restOfLine())
        if isAboutLine, let key = lastKey {
            rule?.commentsByKey.append((key, text))
        } else {
            comments.append(text)
        }
    }

    private static func comment(_ bytes: [UInt8]) -> String {
        YAMLText.comment(String(decoding: bytes, as: UTF8.self))
    }

    // MARK: Blocks

    private mutating func open(_ reader: inout LogrotateReader) {
        let line = cursor.line
        let (text, between, isComplete) = cursor.patterns()
        guard isComplete else {
            isOver = true
            return refuse("there is no { behind the names of logs", line, &reader)
        }
        var opened = LogrotateRule(file: file, line: line, patterns: [], settings: reader.globals)
        opened.comments = comments + between.map(Self.comment)
        comments = []
        for word in LogrotateWords.split(text) {
            do throws(LogrotateProblem) {
                let pattern = try LogrotatePaths.pattern(word)
                if pattern.utf8.last == UInt8(ascii: "/") {
                    reader.remark(file, line, .warning, "“\(pattern)” is a directory, which is not rotated")
                } else {
                    opened.patterns.append(pattern)
                }
            } catch {
                opened.isBad = true
                refuse(error.text, line, &reader)
            }
        }
        rule = opened
    }

    private mutating func close(_ reader: inout LogrotateReader) {
        cursor.advance()
        finish(&reader)
        let line = cursor.line
        let rest = cursor.restOfLine()
        if !rest.withoutBlanksAtEnd.isEmpty {
            reader.remark(file, line, .warning, "what follows } on its line is ignored, as logrotate does")
        }
    }

    private mutating func finish(_ reader: inout LogrotateReader) {
        rule?.closingComments += comments
        comments = []
        lastKey = nil
        if let finished = rule { reader.add(.rule(finished)) }
        rule = nil
    }

    /// Globals and comments stay as text in front of the next policy.
    private mutating func flush(_ reader: inout LogrotateReader, _ directive: String? = nil) {
        for comment in comments { reader.add(.remark(file: file, text: comment)) }
        comments = []
        if let directive { reader.add(.remark(file: file, text: YAMLText.comment("#   " + directive))) }
    }

    // MARK: Directives

    private mutating func directive(_ reader: inout LogrotateReader) {
        let line = cursor.line
        let word = cursor.letters()
        guard let following = cursor.next else {
            return reader.remark(
                file, line, .warning, "“\(word)” is ignored, as logrotate does: its line has no end")
        }
        guard
            LogrotateCursor.isBlank(following) || [UInt8(ascii: "\n"), UInt8(ascii: "=")].contains(following)
        else {
            _ = cursor.restOfLine()
            let shown =
                following == 0x0D ? "a carriage return" : "“\(String(decoding: [following], as: UTF8.self))”"
            return fail("between “\(word)” and \(shown) there has to be a blank", line, &reader)
        }
        if let flag = LogrotateFlags.all[word] {
            if following == UInt8(ascii: "=") { cursor.advance() }
            note(flag.key, word, &reader)
            change(&reader, flag.apply)
        } else if let value = LogrotateValues.all[word] {
            let text = value.takesLine ? cursor.restOfLine() : cursor.value()
            let shown = [word, String(decoding: text, as: UTF8.self)].joined(
                separator: text.isEmpty ? "" : " ")
            note(value.key, shown, &reader)
            if text.isEmpty, !value.takesLine {
                let effect: LogrotateProblem.Effect = value.isOptional ? .directive : .block
                return fail("\(word) needs a value", line, &reader, effect)
            }
            do throws(LogrotateProblem) {
                var settings = rule?.settings ?? reader.globals
                try value.apply(&settings, text)
                change(&reader) { $0 = settings }
            } catch {
                fail(error.text, line, &reader, error.effect)
            }
        } else if let script = LogrotateFlags.scripts[word] {
            readScript(word, script, line, &reader)
        } else {
            readOther(word, line, &reader)
        }
    }

    private mutating func readScript(
        _ word: String, _ path: WritableKeyPath<Policy.Scripts, String?>, _ line: Int,
        _ reader: inout LogrotateReader
    ) {
        guard let body = cursor.script() else {
            isOver = true
            rule?.isBad = true
            return refuse("\(word) has no endscript", line, &reader)
        }
        note(word, "\(word) … endscript", &reader)
        guard let text = String(validating: body, as: UTF8.self), !body.contains(0) else {
            return fail("the script is not UTF-8, and agent.conf cannot say it", line, &reader)
        }
        let script = LogrotateScript.tidy(text)
        change(&reader) { $0.scripts[keyPath: path] = script.isEmpty ? nil : script }
    }

    private mutating func readOther(
        _ word: String, _ line: Int, _ reader: inout LogrotateReader
    ) {
        switch word {
        case "include":
            let text = String(decoding: cursor.value(), as: UTF8.self)
            guard !text.isEmpty else { return fail("include needs a file or directory", line, &reader) }
            if rule == nil { flush(&reader) }
            let path = LogrotatePaths.expandingHome(text)
            reader.include(path, depth: depth + 1, into: &rule, from: file, line: line)
        case "tabooext", "taboopat":
            let text = String(decoding: cursor.value(), as: UTF8.self)
            if rule != nil { return fail("\(word) cannot stand in a block", line, &reader) }
            if text.isEmpty { return fail("\(word) needs a list", line, &reader, .directive) }
            reader.taboo.change(text, isExtension: word == "tabooext")
            flush(&reader, "\(word) \(text)")
        case "errors":
            reader.remark(file, line, .warning, "errors means nothing to logrotate any more")
        default:
            _ = cursor.restOfLine()
            let near = Suggestions.nearest(word, among: Self.words).map { "; is it \($0)?" } ?? ""
            reader.remark(
                file, line, .warning,
                "there is no directive “\(word)”; its line is ignored, as logrotate does\(near)")
        }
    }

    static let words =
        (Array(LogrotateFlags.all.keys) + Array(LogrotateValues.all.keys) + Array(LogrotateFlags.scripts.keys)
        + ["include", "tabooext", "taboopat"]).sorted()

    private mutating func change(
        _ reader: inout LogrotateReader, _ body: (inout LogrotateSettings) -> Void
    ) {
        guard var changed = rule else { return body(&reader.globals) }
        body(&changed.settings)
        rule = changed
    }

    private mutating func note(
        _ key: String, _ shown: String, _ reader: inout LogrotateReader
    ) {
        guard rule != nil else { return flush(&reader, shown) }
        lastKey = key
        rule?.commentsByKey += comments.map { (key, $0) }
        comments = []
    }

    // MARK: What is wrong

    private mutating func fail(
        _ text: String, _ line: Int, _ reader: inout LogrotateReader,
        _ effect: LogrotateProblem.Effect = .block
    ) {
        switch effect {
        case .directive:
            return reader.remark(file, line, .warning, "\(text); it is ignored, as logrotate does")
        case .block where rule != nil:
            rule?.isBad = true
        case .block, .file:
            rule?.isBad = true
            isOver = true
        }
        refuse(text, line, &reader)
    }

    private mutating func refuse(_ text: String, _ line: Int, _ reader: inout LogrotateReader) {
        isGood = false
        let rest = isOver ? "; the rest of the file is left out, as logrotate does" : ""
        reader.refuse(file, line, text + rest)
    }
}
