import AWSProtocols
import Ambient
import ServiceModel
import Store

/// The conditions a request sets on what is there already (RFC 9110 section 13).
enum ReadConditions {
    /// What the conditions make of a read.
    enum Outcome {
        case proceed
        case notModified
    }

    /// Decides whether an object is to be sent.
    ///
    /// - Throws: `PreconditionFailed`.
    static func check(_ head: RequestHead, _ object: ObjectRecord) throws(Fault) -> Outcome {
        try checkWanted(head, object, prefix: "")
        return isKnown(head, object, prefix: "") == nil ? .proceed : .notModified
    }

    /// Decides whether an object is to be copied; for copies nothing counts as unmodified.
    ///
    /// - Throws: `PreconditionFailed`.
    static func checkSource(_ head: RequestHead, _ object: ObjectRecord) throws(Fault) {
        let prefix = "x-amz-copy-source-"
        try checkWanted(head, object, prefix: prefix)
        if let failed = isKnown(head, object, prefix: prefix) { throw Words.preconditionFailed(failed) }
    }

    /// Decides whether a write may go ahead: `If-None-Match: *` keeps what is there, `If-Match` changes only what is known.
    ///
    /// - Throws: `PreconditionFailed`, `NoSuchKey`, or `Fault` for another `If-None-Match`.
    static func checkWrite(_ head: RequestHead, _ existing: ObjectRecord?, key: String) throws(Fault) {
        if let wanted = head.header("if-match") {
            guard let existing else { throw Words.noSuchKey(key) }
            guard matches(wanted, existing.etag) else { throw Words.preconditionFailed("If-Match") }
        }
        if let known = head.header("if-none-match") {
            guard known == "*" else {
                throw Words.invalidRequest("A write's If-None-Match is * or nothing.")
            }
            guard existing == nil else { throw Words.preconditionFailed("If-None-Match") }
        }
    }

    static func hasWriteConditions(_ head: RequestHead) -> Bool {
        head.header("if-match") != nil || head.header("if-none-match") != nil
    }

    private static func checkWanted(_ head: RequestHead, _ object: ObjectRecord, prefix: String) throws(Fault) {
        if let wanted = head.header(prefix + "if-match") {
            guard matches(wanted, object.etag) else { throw Words.preconditionFailed("If-Match") }
        } else if let time = head.header(prefix + "if-unmodified-since").flatMap({ Timestamp(httpDate: $0) }) {
            guard object.modifiedAt.seconds <= time.seconds else {
                throw Words.preconditionFailed("If-Unmodified-Since")
            }
        }
    }

    /// The condition by which the client has the object already.
    private static func isKnown(_ head: RequestHead, _ object: ObjectRecord, prefix: String) -> String? {
        if let known = head.header(prefix + "if-none-match") {
            return matches(known, object.etag) ? "If-None-Match" : nil
        }
        guard let time = head.header(prefix + "if-modified-since").flatMap({ Timestamp(httpDate: $0) }) else {
            return nil
        }
        return object.modifiedAt.seconds <= time.seconds ? "If-Modified-Since" : nil
    }

    private static func matches(_ list: String, _ etag: String) -> Bool {
        list.split(separator: ",").contains { entry in
            let tag = entry.filter { $0 != " " && $0 != "\"" }
            return tag == "*" || tag == etag || tag == "W/\(etag)"
        }
    }
}
