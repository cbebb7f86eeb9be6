import Platform
import Rotation

final class ScriptRunner: ScriptRunning {
    func run(
        _ command: [String], input: Int32?, output: Int32?, as identity: Policy.Identity?,
        shouldStop: () -> Bool
    ) -> ScriptResult { ScriptResult(.notStarted("")) }
    func send(_ signal: Int32, to process: Int32) throws(SystemError) {}
}
extension RotationState {
    static func exists(in directory: String) -> Bool {
        (try? FileStatus.of(path: FileSystem.join(directory, fileName))) != nil
    }
}
extension Plan {
    func lines(of policy: Policy) -> [String] { steps.map { "\($0.action)" } }
}
