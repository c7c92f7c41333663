package import Ambient
package import JSONTree

/// One value of an operation's input or output, whatever the protocol.
package indirect enum WireValue: Hashable, Sendable {
    case string(String)
    case integer(Int)
    case double(Double)
    case boolean(Bool)
    case timestamp(Timestamp)
    case list([WireValue])
    case structure(WireStructure)
    /// Entries in order, each with a key of its own.
    case map(WireStructure)
}

extension WireValue: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .boolean(value) }
    package init(arrayLiteral elements: WireValue...) { self = .list(elements) }
    package init(dictionaryLiteral elements: (String, WireValue?)...) {
        self = .structure(WireStructure(elements.map { ($0.0, $0.1) }))
    }
}

extension WireValue {
    /// The text of a string or of a number or boolean that arrived as one.
    package var text: String? {
        switch self {
        case .string(let text): text
        case .integer(let value): String(value)
        case .boolean(let value): value ? "true" : "false"
        default: nil
        }
    }

    /// A value of the JSON protocols; null becomes nil, fractions stay.
    init?(_ json: JSON) {
        switch json {
        case .null: return nil
        case .boolean(let value): self = .boolean(value)
        case .string(let value): self = .string(value)
        case .number(let value): self = value.integer.map { .integer($0) } ?? .double(value.double)
        case .array(let elements): self = .list(elements.compactMap { WireValue($0) })
        case .object(let object): self = .structure(WireStructure(object))
        }
    }

    /// The value as the JSON protocols write it: times as seconds since the epoch, with a fraction if there is one.
    package var json: JSON {
        switch self {
        case .string(let value): return .string(value)
        case .integer(let value): return .number(JSONNumber(value))
        case .double(let value): return JSONNumber(value).map { .number($0) } ?? .null
        case .boolean(let value): return .boolean(value)
        case .timestamp(let time): return .number(JSONNumber(epoch: time))
        case .list(let elements): return .array(elements.map(\.json))
        case .structure(let members), .map(let members): return .object(members.json)
        }
    }
}

extension JSONNumber {
    /// Seconds since the epoch, with milliseconds as the fraction.
    fileprivate init(epoch time: Timestamp) {
        let milliseconds = time.milliseconds - time.seconds * 1000
        self =
            milliseconds == 0
            ? JSONNumber(Int(time.seconds)) : JSONNumber(Double(time.milliseconds) / 1000) ?? JSONNumber(0)
    }
}
