import IAMPolicy
import JSONTree

/// What `lanyard lint` prints.
struct LintReport {
    let roles: [LintedRole]

    func print(as form: FindingsOutput.Form) {
        switch form {
        case .table: Swift.print(text)
        case .json: Swift.print(json.text(pretty: true))
        case .yaml: Swift.print(YAML.text(json), terminator: "")
        case .sarif:
            let rules = LintRule.allCases.map { (id: $0.rawValue, title: $0.title) }
            Swift.print(SARIF.document(roles.flatMap(\.findings), rules: rules).text(pretty: true))
        }
    }

    private var json: JSON {
        .array(
            roles.map { role in
                var object: JSONObject = [
                    "name": .string(role.name), "file": .string(role.findings.first?.file ?? role.name),
                    "findings": .array(role.findings.map(finding)),
                ]
                object["patch"] = role.patch
                return .object(object)
            }
        )
    }

    private func finding(_ finding: FileFinding) -> JSON {
        var object = finding.json.object ?? [:]
        if let waiver = finding.waiver { object["waived"] = .string(waiver) }
        return .object(object)
    }

    private var text: String {
        var lines: [String] = []
        for role in roles where !role.findings.isEmpty {
            for finding in role.findings {
                let waived = finding.waiver.map { " (waived: \($0))" } ?? ""
                lines.append("\(finding.place): \(finding.severity): \(finding.rule) \(finding.title)\(waived)")
                lines.append("    \(finding.name.isEmpty ? "" : finding.name + ": ")\(finding.message)")
                if let proof = finding.json["couldTakeTheRole"]?.array { lines.append("    " + self.proof(proof)) }
            }
            if let patch = role.patch {
                lines.append("  corrected (JSON Patch):")
                lines += patch.text(pretty: true).split(separator: "\n").map { "    " + $0 }
            }
        }
        let count = roles.reduce(0) { $0 + $1.findings.count }
        lines.append(
            "\(count) \(count == 1 ? "finding" : "findings") in \(roles.count) "
                + (roles.count == 1 ? "trust policy" : "trust policies")
        )
        return lines.joined(separator: "\n")
    }

    private func proof(_ accounts: [JSON]) -> String {
        guard !accounts.isEmpty else { return "proof: none of the known service accounts could take the role" }
        let shown = accounts.prefix(10).compactMap(\.string).joined(separator: ", ")
        let rest = accounts.count > 10 ? " and \(accounts.count - 10) more" : ""
        return "proof: \(accounts.count) could take the role: \(shown)\(rest)"
    }
}
