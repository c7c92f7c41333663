import AWSVocabulary
import Ambient
package import Store

/// What every `AuditStore` must do.
package enum AuditStoreConformance {
    package static var claims: [ConformanceClaim<any AuditStore>] {
        [findsByRequest, newestFirst, findsByAttribute, findsByTime, hides]
    }

    /// The record of a number, which is also its time in seconds; the even ones are read-only.
    package static func record(_ number: Int, name: String = "AssumeRole", isHidden: Bool = false) -> AuditRecord {
        let id = RequestID(uuid: [UInt8](repeating: UInt8(number), count: 16))
        let eventID = String(id.description.prefix(24)) + "feedfeedfeed"
        let role = "arn:aws:iam::111122223333:role/r\(number)"
        let event = """
            {"eventName":"\(name)","eventSource":"sts.amazonaws.com","requestID":"\(id)","eventID":"\(eventID)",\
            "readOnly":\(number % 2 == 0),"userIdentity":{"accessKeyId":"ASIA\(number)"},"resources":[{"accountId":\
            "111122223333","type":"AWS::IAM::Role","ARN":"\(role)"}],"errorCode":"AccessDenied"}
            """
        return AuditRecord(
            requestID: id,
            eventID: eventID,
            time: Timestamp(seconds: Int64(number)),
            eventName: name,
            eventSource: "sts.amazonaws.com",
            isReadOnly: number % 2 == 0,
            userName: "user \(number)",
            accessKeyID: "ASIA\(number)",
            resources: [AuditRecord.Resource(type: "AWS::IAM::Role", name: role)],
            errorCode: "AccessDenied",
            isInEventHistory: !isHidden,
            event: Array(event.utf8),
            explanation: Array(#"{"decision":"Deny"}"#.utf8)
        )
    }

    private static let findsByRequest = ConformanceClaim<any AuditStore>(
        "the record of a request is found whole, also when the store is opened again, and that of another is not"
    ) { open in
        try await open().append([record(1), record(2)])
        let store = try await open()
        return difference("first", try await store.record(of: record(1).requestID), record(1))
            + difference("second", try await store.record(of: record(2).requestID), record(2))
            + difference("third", try await store.record(of: record(3).requestID), nil)
    }

    private static let newestFirst = ConformanceClaim<any AuditStore>(
        "records come newest first, a page at a time, each once"
    ) { open in
        let store = try await open()
        for number in 1...5 { try await store.append([record(number)]) }
        var pages: [[Int64]] = []
        var query = AuditQuery(limit: 2)
        repeat {
            let page = try await store.records(matching: query)
            pages.append(page.records.map(\.time.seconds))
            query.after = page.next
        } while query.after != nil && pages.count < 9
        return difference("pages", pages, [[5, 4], [3, 2], [1]])
    }

    private static let findsByAttribute = ConformanceClaim<any AuditStore>(
        "an attribute finds those that have it, and only those"
    ) { open in
        let store = try await open()
        try await store.append((1...4).map { record($0, name: $0 == 4 ? "CreateRole" : "AssumeRole") })
        let rows: [(AuditQuery.Attribute, [Int64])] = [
            (.eventID(record(2).eventID), [2]), (.eventName("AssumeRole"), [3, 2, 1]), (.eventName("assumerole"), []),
            (.isReadOnly(true), [4, 2]), (.isReadOnly(false), [3, 1]), (.userName("user 3"), [3]), (.userName("u"), []),
            (.resourceType("AWS::IAM::Role"), [4, 3, 2, 1]), (.resourceType("AWS::IAM::User"), []),
            (.resourceName("arn:aws:iam::111122223333:role/r1"), [1]),
            (.eventSource("sts.amazonaws.com"), [4, 3, 2, 1]),
            (.eventSource("iam.amazonaws.com"), []), (.accessKeyID("ASIA4"), [4]),
        ]
        var problems: [String] = []
        for (attribute, expected) in rows {
            var query = AuditQuery(limit: 50)
            query.attribute = attribute
            let found = try await store.records(matching: query).records.map(\.time.seconds)
            problems += difference("\(attribute)", found, expected)
        }
        return problems
    }

    private static let findsByTime = ConformanceClaim<any AuditStore>("both ends of a time are part of it") { open in
        let store = try await open()
        try await store.append((1...4).map { record($0) })
        let rows: [(Int64?, Int64?, [Int64])] = [
            (2, 3, [3, 2]), (3, nil, [4, 3]), (nil, 1, [1]), (2, 2, [2]), (5, nil, []), (nil, 0, []),
        ]
        var problems: [String] = []
        for (from, until, expected) in rows {
            var query = AuditQuery(limit: 50)
            query.from = from.map { Timestamp(seconds: $0) }
            query.until = until.map { Timestamp(seconds: $0) }
            let found = try await store.records(matching: query).records.map(\.time.seconds)
            problems += difference("\(from ?? 0)...\(until ?? 9)", found, expected)
        }
        return problems
    }

    private static let hides = ConformanceClaim<any AuditStore>(
        "what event history leaves out is found by who asks for it, and by its request"
    ) { open in
        let store = try await open()
        try await store.append([record(1, isHidden: true), record(2)])
        var query = AuditQuery(limit: 50)
        let shown = try await store.records(matching: query).records.map(\.time.seconds)
        query.includesHidden = true
        let all = try await store.records(matching: query).records.map(\.time.seconds)
        let one = try await store.record(of: record(1).requestID)
        return difference("shown", shown, [2]) + difference("all", all, [2, 1])
            + difference("by request", one, record(1, isHidden: true))
    }
}
