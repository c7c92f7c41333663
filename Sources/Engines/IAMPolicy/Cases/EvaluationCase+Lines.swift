package import JSONTree

extension EvaluationCase {
    /// 4 MiB, 64 levels, 200,000 values.
    package static let limits = JSONLimits(
        maximumBytes: 4 * 1024 * 1024,
        maximumDepth: 64,
        maximumValues: 200_000
    )

    /// A line that should hold a case.
    package enum Line: Sendable {
        case readable(EvaluationCase)
        /// The answer to one that cannot be read.
        case malformed(JSON)

        /// Reads a line; a byte order mark before it is skipped.
        package init(_ line: [UInt8]) {
            let bytes = EvaluationCase.withoutByteOrderMark(line)
            let root: LocatedJSON
            do {
                root = try LocatedJSON(parsing: bytes, limits: limits)
            } catch {
                let id = CaseIdentifier.find(in: bytes)
                self = .malformed(EvaluationCase.malformed("this is no JSON: \(error)", id: id))
                return
            }
            do {
                self = .readable(try EvaluationCase(root))
            } catch {
                self = .malformed(EvaluationCase.malformed("\(error)", id: root["id"]?.json ?? .null))
            }
        }
    }

    /// Answers a case in JSON; one that cannot be read is answered as malformed, with the reason.
    package static func answer(_ bytes: [UInt8]) -> JSON {
        switch Line(bytes) {
        case .readable(let one): one.answer
        case .malformed(let answer): answer
        }
    }

    /// Editors on Windows put the mark at the start of a file (RFC 8259 section 8.1 lets it be ignored).
    package static func withoutByteOrderMark(_ bytes: [UInt8]) -> [UInt8] {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    }
}
