// Why this file exists: a message written to a closed standard stream must not end up in a file.

import CPlatform
import Glibc
import Testing

@Suite("Standard streams")
struct DescriptorTests {
    @Test("A closed descriptor becomes /dev/null, an open one stays what it is")
    func fillsGaps() {
        // Far above what anything else in the process opens.
        let (first, open, last): (Int32, Int32, Int32) = (950, 951, 952)
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        #expect(dup2(ends[1], open) == open)
        defer { for descriptor in ends + [first, open, last] { close(descriptor) } }
        lf_fill_descriptors(first, last)
        for filled in [first, last] {
            var status = stat()
            #expect(fstat(filled, &status) == 0)
            #expect(status.st_mode & S_IFMT == S_IFCHR)
            #expect(write(filled, "lost", 4) == 4)
        }
        var byte: UInt8 = 0
        #expect(write(open, "k", 1) == 1)
        #expect(read(ends[0], &byte, 1) == 1)
        #expect(byte == UInt8(ascii: "k"))
    }
}
