// Why this file exists: every command that reads a configuration must read it as the agent does.

import Agent
import ArgumentParser

/// How a configuration is read by commands that work beside the agent. They have no use for what it left out either.
struct ReadingOptions: ParsableArguments {
    @Flag(name: .long, help: "Fill ${NAME} and ${NAME:-DEFAULT} in from the environment.")
    var expandEnv = false

    var options: AgentSettings.Options {
        var options = AgentSettings.Options()
        options.expandsEnvironment = expandEnv
        options.skipUnsupported = true
        return options
    }
}

/// How a configuration is read where it matters that nothing is left out.
struct StrictReadingOptions: ParsableArguments {
    @OptionGroup var reading: ReadingOptions

    @Flag(name: .long, help: "Go on without sections for other sources than files, such as journal.")
    var skipUnsupported = false

    var options: AgentSettings.Options {
        var options = reading.options
        options.skipUnsupported = skipUnsupported
        return options
    }
}
