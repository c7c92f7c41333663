import Ambient
import JSONTree

/// Signing keys as a table.
enum KeyTable {
    static func text(_ answer: JSON) -> String {
        var lines = ["\("KEY".padded(44))  \("STATE".padded(10))  CREATED"]
        for key in answer["keys"]?.array ?? [] {
            let created = EpochTime.text(key["createdAt"]) ?? ""
            let retired = EpochTime.text(key["retiredAt"]).map { ", retired \($0)" } ?? ""
            lines.append(
                "\((key["keyId"]?.string ?? "").padded(44))  \((key["state"]?.string ?? "").padded(10))  \(created)\(retired)"
            )
        }
        return lines.joined(separator: "\n")
    }
}

/// Times as the operator API answers them: seconds since the epoch.
enum EpochTime {
    static func text(_ value: JSON?) -> String? {
        guard case .number(let number)? = value else { return nil }
        return Timestamp(milliseconds: Int64(number.double * 1000)).rfc3339
    }
}

extension String {
    /// The text with blanks after it up to a width.
    func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
