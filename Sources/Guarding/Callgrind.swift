// Instructions repeat where seconds do not: valgrind's callgrind counts them on a processor of its own making.

import Workbench

/// Counting the instructions of a program.
///
/// Valgrind shows programs one processor on all machines that have AVX2, without AVX-512, so the C library and ISA-L choose
/// the same routines on each of them.
public enum Callgrind {
    /// The arguments that run `program` and have its instructions counted.
    public static func arguments(_ program: [String]) -> [String] {
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"] + program
    }

    /// The instructions of a whole run, from what callgrind says at its end; nil if it did not say.
    ///
    ///     ==123== Collected : 314470066
    public static func collected(in text: String) -> Int? {
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 4, words[1] == "Collected", words[2] == ":" { return Int(words[3]) }
        }
        return nil
    }
}
