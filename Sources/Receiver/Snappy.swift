// Undoes Snappy's compression within a limit, which belongs to Loki's own push format and is no content coding.

import CSnappy

/// The bytes without Snappy's compression.
///
/// Source: https://github.com/google/snappy/blob/main/format_description.txt
///
/// - Throws: 400 when the bytes are not so compressed, 413 when there are more than `limit`.
func unsnapped(_ bytes: [UInt8], limit: Int) throws(PushRefusal) -> [UInt8] {
    let invalid = PushRefusal.malformed("the body is not valid snappy")
    let length = Int(lf_snappy_length(bytes, bytes.count))
    guard length >= 0 else { throw invalid }
    guard length <= limit else { throw .tooLarge(byteCount: length, limit: limit) }
    // Nothing is compressed to less than a twentieth; so nobody gets more memory than twenty times of what was sent.
    guard length / 32 <= bytes.count else { throw invalid }
    var isValid = false
    let plain = [UInt8](unsafeUninitializedCapacity: length) { plain, count in
        guard let base = plain.baseAddress else {
            isValid = bytes.count == 1
            return
        }
        isValid = lf_snappy_uncompress(bytes, bytes.count, base) == 1
        count = isValid ? length : 0
    }
    guard isValid else { throw invalid }
    return plain
}
