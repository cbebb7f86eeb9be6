// Why this file exists: whoever fills a batch wants to know beforehand how much of a chunk it takes.

extension Batch {
    /// Bytes of lines of one of the batch's streams.
    public func lineBytes(ofStream stream: Int) -> Int { streams[stream].lineBytes }

    /// Bytes of lines that certainly fit, whatever streams they are of, if the batch is to have `limit` at most.
    public func certainRoom(limit: Int) -> Int {
        // Entries are found by 32 bits; what is added at once is far less than the rest of what those can count.
        guard footprint < 1 << 30 else { return 0 }
        return max(0, min(limit, Self.maximumStreamBytes) - lineBytes)
    }
}
