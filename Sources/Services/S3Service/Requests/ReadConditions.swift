import AWSProtocols
import Ambient
import ServiceModel
import Store

/// The conditions a reader sets (RFC 9110 section 13).
enum ReadConditions {
    /// What the conditions make of a read.
    enum Outcome {
        case proceed
        case notModified
    }

    /// - Throws: `PreconditionFailed`.
    static func check(_ head: RequestHead, _ object: ObjectRecord) throws(Fault) -> Outcome {
        if let wanted = head.header("if-match") {
            guard matches(wanted, object.etag) else { throw Words.preconditionFailed }
        } else if let time = head.header("if-unmodified-since").flatMap({ Timestamp(httpDate: $0) }) {
            guard object.modifiedAt.seconds <= time.seconds else { throw Words.preconditionFailed }
        }
        if let known = head.header("if-none-match") {
            if matches(known, object.etag) { return .notModified }
        } else if let time = head.header("if-modified-since").flatMap({ Timestamp(httpDate: $0) }) {
            if object.modifiedAt.seconds <= time.seconds { return .notModified }
        }
        return .proceed
    }

    static func matches(_ list: String, _ etag: String) -> Bool {
        list.split(separator: ",").contains { entry in
            let tag = entry.filter { $0 != " " && $0 != "\"" }
            return tag == "*" || tag == etag || tag == "W/\(etag)"
        }
    }
}
