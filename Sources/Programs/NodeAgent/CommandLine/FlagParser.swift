/// Flags as Go's `pflag` reads them: `--name value`, `--name=value`, `-n value`, `-nvalue`, `-n=value`.
///
/// Flags that are switches take a value after `=` only. Other arguments are passed over, as AWS's agent does: its chart
/// hands it `--rotate-credentials true`.
struct FlagParser {
    /// A flag that may be given.
    struct Flag {
        let name: String
        var letter: Character?
        var isSwitch = false
        /// What the help calls its value.
        var value = ""
        let help: String
    }

    /// What is wrong with the arguments.
    struct Mistake: Error, Sendable, Hashable, CustomStringConvertible {
        let description: String
    }

    let flags: [Flag]

    /// The flags in their order, and the other arguments.
    func parse(_ arguments: [String]) throws(Mistake) -> (flags: [(name: String, value: String)], others: [String]) {
        var found: [(name: String, value: String)] = []
        var others: [String] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" {
                others += rest
                break
            }
            guard argument.hasPrefix("-"), argument.count > 1 else {
                others.append(argument)
                continue
            }
            let (flag, attached) = try argument.hasPrefix("--") ? long(argument) : short(argument)
            if flag.isSwitch {
                let value = attached ?? "true"
                guard let isOn = Self.boolean(value) else {
                    throw Mistake(description: "invalid argument \"\(value)\" for \"--\(flag.name)\" flag")
                }
                found.append((flag.name, String(isOn)))
            } else if let value = attached ?? rest.popFirst() {
                found.append((flag.name, value))
            } else {
                throw Mistake(description: "flag needs an argument: \(argument)")
            }
        }
        return (found, others)
    }

    /// Go's words for truth.
    static func boolean(_ text: String) -> Bool? {
        switch text {
        case "1", "t", "T", "true", "True", "TRUE": true
        case "0", "f", "F", "false", "False", "FALSE": false
        default: nil
        }
    }

    private func long(_ argument: String) throws(Mistake) -> (Flag, String?) {
        let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let flag = flags.first(where: { $0.name == parts[0] }) else {
            throw Mistake(description: "unknown flag: --\(parts[0])")
        }
        return (flag, parts.count == 2 ? String(parts[1]) : nil)
    }

    private func short(_ argument: String) throws(Mistake) -> (Flag, String?) {
        let letters = argument.dropFirst()
        guard let flag = flags.first(where: { $0.letter != nil && $0.letter == letters.first }) else {
            throw Mistake(description: "unknown shorthand flag: '\(letters.prefix(1))' in \(argument)")
        }
        let rest = letters.dropFirst()
        guard !rest.isEmpty else { return (flag, nil) }
        return (flag, String(rest.first == "=" ? rest.dropFirst() : rest))
    }

    /// A line for each flag.
    var help: String {
        let names = flags.map { flag in
            (flag.letter.map { "  -\($0), " } ?? "      ") + "--\(flag.name)"
                + (flag.value.isEmpty ? "" : " \(flag.value)")
        }
        let width = (names.map(\.count).max() ?? 0) + 3
        return zip(names, flags).map { name, flag in
            name + String(repeating: " ", count: width - name.count) + flag.help
        }.joined(separator: "\n")
    }
}
