import IAMPolicy
import JSONTree

extension Diagnosis {
    private static let shownStatements = 6

    /// The answer, what AWS says, what to do, and then each step, for people.
    package var text: String {
        var lines = [question, ""]
        if let failure = firstFailure {
            lines.append("NO         \(failure.finding)")
            lines += help(failure)
            if let answer = failure.answer { lines.append("AWS SAYS   \(answer.description)") }
            var told = [failure]
            for step in steps.drop(while: { $0.outcome != .failed }).dropFirst() where step.outcome == .failed {
                lines.append("")
                let isSame = told.contains { isSameReason($0, step) }
                lines.append("THEN       \(step.finding)" + (isSame ? ", for the same reason" : ""))
                if !isSame { lines += help(step) }
                told.append(step)
            }
        } else if let undecided = firstUndecided {
            lines.append("UNDECIDED  \(undecided.finding)")
            lines += help(undecided)
        } else {
            lines.append(isCertain ? "YES" : "YES, as far as was checked")
        }
        lines.append("")
        let width = (steps.map(\.name.count).max() ?? 0) + 2
        for step in steps {
            lines.append("\(mark(step.outcome))  \(step.name)\(blanks(width - step.name.count))\(step.finding)")
            lines += statements(step)
        }
        return lines.joined(separator: "\n")
    }

    /// What is the matter, and what to do about it.
    private func help(_ step: Step) -> [String] {
        let place = step.place.map { "\($0): " } ?? ""
        var lines: [String] = []
        if step.mistakes.isEmpty {
            if let denial = step.denial { lines.append("DENIED BY  \(place)\(denial)") }
            if let nearest = step.nearest { lines.append("NEAREST    \(place)\(nearest)") }
            if let advice = step.advice { lines.append("REMEDY     \(advice)") }
        }
        for mistake in step.mistakes {
            lines.append("MISTAKE    \(place)\(mistake.says)")
            lines.append("REMEDY     \(mistake.remedy.hasPrefix("\"") ? "write " : "")\(mistake.remedy)")
        }
        return lines
    }

    private func isSameReason(_ first: Step, _ second: Step) -> Bool {
        if first.mistakes.isEmpty {
            guard second.mistakes.isEmpty else { return false }
            if let denial = first.denial { return denial == second.denial && first.place == second.place }
            return first.nearest != nil && first.nearest == second.nearest
        }
        return first.mistakes.map(\.kind) == second.mistakes.map(\.kind)
    }

    private func mark(_ outcome: Step.Outcome) -> String {
        switch outcome {
        case .passed: "  ok  "
        case .failed: "  NO  "
        case .unknown, .undecided: "  ?   "
        }
    }

    private func blanks(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

    /// For a step that failed, the statements that were considered: the nearest in full, of the others why they missed.
    private func statements(_ step: Step) -> [String] {
        guard step.outcome == .failed || step.outcome == .undecided, let statements = step.verdict?["statements"]?.array
        else { return [] }
        // Behind the nearest, statements about other actions say nothing, and denials that do not apply neither.
        let near =
            statements.prefix(1)
            + statements.dropFirst().filter {
                $0["applies"]?.boolean == true
                    || $0["action"]?["matched"]?.boolean == true && $0["effect"]?.string == "Allow"
            }
        var lines: [String] = []
        for (index, statement) in near.prefix(Self.shownStatements).enumerated() {
            let line = statement["line"]?.integer.map { $0 > 1 ? ", line \($0)" : "" } ?? ""
            let name =
                "\(statement["effect"]?.string ?? "") statement \(statement["statement"]?.string ?? "") of "
                + "\(statement["policy"]?.string ?? "")\(line)"
            if statement["applies"]?.boolean == true {
                lines.append("          \(name): applies")
                if statement["effect"]?.string == "Deny" { lines += matches(statement) }
            } else if index == 0 {
                lines.append("          \(name)")
                lines += elements(statement)
            } else {
                lines.append("          \(name): \(statement["miss"]?.string ?? "")")
            }
        }
        let rest = statements.count - min(near.count, Self.shownStatements)
        if rest > 0 { lines.append("          and \(rest) more \(rest == 1 ? "statement" : "statements")") }
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
            lines.append("                  seen    \(list(condition["seen"], ", "))")
        }
        return lines
    }

    /// Of a statement that denies, what each condition wanted and what it saw.
    private func matches(_ statement: JSON) -> [String] {
        (statement["conditions"]?.array ?? []).flatMap { condition in
            let source = condition["operator"]?.string ?? ""
            let matched = condition["matched"] ?? condition["wanted"]
            let anyBut = source.contains("Not") ? "anything but " : ""
            return [
                "            met \(source) \(condition["key"]?.string ?? "")",
                "                  wanted  \(anyBut)\(list(matched))",
                "                  seen    \(list(condition["seen"], ", "))",
            ]
        }
    }

    private func list(_ value: JSON?, _ separator: String = " or ") -> String {
        guard let elements = value?.array else { return value?.string ?? "(the request has no such key)" }
        return elements.isEmpty ? "(none)" : elements.map { $0.string ?? $0.text() }.joined(separator: separator)
    }
}
