import JSONTree

/// The reasons of a decision, for people.
enum ExplanationText {
    static func text(_ answer: JSON) -> String {
        let event = answer["event"]
        var lines = [
            "request      \(answer["requestId"]?.string ?? "")",
            "call         \(answer["eventSource"]?.string ?? "") \(answer["eventName"]?.string ?? "")",
            "time         \(event?["eventTime"]?.string ?? "")",
            "caller       \(caller(event))",
            "from         \(event?["sourceIPAddress"]?.string ?? "")",
        ]
        if let code = answer["errorCode"]?.string {
            let told = answer["explanation"]?["answered"]?.string ?? event?["errorMessage"]?.string
            lines.append("answered     \(code): \(told ?? "")")
        } else {
            lines.append("answered     success")
        }
        guard let explanation = answer["explanation"] else { return lines.joined(separator: "\n") }
        if let requirements = explanation["requirements"]?.array {
            for requirement in requirements { lines += self.requirement(requirement) }
        } else {
            lines.append("because      \(explanation["summary"]?.string ?? explanation["reason"]?.string ?? "")")
            lines += facts(explanation, leavingOut: ["summary", "reason", "decision", "operation", "answered"])
        }
        return lines.joined(separator: "\n")
    }

    private static func caller(_ event: JSON?) -> String {
        let identity = event?["userIdentity"]
        return identity?["arn"]?.string ?? identity?["principalId"]?.string.flatMap { $0.isEmpty ? nil : $0 }
            ?? "anonymous"
    }

    private static func requirement(_ requirement: JSON) -> [String] {
        let verdict = requirement["verdict"]
        var lines = [
            "",
            "\((verdict?["decision"]?.string ?? "").padded(12)) \(requirement["action"]?.string ?? "") on "
                + (requirement["resource"]?.string ?? ""),
            "because      \(verdict?["summary"]?.string ?? "")",
        ]
        for mistake in verdict?["mistakes"]?.array ?? [] {
            lines.append("mistake      \(mistake["says"]?.string ?? "")")
            lines.append("remedy       \(mistake["remedy"]?.string ?? "")")
        }
        lines += facts(requirement, leavingOut: ["verdict", "action", "resource"])
        for statement in verdict?["statements"]?.array ?? [] { lines += self.statement(statement) }
        return lines
    }

    private static func statement(_ statement: JSON) -> [String] {
        let applies = statement["applies"]?.boolean == true
        var lines = [
            "  \(applies ? "applies " : "misses  ") \(statement["effect"]?.string ?? "") statement "
                + "\(statement["statement"]?.string ?? "") of \(statement["policy"]?.string ?? "")"
        ]
        if let miss = statement["miss"]?.string { lines.append("           \(miss)") }
        for condition in statement["conditions"]?.array ?? [] where condition["met"]?.boolean != nil {
            let met = condition["met"]?.boolean == true
            lines.append(
                "           \(met ? "met   " : "failed") \(condition["operator"]?.string ?? "") "
                    + "\(condition["key"]?.string ?? "")"
            )
            // Of a statement that denies, what is met is what matters.
            guard !met || condition["because"] != nil else { continue }
            let anyBut = met && condition["operator"]?.string?.contains("Not") == true ? "anything but " : ""
            lines.append("                  wanted \(anyBut)\(list(condition["matched"] ?? condition["wanted"]))")
            lines.append("                  seen   \(list(condition["seen"]))")
        }
        return lines
    }

    private static func facts(_ object: JSON, leavingOut: Set<String>) -> [String] {
        (object.object?.members ?? []).compactMap { name, value in
            guard !leavingOut.contains(name) else { return nil }
            let text = value.string ?? (value.array != nil ? list(value) : value.text())
            return "\(name.padded(12)) \(text)"
        }
    }

    private static func list(_ value: JSON?) -> String {
        guard let elements = value?.array else { return value?.string ?? "(missing)" }
        return elements.isEmpty ? "(none)" : elements.map { $0.string ?? $0.text() }.joined(separator: ", ")
    }
}
