// Why this file exists: the `docker` stage, which unwraps the lines of Docker's json-file logging driver.

import Configuration

/// Takes a line of Docker's JSON apart: `log` becomes the line, `stream` a label, `time` the timestamp.
///
///     - docker: {}
///
/// It is these stages: a json stage that extracts `output`, `stream` and `timestamp`, labels, timestamp by RFC3339Nano,
/// and output. The newline that Docker leaves at the end of `log` stays.
final class DockerStage: Stage {
    private let stages: StageSequence

    private init(stages: StageSequence) { self.stages = stages }

    static func decode(_ settings: StageSettings, _ compiler: inout StageCompiler) -> (any Stage)? {
        settings.read { _ in }
        let location = settings.node.location
        func stage(_ name: String, _ settings: [(String, Node)]) -> Node {
            .mapping([(name, .mapping(settings, at: location))], at: location)
        }
        func text(_ text: String) -> Node { .scalar(text, at: location) }
        let expressions = [("output", text("log")), ("stream", text("stream")), ("timestamp", text("time"))]
        let nodes = [
            stage("json", [("expressions", .mapping(expressions, at: location))]),
            stage("labels", [("stream", text("stream"))]),
            stage("timestamp", [("source", text("timestamp")), ("format", text("RFC3339Nano"))]),
            stage("output", [("source", text("output"))]),
        ]
        return DockerStage(stages: StageSequence(compiler.compile(nodes, context: settings.context)))
    }

    func run(_ chunk: Chunk, memory: PipelineMemory) { stages.run(chunk, memory: memory) }
}
