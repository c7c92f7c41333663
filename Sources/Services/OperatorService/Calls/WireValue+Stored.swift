import AWSProtocols
import JSONTree

extension WireValue {
    /// A stored JSON value as an output member; null becomes nil.
    init?(stored json: JSON) {
        switch json {
        case .null: return nil
        case .boolean(let value): self = .boolean(value)
        case .string(let text): self = .string(text)
        case .number(let number): self = number.integer.map { .integer($0) } ?? .double(number.double)
        case .array(let elements): self = .list(elements.compactMap { WireValue(stored: $0) })
        case .object(let object): self = .structure(WireStructure(stored: object))
        }
    }
}

extension WireStructure {
    /// The members of a stored object that are not null.
    init(stored object: JSONObject) {
        self.init(object.members.map { ($0.key, WireValue(stored: $0.value)) })
    }
}
