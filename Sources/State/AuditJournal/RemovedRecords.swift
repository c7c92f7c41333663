package import JSONTree

/// Records that were removed because of their age, as a later record of the same journal states it.
///
/// With the statement in the chain, records that are missing from the beginning of a journal without one were lost.
package struct RemovedRecords: Sendable, Hashable {
    /// The name of the event that states a removal, which no API operation has.
    package static let eventName = "RemoveAuditRecords"

    package let first: Int64
    package let last: Int64
    /// The hash of the last.
    package let hash: String

    /// What the event's `additionalEventData` says.
    package var eventData: JSON {
        [
            "removedRecords": [
                "first": .number(JSONNumber(Int(first))), "last": .number(JSONNumber(Int(last))),
                "lastHash": .string(hash),
            ]
        ]
    }

    init(first: Int64, last: Int64, hash: String) {
        self.first = first
        self.last = last
        self.hash = hash
    }

    /// Reads the statement of an event; nil if it is another event.
    init?(event: JSON) {
        guard event["eventName"]?.string == Self.eventName,
            let removed = event["additionalEventData"]?["removedRecords"], let first = removed["first"]?.integer,
            let last = removed["last"]?.integer, let hash = removed["lastHash"]?.string
        else { return nil }
        self.init(first: Int64(first), last: Int64(last), hash: hash)
    }
}
