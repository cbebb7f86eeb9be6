// Why this file exists: the times that are taken, and the next free one without a search through all of them.

import Glibc
import Platform

/// Which times are taken by which texts, in one run of possible twins.
///
/// A place is open addressing by the hash of (text, time). A taken time points to a later one that may be free, and
/// every search shortens the way for the next, as in a union of disjoint sets: n equal lines cost n steps, not n².
/// A text is known by 64 bits of its hash: should two have the same, a line moves a nanosecond further than it had
/// to, and none is lost. Used by one thread.
final class TwinTable {
    /// What does the work: a pointer, to be copied without being counted. Good as long as its table.
    let places: TwinPlaces

    init() { places = TwinPlaces() }

    deinit { places.deallocate() }

    /// The same in memory of its own.
    func copy() -> TwinTable {
        let copy = TwinTable()
        copy.places.become(places)
        return copy
    }
}

/// The places of a `TwinTable`.
struct TwinPlaces {
    // In memory of its own, so that an access is a load and no check for exclusive access.
    private let storage: UnsafeMutablePointer<Storage>

    private struct Storage {
        var count = 0
        /// A power of two.
        var slots: Int
        /// The hash of (text, time), 0 for a free slot.
        let hashes: UnsafeMutablePointer<UInt64>
        /// How many nanoseconds behind a taken time to look on, at least 1.
        let steps: UnsafeMutablePointer<UInt32>

        init(slots: Int) {
            self.slots = slots
            hashes = .allocate(capacity: slots)
            steps = .allocate(capacity: slots)
            hashes.initialize(repeating: 0, count: slots)
        }

        func deallocate() {
            hashes.deallocate()
            steps.deallocate()
        }
    }

    private static let fewestSlots = 16

    fileprivate init() {
        storage = .allocate(capacity: 1)
        storage.initialize(to: Storage(slots: Self.fewestSlots))
    }

    fileprivate func deallocate() {
        storage.pointee.deallocate()
        storage.deallocate()
    }

    /// How many times are taken.
    var count: Int { storage.pointee.count }
    /// Bytes of memory that it holds.
    var footprint: Int { storage.pointee.slots * 12 }

    /// Takes the first time from `time` on that this text has not taken, and returns it. At the end of time there is
    /// none, and the last one is given twice.
    func take(_ text: UInt64, at time: Int64) -> Int64 {
        if (storage.pointee.count + 1) * 4 > storage.pointee.slots * 3 {
            resize(to: storage.pointee.slots * 2)
        }
        let first = find(Self.hash(text, time))
        guard first.isTaken else {
            put(Self.hash(text, time), at: first.slot)
            return time
        }
        let steps = storage.pointee.steps
        var (slot, place) = (first.slot, time)
        while true {
            let (next, overflow) = place.addingReportingOverflow(Int64(steps[slot]))
            guard !overflow else { return .max }
            let hash = Self.hash(text, next)
            let found = find(hash)
            guard found.isTaken else {
                put(hash, at: found.slot)
                steps[first.slot] = UInt32(clamping: (next &- time) &+ 1)
                return next
            }
            // From here on this one leads past the next, whose way has been walked.
            steps[slot] = UInt32(clamping: UInt64(steps[slot]) + UInt64(steps[found.slot]))
            (slot, place) = (found.slot, next)
        }
    }

    /// Forgets all times, and the memory if most of it was not used.
    func removeAll() {
        let wanted = storage.pointee.count * 4
        storage.pointee.count = 0
        if wanted < storage.pointee.slots, storage.pointee.slots > Self.fewestSlots {
            storage.pointee.deallocate()
            var slots = Self.fewestSlots
            while slots < wanted { slots *= 2 }
            storage.pointee = Storage(slots: slots)
        } else {
            storage.pointee.hashes.update(repeating: 0, count: storage.pointee.slots)
        }
    }

    /// Takes over what another one has.
    fileprivate func become(_ other: TwinPlaces) {
        storage.pointee.deallocate()
        storage.pointee = Storage(slots: other.storage.pointee.slots)
        storage.pointee.count = other.count
        storage.pointee.hashes.update(from: other.storage.pointee.hashes, count: storage.pointee.slots)
        memcpy(storage.pointee.steps, other.storage.pointee.steps, storage.pointee.slots * 4)
    }

    private func put(_ hash: UInt64, at slot: Int) {
        storage.pointee.hashes[slot] = hash
        storage.pointee.steps[slot] = 1
        storage.pointee.count += 1
    }

    /// The slot of a hash, or the free one where it belongs.
    private func find(_ hash: UInt64) -> (slot: Int, isTaken: Bool) {
        let (hashes, mask) = (storage.pointee.hashes, storage.pointee.slots - 1)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while hashes[slot] != 0 {
            if hashes[slot] == hash { return (slot, true) }
            slot = (slot + 1) & mask
        }
        return (slot, false)
    }

    private func resize(to slots: Int) {
        let old = storage.pointee
        storage.pointee = Storage(slots: slots)
        storage.pointee.count = old.count
        for slot in 0..<old.slots where old.hashes[slot] != 0 {
            let place = find(old.hashes[slot]).slot
            storage.pointee.hashes[place] = old.hashes[slot]
            storage.pointee.steps[place] = old.steps[slot]
        }
        old.deallocate()
    }

    @inline(__always)
    private static func hash(_ text: UInt64, _ time: Int64) -> UInt64 {
        let hash = Hash64.mix(text ^ Hash64.mix(UInt64(bitPattern: time)))
        return hash == 0 ? 1 : hash
    }
}
