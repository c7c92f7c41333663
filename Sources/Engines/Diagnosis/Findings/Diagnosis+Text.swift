import IAMPolicy
import JSONTree

extension Diagnosis {
    /// The answer, what AWS says, what to do, and then each step, for people.
    package var text: String {
        var lines = [question, ""]
        if let failure = firstFailure {
            lines.append("NO         \(failure.finding)")
            if let answer = failure.answer { lines.append("AWS says   \(answer.description)") }
            lines += advice(failure.mistakes)
            let later = steps.drop { $0.name != failure.name || $0.outcome != .failed }.dropFirst()
                .filter { $0.outcome == .failed }
            if !later.isEmpty { lines.append("") }
            for step in later {
                lines.append("THEN       the step \(step.name) fails too: \(step.finding)")
                lines += advice(step.mistakes)
            }
        } else {
            lines.append(isCertain ? "YES" : "YES, as far as was checked")
        }
        lines.append("")
        let width = (steps.map(\.name.count).max() ?? 0) + 2
        for step in steps {
            lines.append("\(mark(step.outcome))  \(step.name)\(blanks(width - step.name.count))\(short(step))")
            lines += statements(step)
        }
        return lines.joined(separator: "\n")
    }

    /// The finding, without what the statements below it show anyway.
    private func short(_ step: Step) -> String {
        guard step.outcome == .failed, let reason = step.verdict?["reason"]?.string,
            let range = step.finding.firstRange(of: reason)
        else { return step.finding }
        return String(step.finding[..<range.upperBound])
    }

    private func advice(_ mistakes: [Mistake]) -> [String] {
        mistakes.flatMap { ["MISTAKE    \($0.says)", "REMEDY     \($0.remedy)"] }
    }

    private func mark(_ outcome: Step.Outcome) -> String {
        switch outcome {
        case .passed: "  ok  "
        case .failed: "  NO  "
        case .unknown: "  ?   "
        }
    }

    private func blanks(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

    /// For a step that failed, the statements that were considered: the nearest in full, of the others why they missed.
    private func statements(_ step: Step) -> [String] {
        guard step.outcome == .failed, let statements = step.verdict?["statements"]?.array else { return [] }
        var lines: [String] = []
        for (index, statement) in statements.prefix(6).enumerated() {
            let line = statement["line"]?.integer.map { ", line \($0)" } ?? ""
            let effect = statement["effect"]?.string ?? ""
            let name =
                "statement \(statement["statement"]?.string ?? "") of \(statement["policy"]?.string ?? "")\(line)"
            if statement["applies"]?.boolean == true {
                lines.append("          \(effect) \(name): applies")
            } else if index == 0 {
                lines.append("          \(effect) \(name)")
                lines += elements(statement)
            } else {
                lines.append("          \(effect) \(name): \(statement["miss"]?.string ?? "")")
            }
        }
        if statements.count > 6 { lines.append("          and \(statements.count - 6) more statements") }
        return lines
    }

    private func elements(_ statement: JSON) -> [String] {
        var lines: [String] = []
        for name in ["principal", "action", "resource"] {
            guard let element = statement[name] else { continue }
            let isMatched = element["matched"]?.boolean == true
            lines.append("            \(isMatched ? "ok  " : "NO  ")\(name)")
            guard !isMatched else { continue }
            let anyBut = element["anyBut"] == nil ? "" : "anything but "
            lines.append("                  wanted  \(anyBut)\(list(element["wanted"] ?? element["anyBut"]))")
            lines.append("                  seen    \(element["seen"]?.string ?? "")")
        }
        for condition in statement["conditions"]?.array ?? [] {
            let title = "\(condition["operator"]?.string ?? "") \(condition["key"]?.string ?? "")"
            guard let isMet = condition["met"]?.boolean else {
                lines.append("            -   \(title) (not looked at)")
                continue
            }
            lines.append("            \(isMet ? "ok  " : "NO  ")\(title)")
            guard !isMet else { continue }
            lines.append("                  wanted  \(list(condition["wanted"]))")
            lines.append("                  seen    \(list(condition["seen"]))")
        }
        return lines
    }

    private func list(_ value: JSON?) -> String {
        guard let elements = value?.array else { return value?.string ?? "(the request has no such key)" }
        return elements.isEmpty ? "(none)" : elements.map { $0.string ?? $0.text() }.joined(separator: " or ")
    }
}
