// Why this file exists: what becomes of a line depends on those before it, and this is what must be known of them.

import Checkpoints
import Pipeline
import Platform

/// What the ferry knows of the lines before a reader's offset in a generation.
struct ReadingPlace {
    /// What the stages remember.
    var memory: PipelineMemory
    /// The lines that may have a twin among those to come.
    var run: TwinRun

    /// Takes both as they are; by default, nothing is before the place.
    init(memory: PipelineMemory = PipelineMemory(), run: TwinRun = TwinRun()) {
        self.memory = memory
        self.run = run
    }

    /// The place up to which a client's entries were answered, or one behind it that a reader has reached meanwhile.
    init(_ progress: Progress, readerAt offset: Int64) {
        let memory = PipelineMemory(lastTimestamp: progress.lastTimestamp, words: progress.memory)
        self.init(memory: memory)
        // Between the two the lines are known to nobody: they are read again, as those of a run are.
        guard progress.needed < offset else { return }
        let isRun = progress.needed < progress.offset
        run = TwinRun(
            start: progress.needed,
            memory: isRun
                ? PipelineMemory(lastTimestamp: progress.runTimestamp, words: progress.runMemory) : memory)
    }

    /// This place as it is remembered when all before `offset` was answered.
    func progress(offset: Int64, tail: UInt64?) -> Progress {
        Progress(
            offset: offset, lastTimestamp: memory.lastTimestamp, tail: tail, runStart: run.start,
            runTimestamp: run.memory.lastTimestamp,
            memory: memory.words, runMemory: run.memory.words)
    }
}

/// How much memory the tables of all runs hold together.
final class TwinBudget {
    /// The most bytes: beyond that, runs of other files give theirs back and are read again when they go on.
    static let maximumBytes = 4 << 20
    var bytes = 0
}
