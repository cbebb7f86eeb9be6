// Why this file exists: the version stands in one place.

/// The version of logferry, as in semver.org.
public let logferryVersion = "0.1.0"
