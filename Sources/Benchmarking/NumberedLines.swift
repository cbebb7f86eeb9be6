// Lines that tell, where they arrive, which they are: how late each was is known without a word with the agent.

import Workbench

/// Lines with a number that is found again in a push.
public enum NumberedLines {
    private static let mark = Array("line=".utf8)
    /// So many digits, so that all lines are equally long.
    private static let width = 9
    private static let filler = Array(
        " level=info msg=\"served /checkout for a visitor who had put eleven things into the cart\" ms=12"
            .utf8)

    /// Appends line `number` (0 to 999,999,999), with its newline, of about 110 bytes or of `bytes` if that is more.
    public static func append(_ number: Int, bytes: Int = 0, to output: inout [UInt8]) {
        let end = output.count + bytes
        output.append(contentsOf: mark)
        output.append(decimal: number, width: width)
        output.append(contentsOf: filler)
        while output.count + 1 < end { output.append(contentsOf: filler.prefix(end - output.count - 1)) }
        output.append(UInt8(ascii: "\n"))
    }

    /// The numbers of the lines in a body without its content coding, in order.
    public static func numbers(in body: [UInt8]) -> [Int] {
        var numbers: [Int] = []
        var at = 0
        while at + mark.count + width <= body.count {
            guard body[at] == mark[0], body[at..<(at + mark.count)].elementsEqual(mark) else {
                at += 1
                continue
            }
            at += mark.count
            var number = 0
            for digit in body[at..<(at + width)] {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else {
                    number = -1
                    break
                }
                number = number * 10 + Int(digit - UInt8(ascii: "0"))
            }
            if number >= 0 {
                numbers.append(number)
                at += width
            }
        }
        return numbers
    }
}
