import AWSProtocols
import Ambient
import Store

/// What `LookupEvents` is asked for.
enum LookupParameters {
    private static let keys = [
        "EventId", "EventName", "ReadOnly", "Username", "ResourceType", "ResourceName", "EventSource", "AccessKeyId",
    ]

    /// The query that an input stands for.
    ///
    /// - Throws: `Fault` in CloudTrail's words.
    static func query(_ input: WireStructure) throws(Fault) -> AuditQuery {
        let limit = input["MaxResults"] == nil ? 50 : input.integer("MaxResults") ?? 0
        guard (1...50).contains(limit) else {
            throw Fault(
                "InvalidMaxResultsException",
                status: 400,
                "Member must have value between 1 and 50, inclusive."
            )
        }
        var query = AuditQuery(limit: limit)
        query.attribute = try attribute(input)
        query.from = try time(input, "StartTime")
        query.until = try time(input, "EndTime").map(endOfSecond)
        if let from = query.from, let until = query.until, until < from {
            throw Fault("InvalidTimeRangeException", status: 400, "End time cannot be before start time.")
        }
        if let token = input.string("NextToken") {
            guard token.hasPrefix(tokenPrefix), let after = Int64(token.dropFirst(tokenPrefix.count)), after > 0 else {
                throw Fault("InvalidNextTokenException", status: 400, "The token is not valid.")
            }
            query.after = after
        }
        return query
    }

    /// Whether insight events are asked for, of which there are none, and not management events.
    ///
    /// - Throws: `InvalidEventCategoryException`.
    static func asksForInsights(_ input: WireStructure) throws(Fault) -> Bool {
        guard let category = input["EventCategory"] else { return false }
        guard category == .string("insight") else {
            throw Fault("InvalidEventCategoryException", status: 400, "The event category is insight, or left out.")
        }
        return true
    }

    private static let tokenPrefix = "before-"

    /// The token of the page after one; it says no more than where that is.
    static func token(_ next: Int64) -> String { tokenPrefix + String(next) }

    private static func attribute(_ input: WireStructure) throws(Fault) -> AuditQuery.Attribute? {
        guard input["LookupAttributes"] != nil else { return nil }
        let attributes = input.structures("LookupAttributes") ?? []
        guard attributes.count <= 1 else {
            throw invalidAttribute("You can only specify one lookup attribute.")
        }
        guard let attribute = attributes.first else { return nil }
        guard let key = attribute.string("AttributeKey"), let value = attribute.string("AttributeValue"),
            (1...2000).contains(value.utf8.count)
        else { throw invalidAttribute("A lookup attribute has an AttributeKey and an AttributeValue.") }
        switch key {
        case "EventId": return .eventID(value)
        case "EventName": return .eventName(value)
        case "ReadOnly":
            guard value == "true" || value == "false" else {
                throw invalidAttribute("The value of ReadOnly is true or false.")
            }
            return .isReadOnly(value == "true")
        case "Username": return .userName(value)
        case "ResourceType": return .resourceType(value)
        case "ResourceName": return .resourceName(value)
        case "EventSource": return .eventSource(value)
        case "AccessKeyId": return .accessKeyID(value)
        default: throw invalidAttribute("Lookup attributes are \(keys.joined(separator: ", ")).")
        }
    }

    private static func invalidAttribute(_ words: String) -> Fault {
        Fault("InvalidLookupAttributesException", status: 400, words)
    }

    /// Most clients send whole seconds, and mean all that is told with that time.
    private static func endOfSecond(_ time: Timestamp) -> Timestamp {
        time.milliseconds % 1000 == 0 ? Timestamp(milliseconds: time.milliseconds + 999) : time
    }

    /// Seconds since the epoch, a fraction allowed.
    private static func time(_ input: WireStructure, _ name: String) throws(Fault) -> Timestamp? {
        switch input[name] {
        case nil: return nil
        case .integer(let seconds)? where seconds.magnitude < 1 << 40: return Timestamp(seconds: Int64(seconds))
        case .double(let seconds)? where abs(seconds) < 1e12:
            // What was told as a decimal fraction is no whole number of milliseconds any more.
            return Timestamp(milliseconds: Int64((seconds * 1000).rounded()))
        default:
            throw Fault("InvalidTimeRangeException", status: 400, "\(name) is not a number of seconds since 1970.")
        }
    }
}
