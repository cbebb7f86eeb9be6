// Why this file exists: MaxMind's databases are files with a tree of addresses and records of nested maps.

import CMaxMindDB

/// An open database in the MaxMind DB format (https://maxmind.github.io/MaxMind-DB/). Used by one thread.
///
/// The file is mapped into memory: it has to be replaced by renaming a new one into its place, as geoipupdate does. Until
/// the next one is opened, the old one is read.
final class AddressDatabase {
    private let handle: OpaquePointer

    /// Why a file is no database.
    struct OpenError: Error {
        let reason: String
    }

    init(path: String) throws(OpenError) {
        var reason: UnsafePointer<CChar>?
        guard let handle = lf_mmdb_open(path, &reason) else {
            throw OpenError(reason: reason.map { String(cString: $0) } ?? "unknown error")
        }
        self.handle = handle
    }

    deinit { lf_mmdb_close(handle) }

    /// What the database says it is, such as "GeoLite2-City".
    var type: String { String(cString: lf_mmdb_type(handle)) }

    /// Where the record of an address is; nil if nothing is known of it.
    func record(of address: IPAddress) -> UInt32? {
        var record: UInt32 = 0
        let isFound = address.withBytes { lf_mmdb_find(handle, $0, address.length, &record) == 1 }
        return isFound ? record : nil
    }

    /// The text of a value of a record; nil if it has none there.
    func text(of record: UInt32, at path: FieldPath) -> String? {
        let value = path.withKeys { lf_mmdb_value(handle, record, $0) }
        switch value.kind {
        case LF_MMDB_TEXT:
            return String(
                decoding: UnsafeRawBufferPointer(start: value.text, count: value.length), as: UTF8.self)
        case LF_MMDB_UNSIGNED: return String(value.number)
        case LF_MMDB_DOUBLE where value.fraction.isFinite: return NumberText.text(of: value.fraction)
        default: return nil
        }
    }
}

/// Where in a record a value is: keys of maps and indexes of arrays.
final class FieldPath {
    private let keys: UnsafeMutableBufferPointer<UnsafePointer<CChar>?>

    init(_ keys: [String]) {
        self.keys = .allocate(capacity: keys.count + 1)
        self.keys.initialize(repeating: nil)
        for (index, key) in keys.enumerated() {
            let characters = Array(key.utf8CString)
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: characters.count)
            copy.initialize(from: characters, count: characters.count)
            self.keys[index] = UnsafePointer(copy)
        }
    }

    deinit {
        for key in keys { key?.deallocate() }
        keys.deallocate()
    }

    func withKeys<Result>(_ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result) -> Result {
        body(keys.baseAddress.map { UnsafePointer($0) })
    }
}
