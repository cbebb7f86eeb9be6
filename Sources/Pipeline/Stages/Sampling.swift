// Why this file exists: the `sampling` stage, which lets a share of the lines through.

import Configuration
import Platform

/// Lets a share of the entries through and drops the others.
///
///     - sampling:
///         rate: 0.1                            # one in ten; 0 drops all, 1 none
///         drop_counter_reason: sampling_stage  # the default
///
/// Which ones depends on nothing but where the line stands in its file and on the stage's place in the configuration,
/// so that a line that is read again meets the same fate.
final class SamplingStage: Stage {
    /// Entries whose number is below this go through; nil for all.
    private let threshold: UInt64?
    /// So that two stages decide apart.
    private let salt: UInt64
    private let reason: DropReason

    private init(threshold: UInt64?, salt: UInt64, reason: DropReason) {
        self.threshold = threshold
        self.salt = salt
        self.reason = reason
    }

    static func decode(_ settings: StageSettings, _ compiler: inout StageCompiler) -> (any Stage)? {
        settings.read { reader in
            reader.require("rate", example: "0.1")
            let rate = reader.double("rate", in: 0...1)
            let reason = reader.string("drop_counter_reason") ?? "sampling_stage"
            guard let rate else { return nil }
            var context = settings.context
            let salt = context.withUTF8 { TextHash.of(UnsafeRawBufferPointer($0), seed: 0).hash }
            return SamplingStage(
                threshold: rate < 1 ? UInt64(rate * 0x1p64) : nil, salt: salt,
                reason: DropReason(named: reason))
        }
    }

    func run(_ chunk: Chunk, memory: PipelineMemory) {
        guard let threshold else { return }
        for row in 0..<chunk.count where chunk.dropped[row] == .none {
            if Hash64.mix(chunk.seed(row) ^ salt) >= threshold { chunk.dropped[row] = reason }
        }
    }
}
