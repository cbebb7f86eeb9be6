// What a user reads when a system call failed.

import Glibc
import Testing

@testable import Platform

@Suite struct SystemErrorTests {
    @Test(arguments: [
        (EACCES, "cannot open /var/log/app.log: Permission denied"),
        (ENOENT, "cannot open /var/log/app.log: No such file or directory"),
        (ENOSPC, "cannot open /var/log/app.log: No space left on device"),
    ])
    func theSentenceNamesTheCallTheFileAndTheReason(code: Int32, sentence: String) {
        #expect("\(SystemError("open", "/var/log/app.log", code: code))" == sentence)
    }

    @Test func theThreadsErrnoIsTaken() {
        errno = EBUSY
        #expect(SystemError.last("remove", "x") == SystemError("remove", "x", code: EBUSY))
    }

    @Test(arguments: [0, -1, 9_999, Int32.max, Int32.min])
    func aNumberThatIsNoErrorHasATextToo(code: Int32) {
        #expect(!SystemError.text(of: code).isEmpty)
    }

    @Test func onlyWhatMayPassIsTransient() {
        for code in [EINTR, EAGAIN, EMFILE, ENFILE, ENOMEM, EIO, ENOSPC, EDQUOT, ESTALE, ENOBUFS] {
            #expect(SystemError("read", "x", code: code).isTransient)
        }
        for code in [ENOENT, EACCES, EPERM, ENOTDIR, EISDIR, EINVAL, EBADF, ELOOP, ENAMETOOLONG, EROFS, 0] {
            #expect(!SystemError("read", "x", code: code).isTransient)
        }
    }
}
