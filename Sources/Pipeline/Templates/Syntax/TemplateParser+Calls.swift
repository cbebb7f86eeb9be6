// Why this file exists: calls are checked when the template is read, so that no line has to fail for a misspelt name.

extension TemplateParser {
    /// Reads the arguments of the function `token` and calls it.
    /// - Parameters:
    ///   - isPiped: true if the last argument lies on the stack already.
    ///   - takesArguments: false where a function stands as an argument itself.
    mutating func call(_ token: TemplateToken, isPiped: Bool, arguments takesArguments: Bool = true)
        throws(TemplateSyntaxError)
    {
        let (name, offset) = (string(token), token.range.lowerBound)
        guard let function = functions[name] else { throw unknown(name, at: offset) }
        let isLogic = name == "and" || name == "or"
        let following = try peek()
        let hasArguments = takesArguments && !following.endsCommand
        var piped: Int32?
        if isPiped, hasArguments || isLogic {
            let slot = builder.reserve()
            builder.emit(.store(slot), at: offset)
            piped = slot
        }
        defer { if piped != nil { builder.current.used -= 1 } }
        var (count, jumps, texts) = (isPiped && piped == nil ? 1 : 0, [Int](), [[UInt8]?]())
        if isPiped, piped == nil { texts.append(nil) }
        var isAtEnd = !hasArguments
        while !isAtEnd {
            let start = builder.current.code.count
            try operand()
            isAtEnd = try peek().endsCommand
            count += 1
            let isConstant = builder.current.code.count == start + 1
            texts.append(isConstant ? builder.text(of: builder.current.code[start]) : nil)
            if isLogic, !isAtEnd || piped != nil {
                jumps.append(builder.emit(.jumpKeeping(0, ifTrue: name == "or"), at: offset))
            }
        }
        if let piped {
            builder.emit(.load(piped), at: offset)
            count += 1
            texts.append(nil)
        }
        guard function.arity.contains(count) else {
            throw TemplateSyntaxError(
                offset, "'\(name)' is called with \(Self.arguments(count))",
                fix: "it takes \(Self.arguments(function.arity))")
        }
        if let problem = function.check?(texts) {
            throw TemplateSyntaxError(offset, "\(name): \(problem.text)", fix: problem.remedy)
        }
        for jump in jumps { builder.land(jump) }
        if !isLogic { builder.emit(.call(builder.function(function), count: Int32(count)), at: offset) }
    }

    private static func arguments(_ count: Int) -> String {
        count == 0 ? "no argument" : count == 1 ? "one argument" : "\(count) arguments"
    }

    private static func arguments(_ arity: ClosedRange<Int>) -> String {
        if arity.lowerBound == arity.upperBound { return arguments(arity.lowerBound) }
        if arity.upperBound == .max { return "\(arguments(arity.lowerBound)) or more" }
        return "\(arity.lowerBound) to \(arity.upperBound) arguments"
    }

    private func unknown(_ name: String, at offset: Int) -> TemplateSyntaxError {
        if let omission = SprigFunctions.omission(of: name) {
            return TemplateSyntaxError(
                offset, "Sprig's function '\(name)' is left out: \(omission.reason)", fix: omission.remedy)
        }
        if let remedy = Suggested.text(name, among: functions.names) {
            return TemplateSyntaxError(offset, "there is no function '\(name)'", fix: remedy)
        }
        return TemplateSyntaxError(
            offset, "there is no function '\(name)'",
            fix: "write '.\(name)' for an extracted value, or put a text in double quotes")
    }
}
