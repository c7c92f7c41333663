/// What a field of an object holds, as the Go types of Kubernetes have it.
indirect enum FieldType: Sendable, Hashable {
    case string
    /// Base64 in JSON.
    case bytes
    case int32
    case int64
    case double
    case boolean
    /// A number or a text.
    case intOrString
    case quantity
    case time
    case microTime
    /// Any JSON.
    case anything
    case list(FieldType)
    case map(FieldType)
    /// An object of a kind of the table.
    case object(String)

    private static let words: [String: FieldType] = [
        "str": .string, "bytes": .bytes, "int": .int32, "long": .int64, "num": .double, "bool": .boolean,
        "IntOrString": .intOrString, "Quantity": .quantity, "Time": .time, "MicroTime": .microTime, "any": .anything,
    ]

    /// Reads `str`, `[T]` for a list, `{T}` for a map with texts as keys, or the name of a kind.
    init(_ text: some StringProtocol) {
        let inner = text.dropFirst().dropLast()
        if text.hasPrefix("[") {
            self = .list(FieldType(inner))
        } else if text.hasPrefix("{") {
            self = .map(FieldType(inner))
        } else {
            self = Self.words[String(text)] ?? .object(String(text))
        }
    }

    /// The kind of object that is in it, at whatever depth.
    var kind: String? {
        switch self {
        case .list(let inner), .map(let inner): inner.kind
        case .object(let name): name
        default: nil
        }
    }

    /// As Go names it, in whose words a wrong type is reported.
    var goName: String {
        switch self {
        case .string: "string"
        case .bytes: "[]uint8"
        case .int32: "int32"
        case .int64: "int64"
        case .double: "float64"
        case .boolean: "bool"
        case .intOrString: "intstr.IntOrString"
        case .quantity: "resource.Quantity"
        case .time: "v1.Time"
        case .microTime: "v1.MicroTime"
        case .anything: "runtime.RawExtension"
        case .list(let inner): "[]" + inner.goName
        case .map(let inner): "map[string]" + inner.goName
        case .object(let name): "v1." + name
        }
    }
}
