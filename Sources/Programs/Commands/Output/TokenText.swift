import Ambient
import JSONTree

/// The verdict on a token, for people.
enum TokenText {
    static func text(_ answer: JSON) -> String {
        var lines: [String] = []
        if answer["verifies"]?.boolean == true {
            lines.append("VERIFIES     as \(answer["provider"]?.string ?? "")")
        } else {
            lines.append("REFUSED      \(answer["refusal"]?["summary"]?.string ?? "no reason was given")")
            if let step = answer["refusal"]?["step"]?.integer {
                lines.append("             at step \(step) of AssumeRoleWithWebIdentity")
            }
        }
        if let signature = answer["signature"] {
            let key = signature["kid"]?.string ?? "no key"
            let state = signature["keyState"]?.string.map { " (\($0))" } ?? ""
            lines.append(
                signature["isValid"]?.boolean == true
                    ? "signed by    \(key)\(state)" : "signature    \(signature["problem"]?.string ?? "not valid")"
            )
        }
        if let left = answer["expiresIn"]?.integer {
            lines.append(left > 0 ? "time left    \(duration(left))" : "expired      \(duration(-left)) ago")
        }
        for (name, value) in [("header", answer["header"]), ("claims", answer["claims"])] {
            guard let value else { continue }
            lines.append("\(name):")
            lines += value.text(pretty: true).split(separator: "\n").map { "  " + $0 }
        }
        for claim in ["iat", "nbf", "exp"] {
            guard let seconds = answer["claims"]?[claim]?.integer else { continue }
            lines.append("\(claim)          \(Timestamp(seconds: Int64(seconds)).rfc3339)")
        }
        return lines.joined(separator: "\n")
    }

    private static func duration(_ seconds: Int) -> String {
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        if hours > 0 { return "\(hours) h \(minutes) min" }
        return minutes > 0 ? "\(minutes) min \(seconds % 60) s" : "\(seconds) s"
    }
}
