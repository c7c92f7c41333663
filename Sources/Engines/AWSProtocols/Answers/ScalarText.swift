import Ambient

/// Scalars as the XML protocols write them.
enum ScalarText {
    static func text(of value: WireValue) -> String {
        switch value {
        case .string(let text): text
        case .integer(let number): String(number)
        case .double(let number): "\(number)"
        case .boolean(let flag): flag ? "true" : "false"
        case .timestamp(let time): time.rfc3339
        case .list, .structure, .map: ""
        }
    }
}
