import AWSVocabulary
import Ambient
import JSONTree
import Store

/// One line of the journal: a record, its number, and the hash of the line before it.
///
/// `{"number":2,"previous":"<64 hexadecimal digits>","at":<milliseconds>,"user":…,"hidden":true,"event":{…},"explanation":{…}}`
struct JournalLine: Sendable {
    /// What the first line of all follows.
    static let beginning = String(repeating: "0", count: 64)

    private static let limits = JSONLimits(maximumBytes: 4 << 20, maximumDepth: 128, maximumValues: 1_000_000)

    let number: Int64
    let previous: String
    let record: AuditRecord

    /// The bytes without the newline.
    static func bytes(_ record: AuditRecord, number: Int64, previous: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(record.event.count + (record.explanation?.count ?? 0) + 192)
        bytes += "{\"number\":\(number),\"previous\":\"\(previous)\",\"at\":\(record.time.milliseconds)".utf8
        if let user = record.userName {
            bytes += ",\"user\":".utf8
            bytes += JSON.string(user).serialized()
        }
        if !record.isInEventHistory { bytes += ",\"hidden\":true".utf8 }
        bytes += ",\"event\":".utf8
        bytes += record.event
        if let explanation = record.explanation {
            bytes += ",\"explanation\":".utf8
            bytes += explanation
        }
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    /// Reads a line back; `isWhole` false leaves the event and the explanation out, which are most of it.
    ///
    /// - Throws: `StoreError.corrupt`, saying what is wrong with it.
    init(_ bytes: [UInt8], isWhole: Bool = true) throws(StoreError) {
        let line: JSON
        do throws(JSONError) { line = try JSON(parsing: bytes, limits: Self.limits) } catch {
            throw .corrupt("a line of the audit journal is not JSON: \(error)")
        }
        guard let number = line["number"]?.integer, let previous = line["previous"]?.string,
            let milliseconds = line["at"]?.integer, let event = line["event"], event.object != nil,
            let request = event["requestID"]?.string.flatMap({ RequestID($0) }),
            let eventID = event["eventID"]?.string, let name = event["eventName"]?.string,
            let source = event["eventSource"]?.string
        else { throw .corrupt("a line of the audit journal lacks what every record has") }
        self.number = Int64(number)
        self.previous = previous
        record = AuditRecord(
            requestID: request,
            eventID: eventID,
            time: Timestamp(milliseconds: Int64(milliseconds)),
            eventName: name,
            eventSource: source,
            isReadOnly: event["readOnly"]?.boolean ?? false,
            userName: line["user"]?.string,
            accessKeyID: event["userIdentity"]?["accessKeyId"]?.string,
            resources: (event["resources"]?.array ?? []).map { resource in
                AuditRecord.Resource(
                    type: resource["type"]?.string ?? "",
                    name: resource["ARN"]?.string ?? resource["resourceName"]?.string ?? ""
                )
            },
            errorCode: event["errorCode"]?.string,
            isInEventHistory: line["hidden"]?.boolean != true,
            event: isWhole ? event.serialized() : [],
            explanation: isWhole ? line["explanation"]?.serialized() : nil
        )
    }
}
