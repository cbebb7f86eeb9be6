// Why this file exists: the parts of a URL in a log line are those that Go's package net/url finds.

import Platform

/// A URL in its parts, read and written as https://pkg.go.dev/net/url#URL.
struct GoURL {
    var scheme: [UInt8] = []
    var opaque: [UInt8] = []
    /// Written as it is in a URL; nil without any.
    var userInformation: [UInt8]?
    var host: [UInt8] = []
    var path: [UInt8] = []
    var query: [UInt8] = []
    var fragment: [UInt8] = []

    init() {}

    /// Takes a URL apart.
    init(_ text: TemplateText) throws(TemplateError) {
        do throws(TemplateError) {
            try parse(text)
        } catch {
            throw TemplateError(
                "unable to parse url: parse \(PercentEncoding.quoted(text)): \(error.problem)")
        }
    }

    private mutating func parse(_ text: TemplateText) throws(TemplateError) {
        guard !text.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw TemplateError("net/url: invalid control character in URL")
        }
        var rest = text
        if let mark = rest.firstIndex(of: UInt8(ascii: "#")) {
            fragment = try PercentEncoding.decoded(rest.part(mark + 1, rest.count), as: .fragment)
            rest = rest.part(0, mark)
        }
        try takeScheme(&rest)
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            query = Array(rest.part(mark + 1, rest.count))
            rest = rest.part(0, mark)
        }
        if rest.first != UInt8(ascii: "/") {
            if !scheme.isEmpty {
                opaque = Array(rest)
                return
            }
            if rest.prefix(while: { $0 != UInt8(ascii: "/") }).contains(UInt8(ascii: ":")) {
                throw TemplateError("first path segment in URL cannot contain colon")
            }
        }
        if rest.starts(with: "//".utf8), !scheme.isEmpty || !rest.starts(with: "///".utf8) {
            let authority = rest.part(2, rest.count)
            let end = authority.firstIndex(of: UInt8(ascii: "/")) ?? authority.count
            try takeAuthority(authority.part(0, end))
            rest = authority.part(end, authority.count)
        }
        path = try PercentEncoding.decoded(rest, as: .path)
    }

    /// A scheme is letters, digits, `+`, `-` and `.` with a letter first and a colon behind.
    private mutating func takeScheme(_ rest: inout TemplateText) throws(TemplateError) {
        for (place, byte) in rest.enumerated() {
            switch byte {
            case 65...90, 97...122: continue
            case 48...57, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                if place == 0 { return }
            case UInt8(ascii: ":"):
                guard place > 0 else { throw TemplateError("missing protocol scheme") }
                scheme = rest.part(0, place).map { (65...90).contains($0) ? $0 + 32 : $0 }
                rest = rest.part(place + 1, rest.count)
                return
            default: return
            }
        }
    }

    private mutating func takeAuthority(_ authority: TemplateText) throws(TemplateError) {
        var hostText = authority
        if let mark = authority.lastIndex(of: UInt8(ascii: "@")) {
            hostText = authority.part(mark + 1, authority.count)
            try takeUserInformation(authority.part(0, mark))
        }
        let bracket = hostText.lastIndex(of: UInt8(ascii: "]"))
        if hostText.first == UInt8(ascii: "["), bracket == nil { throw TemplateError("missing ']' in host") }
        let colon =
            bracket.map { $0 + 1 } ?? hostText.lastIndex(of: UInt8(ascii: ":")) ?? hostText.count
        let port = hostText.part(colon, hostText.count)
        guard port.isEmpty || port[0] == UInt8(ascii: ":") && port.dropFirst().allSatisfy({ (48...57) ~= $0 })
        else { throw TemplateError("invalid port \(PercentEncoding.quoted(port)) after host") }
        host = try PercentEncoding.decoded(hostText, as: .host)
    }

    mutating func takeUserInformation(_ text: TemplateText) throws(TemplateError) {
        let isValid = text.allSatisfy { byte in
            switch byte {
            case 48...57, 65...90, 97...122: true
            default: "-._:~!$&'()*+,;=%@".utf8.contains(byte)
            }
        }
        guard isValid else { throw TemplateError("net/url: invalid userinfo") }
        let colon = text.firstIndex(of: UInt8(ascii: ":"))
        let name = try PercentEncoding.decoded(text.part(0, colon ?? text.count), as: .userInformation)
        let buffer = ByteBuffer()
        PercentEncoding.append(name, as: .userInformation, to: buffer)
        if let colon {
            buffer.append(UInt8(ascii: ":"))
            let password = try PercentEncoding.decoded(
                text.part(colon + 1, text.count), as: .userInformation)
            PercentEncoding.append(password, as: .userInformation, to: buffer)
        }
        userInformation = Array(buffer.bytes)
    }

    /// The host without a port and without the brackets of an IPv6 address.
    var hostName: ArraySlice<UInt8> {
        if host.first == UInt8(ascii: "["), let bracket = host.lastIndex(of: UInt8(ascii: "]")) {
            return host[1..<bracket]
        }
        return host[..<(host.lastIndex(of: UInt8(ascii: ":")) ?? host.count)]
    }

    /// Appends the URL as Go's String method writes it.
    func append(to buffer: ByteBuffer) {
        let start = buffer.count
        append(scheme, to: buffer)
        if !scheme.isEmpty { buffer.append(UInt8(ascii: ":")) }
        if opaque.isEmpty { appendHierarchy(start: start, to: buffer) } else { append(opaque, to: buffer) }
        if !query.isEmpty {
            buffer.append(UInt8(ascii: "?"))
            append(query, to: buffer)
        }
        if !fragment.isEmpty {
            buffer.append(UInt8(ascii: "#"))
            PercentEncoding.append(fragment, as: .fragment, to: buffer)
        }
    }

    private func appendHierarchy(start: Int, to buffer: ByteBuffer) {
        let hasAuthority = !host.isEmpty || userInformation != nil
        if hasAuthority || !scheme.isEmpty && !path.isEmpty { buffer.append(literal: "//") }
        if let userInformation {
            append(userInformation, to: buffer)
            buffer.append(UInt8(ascii: "@"))
        }
        PercentEncoding.append(host, as: .host, to: buffer)
        if !host.isEmpty, let first = path.first, first != UInt8(ascii: "/") {
            buffer.append(UInt8(ascii: "/"))
        }
        // A colon in the first part of a path would end a scheme.
        if buffer.count == start, path.prefix(while: { $0 != UInt8(ascii: "/") }).contains(UInt8(ascii: ":"))
        {
            buffer.append(literal: "./")
        }
        // Go leaves a lone asterisk alone.
        if path == [UInt8(ascii: "*")] { return append(path, to: buffer) }
        PercentEncoding.append(path, as: .path, to: buffer)
    }

    private func append(_ bytes: [UInt8], to buffer: ByteBuffer) {
        bytes.withUnsafeBytes { buffer.append($0) }
    }
}
