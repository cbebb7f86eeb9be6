// Why this file exists: the 95th percentile of a million durations must fit into a few hundred bytes, and those of two
// minutes must add up to that of both.

import Glibc

/// The distribution of many numbers, of which any quantile can be asked with a relative error of at most 1 %.
///
/// A DDSketch (C. Masson, J. E. Rim, H. K. Lee: "DDSketch: a fast and fully-mergeable quantile sketch with
/// relative-error guarantees", https://arxiv.org/abs/1908.10693): a number counts in the bucket of its logarithm, and all
/// numbers of a bucket are within 1 % of its middle. Numbers nearer to 0 than 1e-9 count as 0. There are at most 1,024
/// buckets, so that the error holds from the greatest number down to the billionth part of it; what is smaller counts as
/// that. Memory: 4 bytes a bucket between the smallest and the greatest number, so at most 4 KiB on either side of 0.
public struct QuantileSketch: Sendable {
    /// The greatest relative error of a quantile.
    public static let relativeError = 0.01
    private static let gamma = (1 + relativeError) / (1 - relativeError)
    private static let perLogarithm = 1 / log(gamma)
    private static let smallest = 1e-9

    private var positive = BucketRun()
    private var negative: BucketRun?
    private var positives: UInt64 = 0
    private var zeros: UInt64 = 0
    private var negatives: UInt64 = 0
    private var least = Double.infinity
    private var greatest = -Double.infinity
    /// The sum of all numbers.
    public private(set) var sum = 0.0

    /// Of no numbers.
    public init() {}

    /// How many numbers there are.
    public var count: UInt64 { positives &+ zeros &+ negatives }

    /// Their mean; 0 if there are none.
    public var average: Double { count == 0 ? 0 : sum / Double(count) }

    /// Bytes of memory besides the value itself.
    public var bytes: Int { positive.bytes + (negative?.bytes ?? 0) }

    /// Adds a number. Infinities and what is no number are passed over.
    /// - Returns: by how many bytes the memory has grown.
    @discardableResult
    @inline(__always)
    public mutating func add(_ value: Double) -> Int {
        guard value.isFinite else { return 0 }
        sum += value
        least = min(least, value)
        greatest = max(greatest, value)
        if value >= Self.smallest {
            positives &+= 1
            return positive.add(Self.bucket(of: value))
        }
        return addOther(value)
    }

    @inline(never)
    private mutating func addOther(_ value: Double) -> Int {
        guard value <= -Self.smallest else {
            zeros &+= 1
            return 0
        }
        negatives &+= 1
        var run = negative ?? BucketRun()
        let growth = run.add(Self.bucket(of: -value))
        negative = run
        return growth
    }

    @inline(__always)
    private static func bucket(of magnitude: Double) -> Int {
        Int(ceil(log(magnitude) * perLogarithm))
    }

    /// The number that all of a bucket are within 1 % of.
    private static func middle(of bucket: Int) -> Double {
        exp(Double(bucket) / perLogarithm) * 2 / (gamma + 1)
    }

    /// Adds all numbers of another sketch; the error stays the same.
    public mutating func merge(_ other: QuantileSketch) {
        positive.merge(other.positive)
        if let run = other.negative {
            var both = negative ?? BucketRun()
            both.merge(run)
            negative = both
        }
        positives &+= other.positives
        zeros &+= other.zeros
        negatives &+= other.negatives
        least = min(least, other.least)
        greatest = max(greatest, other.greatest)
        sum += other.sum
    }

    /// The least number that is not below the given share of all, by the nearest rank: of `n` in order that at place
    /// `share * n`, rounded up; nil if there are none.
    /// - Parameter share: from 0 to 1; what lies beyond counts as these.
    public func quantile(_ share: Double) -> Double? {
        guard count > 0 else { return nil }
        let place = (max(0, min(1, share.isNaN ? 0 : share)) * Double(count)).rounded(.up)
        let rank = min(count, max(1, UInt64(min(place, 0x1p63)))) - 1
        let value: Double
        if rank < negatives {
            value = -Self.middle(of: (negative ?? BucketRun()).bucket(atRank: negatives - 1 - rank))
        } else if rank < negatives + zeros {
            value = 0
        } else {
            value = Self.middle(of: positive.bucket(atRank: rank - negatives - zeros))
        }
        return max(least, min(greatest, value))
    }
}
