import AWSProtocols
import Ambient
import ServiceModel
import Store

/// One range of bytes (RFC 9110 section 14).
struct ByteRange: Sendable, Hashable {
    let offset: Int
    let length: Int

    /// The range of an object that a request asks for.
    ///
    /// Nil for requests without a range, with one that is not understood and therefore ignored, or with one that is only
    /// wanted of another version (`If-Range`).
    ///
    /// - Throws: `InvalidRange` if nothing of the range exists.
    init?(_ head: RequestHead, of object: ObjectRecord) throws(Fault) {
        guard let text = head.header("range"), text.hasPrefix("bytes="), !text.contains(",") else { return nil }
        if let version = head.header("if-range"), version != "\"\(object.etag)\"",
            version != object.modifiedAt.httpDate
        {
            return nil
        }
        guard let ends = ByteRange.ends(text.dropFirst("bytes=".count)) else { return nil }
        switch ends {
        case (nil, nil): return nil
        case (nil, let count?):
            guard count > 0, object.size > 0 else { throw Words.invalidRange(text, size: object.size) }
            length = min(count, object.size)
            offset = object.size - length
        case (let first?, let last):
            guard last ?? first >= first else { return nil }
            guard first < object.size else { throw Words.invalidRange(text, size: object.size) }
            offset = first
            length = min(last ?? object.size - 1, object.size - 1) - first + 1
        }
    }

    /// The range of a source that becomes a part: `bytes=first-last`, all of which must exist.
    ///
    /// - Throws: `InvalidArgument` or `InvalidRange`.
    init(copySourceRange text: String, size: Int) throws(Fault) {
        guard text.hasPrefix("bytes="), let ends = ByteRange.ends(text.dropFirst("bytes=".count)),
            let first = ends.first, let last = ends.last, first <= last
        else {
            throw Words.invalidArgument(
                """
                The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the \
                zero-based offsets of the first and last bytes to copy
                """
            )
        }
        guard last < size else {
            throw Words.invalidArgument("Range specified is not valid for source object of size: \(size)")
        }
        offset = first
        length = last - first + 1
    }

    /// The two numbers of a range, each of which may be missing; nil if they are no numbers.
    private static func ends(_ text: Substring) -> (first: Int?, last: Int?)? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) else {
            return nil
        }
        let numbers = parts.map { $0.isEmpty ? nil : Int($0) ?? Int.max }
        return (numbers[0], numbers[1])
    }
}
