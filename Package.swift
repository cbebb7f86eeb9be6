// swift-tools-version: 6.1
import PackageDescription

/// Every target is compiled in the Swift 6 language mode; nothing here loosens a check of the compiler.
let swift: [SwiftSetting] = [.swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny")]

let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
]

/// RE2's soname differs between distributions, so packages have it inside: packaging/build names the archives. Whoever builds for
/// the machine at hand takes what is there.
let re2 = Context.environment["LOGFERRY_RE2"]?.split(separator: " ").map(String.init) ?? ["re2"]

/// What is fuzzed, in the tests and by libFuzzer.
let fuzzing: [Target.Dependency] = [
    "Agent", "Checkpoints", "Configuration", "HTTPServing", "Pipeline", "Platform", "Receiver", "TestSupport",
    .product(name: "NIOEmbedded", package: "swift-nio"),
]

let package = Package(
    name: "logferry",
    products: [
        .executable(name: "logferry", targets: ["logferry"]),
        // Preloaded by the soak, which kills the agent between two of its system calls; not shipped.
        .library(name: "StepKiller", type: .dynamic, targets: ["CStepKiller"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Libraries of the system.
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CBZ2", providers: [.apt(["libbz2-dev"])]),
        .target(name: "CISAL", linkerSettings: [.linkedLibrary("isal")]),
        .systemLibrary(name: "CYAML", providers: [.apt(["libyaml-dev"])]),
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
        .target(name: "CRE2", linkerSettings: (re2 + ["stdc++"]).map { .linkedLibrary($0) }),
        // Without types at run time: newer builds of Snappy do not have those of the classes that are derived from.
        .target(
            name: "CSnappy", cxxSettings: [.unsafeFlags(["-fno-rtti"])],
            linkerSettings: [.linkedLibrary("snappy"), .linkedLibrary("stdc++")]),
        .target(name: "CCrypto", linkerSettings: [.linkedLibrary("crypto"), .linkedLibrary("crypt")]),
        .target(name: "CMaxMindDB", linkerSettings: [.linkedLibrary("maxminddb")]),
        .target(name: "CPlatform"),

        // The rooms.
        .target(name: "Platform", dependencies: ["CPlatform"], swiftSettings: swift),
        .target(name: "Configuration", dependencies: ["CYAML"], swiftSettings: swift),
        .target(name: "Analysis", dependencies: ["Platform"], swiftSettings: swift),
        .target(
            name: "Tailing", dependencies: ["Configuration", "Platform", "CISAL", "CZlib", "CBZ2"],
            swiftSettings: swift),
        .target(
            name: "Checkpoints", dependencies: ["Configuration", "Platform", "CZlib"], swiftSettings: swift),
        .target(
            name: "Pipeline",
            dependencies: [
                "Analysis", "Configuration", "Platform", "CCrypto", "CMaxMindDB", "CRE2", "CZlib",
            ],
            swiftSettings: swift),
        .target(
            name: "Loki", dependencies: ["Configuration", "Platform", "CCurl", "CISAL", "CSnappy", "CZlib"],
            swiftSettings: swift),
        .target(
            name: "Rotation", dependencies: ["Configuration", "Platform", "CZlib"], swiftSettings: swift),
        .target(name: "HTTPServing", dependencies: nio + ["CCrypto", "Platform"], swiftSettings: swift),
        .target(
            name: "Telemetry",
            dependencies: ["Analysis", "Configuration", "Platform", "HTTPServing"],
            swiftSettings: swift),
        .target(name: "Receiver", dependencies: ["HTTPServing", "CSnappy", "CZlib"], swiftSettings: swift),
        .target(
            name: "Agent",
            dependencies: [
                "Analysis", "Configuration", "Platform", "Tailing", "Checkpoints", "Pipeline", "Loki",
                "Rotation", "Telemetry",
                "HTTPServing", "CCrypto",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: swift),
        .target(name: "Display", dependencies: ["Analysis", "Platform", "Telemetry"], swiftSettings: swift),
        .target(
            name: "Demonstration", dependencies: ["Display", "Platform", "Receiver"], swiftSettings: swift),
        .executableTarget(
            name: "logferry",
            dependencies: [
                "Agent", "Analysis", "Configuration", "Demonstration", "Display", "HTTPServing", "Loki",
                "Pipeline", "Platform", "Receiver", "Rotation", "Telemetry",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: swift,
            // Nothing loads the program as a library: a table of its 20,000 symbols would only fill memory.
            linkerSettings: [.unsafeFlags(["-Xlinker", "--no-export-dynamic"])]),

        // What tries the agent out and measures it, which is not shipped.
        .target(name: "Workbench", dependencies: ["CPlatform"], swiftSettings: swift),
        .target(name: "CAllocations"),
        .target(name: "CStepKiller"),
        .target(
            name: "Benchmarking", dependencies: ["Configuration", "Pipeline", "Platform", "Workbench"],
            swiftSettings: swift),
        .executableTarget(
            name: "logferry-bench",
            dependencies: [
                "Benchmarking", "CAllocations", "CZlib", "HTTPServing", "Platform", "Workbench",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: swift),

        // What of the agent's cost can be held to a bound: instructions and allocations, counted and not timed.
        .target(
            name: "Guarding",
            dependencies: ["Configuration", "Loki", "Pipeline", "Platform", "Tailing", "Workbench"],
            swiftSettings: swift),
        .executableTarget(
            name: "logferry-guard", dependencies: ["Benchmarking", "CAllocations", "Guarding", "Workbench"],
            swiftSettings: swift,
            // Valgrind reads what debuggers read, and does not know all of it.
            linkerSettings: [.unsafeFlags(["-Xlinker", "--strip-debug"])]),

        // The simulation of the whole agent, which is not shipped either.
        .target(
            name: "Simulation",
            dependencies: [
                "Agent", "Checkpoints", "Configuration", "Loki", "Platform", "Tailing", "CSnappy", "CZlib",
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/Simulation", swiftSettings: swift),
        .executableTarget(
            name: "logferry-simulate",
            dependencies: [
                "Simulation", "Platform", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Tests/logferry-simulate", swiftSettings: swift),

        .target(name: "Soaking", dependencies: ["Receiver", "Workbench"], swiftSettings: swift),
        .executableTarget(
            name: "logferry-soak",
            dependencies: [
                "CZlib", "HTTPServing", "Platform", "Receiver", "Soaking", "Workbench",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: swift),

        .testTarget(name: "WorkbenchTests", dependencies: ["Workbench"], swiftSettings: swift),
        .testTarget(
            name: "SimulationTests",
            dependencies: ["logferry-simulate", "Platform", "Workbench", "TestSupport"],
            swiftSettings: swift),
        .testTarget(
            name: "BenchmarkingTests", dependencies: ["Benchmarking", "Workbench"], swiftSettings: swift),
        .testTarget(
            name: "GuardingTests",
            dependencies: ["Benchmarking", "CSnappy", "Guarding", "Platform", "TestSupport"],
            swiftSettings: swift),
        .testTarget(name: "SoakingTests", dependencies: ["Soaking", "Receiver"], swiftSettings: swift),
        .testTarget(
            name: "FuzzingTests", dependencies: fuzzing, exclude: ["CFuzzer", "Fuzzer"], swiftSettings: swift),
        .testTarget(name: "AnalysisTests", dependencies: ["Analysis", "TestSupport"], swiftSettings: swift),
        .testTarget(name: "ConfigurationTests", dependencies: ["Configuration"], swiftSettings: swift),
        .testTarget(
            name: "PlatformTests", dependencies: ["Platform", "CPlatform", "TestSupport"],
            swiftSettings: swift),
        .testTarget(
            name: "TailingTests", dependencies: ["Tailing", "Platform", "TestSupport"], swiftSettings: swift),
        .testTarget(
            name: "RotationTests", dependencies: ["Rotation", "Configuration", "Platform", "TestSupport"],
            swiftSettings: swift),
        .target(
            name: "TestSupport", dependencies: ["HTTPServing", "Platform", "CSnappy", "CZlib"],
            path: "Tests/TestSupport",
            swiftSettings: swift),
        .testTarget(
            name: "HTTPServingTests",
            dependencies: [
                "HTTPServing", "TestSupport", .product(name: "NIOEmbedded", package: "swift-nio"),
            ],
            swiftSettings: swift),
        .testTarget(
            name: "ReceiverTests", dependencies: ["Receiver", "HTTPServing", "CZlib", "TestSupport"],
            swiftSettings: swift),
        .testTarget(
            name: "PipelineTests",
            dependencies: ["Analysis", "CRE2", "Pipeline", "Configuration", "Platform", "TestSupport"],
            exclude: ["Data"], swiftSettings: swift),
        .testTarget(
            name: "AgentTests",
            dependencies: [
                "Agent", "Analysis", "Receiver", "Configuration", "HTTPServing", "Loki", "Pipeline",
                "Platform",
                "Rotation",
                "Tailing", "Telemetry",
                "Checkpoints", "CZlib", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: swift),
        .testTarget(
            name: "CheckpointsTests", dependencies: ["Checkpoints", "Platform", "TestSupport"],
            swiftSettings: swift),
        .testTarget(
            name: "LokiTests",
            dependencies: ["Loki", "Configuration", "Platform", "Receiver", "HTTPServing", "TestSupport"],
            swiftSettings: swift),
        .testTarget(
            name: "TelemetryTests",
            dependencies: [
                "Analysis", "CCrypto", "HTTPServing", "Platform", "Telemetry", "TestSupport", "Workbench",
            ],
            swiftSettings: swift),
        .testTarget(
            name: "DisplayTests", dependencies: ["Analysis", "Display", "Platform", "Telemetry"],
            swiftSettings: swift),
        .testTarget(
            name: "DemonstrationTests",
            dependencies: ["Demonstration", "Display", "Agent", "Configuration", "Platform", "Receiver"],
            swiftSettings: swift),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "logferry", "logferry-soak", "Receiver", "HTTPServing", "Configuration", "Platform",
                "CPlatform", "Telemetry", "TestSupport",
            ],
            swiftSettings: swift),
    ]
)

// packaging/fuzz says where libFuzzer is: what is fuzzed then has its counters, and there is a program that runs it.
if let libFuzzer = Context.environment["LOGFERRY_FUZZ"] {
    package.targets.removeAll { $0.type == .test }
    for target in package.targets where fuzzing.contains(where: { $0.isTarget(target.name) }) {
        target.swiftSettings?.append(.unsafeFlags(["-sanitize=fuzzer,address"]))
    }
    package.targets += [
        .target(name: "CFuzzer", path: "Tests/FuzzingTests/CFuzzer"),
        .executableTarget(
            name: "logferry-fuzz", dependencies: fuzzing + ["CFuzzer"], path: "Tests/FuzzingTests",
            exclude: ["CFuzzer", "FuzzingTests.swift"], swiftSettings: swift,
            linkerSettings: [.unsafeFlags([libFuzzer, "-lstdc++"])]),
    ]
}

extension Target.Dependency {
    /// True for a target of this package with this name.
    func isTarget(_ name: String) -> Bool {
        if case .byNameItem(let other, _) = self { other == name } else { false }
    }
}
